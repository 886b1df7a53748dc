package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// NoticesFile holds what the crisis cell tells everybody.
const NoticesFile = "data/notices.yaml"

// NoticeLimit is the length of a notice, in characters: it stands above each
// page, and must leave room for the card.
const NoticeLimit = 240

// Notice is one row of the notices: a notice, or the withdrawal of one. Rows are
// added and never changed, so that what was said when can be told afterwards.
type Notice struct {
	located
	Number   int      `yaml:"number"`
	At       Moment   `yaml:"at"`
	Until    Date     `yaml:"until"`
	Audience Audience `yaml:"audience"`
	By       string   `yaml:"by"`
	Text     string   `yaml:"text"`
	// Withdraws is the number of the notice that the row ends; 0 in a notice.
	Withdraws int `yaml:"withdraws"`
}

// Moment is a day and the minute that a clock on the wall shows; the zero value
// means none. It prints as 2006-01-02 15:04, and its time is in UTC.
type Moment struct{ time.Time }

const momentForm = "2006-01-02 15:04"

// String returns YYYY-MM-DD HH:MM, or "" for no moment.
func (m Moment) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Format(momentForm)
}

// ParseMoment reads YYYY-MM-DD HH:MM.
func ParseMoment(s string) (Moment, error) {
	t, err := time.Parse(momentForm, s)
	return Moment{t}, err
}

// MomentOf is what a clock on the wall shows at a time, in the time's own zone.
func MomentOf(t time.Time) Moment {
	return Moment{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)}
}

// Texts for WrongType.
var (
	wantMoment = diag.Text{FR: "un jour et une heure, par exemple 2026-11-29 03:10", EN: "a day and a time, for example 2026-11-29 03:10"}
	wantNumber = diag.Text{FR: "un nombre à partir de 1", EN: "a number from 1 on"}
	wantAlone  = diag.Text{FR: "sans number, until, audience ni text : une ligne donne un message, ou en retire un", EN: "without number, until, audience and text: a row gives a notice, or withdraws one"}
	wantShort  = diag.Text{FR: fmt.Sprintf("un texte de %d caractères au plus", NoticeLimit), EN: fmt.Sprintf("a text of at most %d characters", NoticeLimit)}
)

// completeNotices gives notices their audience and checks that each can be
// shown, dated and withdrawn.
func (l *Data) completeNotices() []diag.Diagnostic {
	var diags []diag.Diagnostic
	ids := uniqueIDs{file: NoticesFile, key: "number"}
	for i := range l.Notices {
		n := &l.Notices[i]
		report := func(r diag.Rule, args ...any) { diags = append(diags, diag.New(n.Position, r, args...)) }
		if n.At.IsZero() && !slices.Contains(n.faulty, "at") {
			report(diag.MissingKey, "at", NoticesFile)
		}
		if n.Withdraws != 0 {
			if n.Number != 0 || n.Text != "" || n.Audience != "" || !n.Until.IsZero() {
				report(diag.WrongType, "withdraws", wantAlone)
			}
			continue
		}
		number := ""
		switch {
		case n.Number > 0:
			number = strconv.Itoa(n.Number)
		case n.Number < 0:
			report(diag.WrongType, "number", wantNumber)
			n.faulty = append(n.faulty, "number")
		}
		ids.add(n.located, number, "text", n.Text)
		if utf8.RuneCountInString(n.Text) > NoticeLimit {
			report(diag.WrongType, "text", wantShort)
		}
		if n.Audience == "" {
			n.Audience = Internal
		}
	}
	return append(append(diags, ids.diags...), l.checkWithdrawals()...)
}

// checkWithdrawals finds the rows that withdraw what is not there.
func (l *Data) checkWithdrawals() []diag.Diagnostic {
	var diags []diag.Diagnostic
	var known []string
	for _, n := range l.Notices {
		if n.Number > 0 {
			known = append(known, strconv.Itoa(n.Number))
		}
	}
	for _, n := range l.Notices {
		if number := strconv.Itoa(n.Withdraws); n.Withdraws != 0 && !slices.Contains(known, number) {
			diags = append(diags, diag.New(n.Position, diag.UnknownValue, number, "withdraws", strings.Join(known, ", ")))
		}
	}
	return diags
}

// Withdrawal returns the row that ended a notice first, or nil.
func (l *Data) Withdrawal(number int) *Notice {
	for i := range l.Notices {
		if n := &l.Notices[i]; n.Withdraws == number && number != 0 {
			return n
		}
	}
	return nil
}

// AppendNotices returns the text of NoticesFile, which may be empty, with rows
// added at its end; nothing that it holds changes. The error is a RowsError.
func AppendNotices(text []byte, rows []Notice) ([]byte, error) {
	return ledger[Notice]{
		file: NoticesFile,
		line: Notice.line,
		same: func(x, y Notice) bool {
			x.located, y.located = located{}, located{}
			return x.line() == y.line()
		},
	}.add(text, rows)
}

// line writes a row as YAML.
func (n Notice) line() string {
	at := "at: " + quote(n.At.String(), yaml.DoubleQuotedStyle)
	keys := []string{fmt.Sprintf("withdraws: %d", n.Withdraws), at}
	if n.Withdraws == 0 {
		keys = []string{fmt.Sprintf("number: %d", n.Number), at}
	}
	if !n.Until.IsZero() {
		keys = append(keys, "until: "+n.Until.String())
	}
	if n.Audience != "" {
		keys = append(keys, "audience: "+string(n.Audience))
	}
	for _, kv := range [][2]string{{"by", n.By}, {"text", n.Text}} {
		if kv[1] != "" {
			keys = append(keys, kv[0]+": "+quote(kv[1], yaml.DoubleQuotedStyle))
		}
	}
	return "{" + strings.Join(keys, ", ") + "}"
}
