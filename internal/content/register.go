package content

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// AppendApprovals returns a register's text, which may be empty, with rows added
// at its end. Nothing that it holds changes; an empty list "[]" makes room. The
// error is a RowsError.
func AppendApprovals(text []byte, rows []Approval) ([]byte, error) {
	return ledger[Approval]{
		file: RegisterFile,
		line: func(a Approval) string {
			return fmt.Sprintf("{code: %s, version: %s, fingerprint: %s, date: %s}", a.Code, quote(a.Version, yaml.DoubleQuotedStyle), a.Fingerprint, a.Date)
		},
		same: func(x, y Approval) bool {
			return x.Code == y.Code && x.Version == y.Version && x.Fingerprint == y.Fingerprint && x.Date.Equal(y.Date.Time)
		},
	}.add(text, rows)
}
