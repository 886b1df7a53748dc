package content

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func noticesOf(t *testing.T, text string) (*Library, []string) {
	t.Helper()
	l, diags, err := Load(fstest.MapFS{NoticesFile: {Data: []byte(text)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range diags {
		if d.File == NoticesFile {
			said = append(said, fmt.Sprintf("%d:%s:%v", d.Line, d.Rule, d.Args[0]))
		}
	}
	return l, said
}

func TestNotices(t *testing.T) {
	l, said := noticesOf(t, `- {number: 1, at: 2026-11-29 03:10, text: "Le DPI : coupé", by: Directeur}
- {number: 2, at: "2026-11-29 04:00", until: 2026-12-01, audience: public, text: Standard au 7000}
- {withdraws: 1, at: 2026-11-30 08:00}
`)
	if len(said) > 0 {
		t.Fatal(said)
	}
	first, second := l.Notices[0], l.Notices[1]
	if first.At.String() != "2026-11-29 03:10" || first.Audience != Internal || first.Text != "Le DPI : coupé" || second.Until.String() != "2026-12-01" || second.Audience != Public {
		t.Errorf("%+v", l.Notices)
	}
	if l.Withdrawal(1) != &l.Notices[2] || l.Withdrawal(2) != nil || l.Withdrawal(0) != nil {
		t.Error("not the row that withdraws")
	}
}

func TestMistakesInNotices(t *testing.T) {
	long := strings.Repeat("é", NoticeLimit)
	for text, want := range map[string]string{
		`- {at: 2026-11-29 03:10, text: A}`:                                                          "1:missing-key:number",
		`- {number: 1, text: A}`:                                                                     "1:missing-key:at",
		`- {number: 1, at: 2026-11-29 03:10}`:                                                        "1:missing-key:text",
		`- {number: 1, at: 2026-11-29, text: A}`:                                                     "1:wrong-type:notices.yaml.at",
		`- {number: -1, at: 2026-11-29 03:10, text: A}`:                                              "1:wrong-type:number",
		`- {number: 1, at: 2026-11-29 03:10, text: A, untl: 2026-12-01}`:                             "1:unknown-key:untl",
		`- {number: 1, at: 2026-11-29 03:10, text: A, audience: tous}`:                               "1:unknown-value:tous",
		`- {number: 1, at: 2026-11-29 03:10, text: ` + long + `}`:                                    "",
		`- {number: 1, at: 2026-11-29 03:10, text: ` + long + `é}`:                                   "1:wrong-type:text",
		`- {withdraws: 1, at: 2026-11-29 03:10}`:                                                     "1:unknown-value:1",
		"- {number: 1, at: 2026-11-29 03:10, text: A}\n- {withdraws: 1}":                             "2:missing-key:at",
		"- {number: 1, at: 2026-11-29 03:10, text: A, withdraws: 1}":                                 "1:wrong-type:withdraws",
		"- {number: 1, at: 2026-11-29 03:10, text: A}\n- {number: 1, at: 2026-11-29 03:10, text: B}": "2:duplicate-id:1",
	} {
		_, said := noticesOf(t, text)
		slices.Sort(said)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if !slices.Equal(said, wanted) {
			t.Errorf("%s\n%q, want %q", text, said, wanted)
		}
	}
}

func TestAppendNotices(t *testing.T) {
	at, err := ParseMoment("2026-11-29 03:10")
	if err != nil {
		t.Fatal(err)
	}
	until, _ := ParseDate("2026-12-02")
	rows := []Notice{
		{Number: 3, At: at, Until: until, Audience: Restricted, By: `Directeur "de crise"`, Text: `C:\ : 50 % # fin`},
		{Withdraws: 1, At: at},
	}
	const added = `- {number: 3, at: "2026-11-29 03:10", until: 2026-12-02, audience: restreint, by: "Directeur \"de crise\"", text: "C:\\ : 50 % # fin"}` + "\n" +
		`- {withdraws: 1, at: "2026-11-29 03:10"}` + "\n"
	const old = "- number: 1 # à la main\n  at: 2026-11-28 10:00\n  text: >\n    Sur deux\n    lignes\n"
	for text, want := range map[string]string{"": added, "# Messages\n[]\n": "# Messages\n" + added, old: old + added, old[:len(old)-1]: old + added, "number: 1\n": ""} {
		got, err := AppendNotices([]byte(text), rows)
		_, refused := errors.AsType[*RowsError](err)
		if string(got) != want || refused != (want == "") {
			t.Errorf("%q: %v\n%s", text, err, got)
		}
	}
}

// Whatever a notice says, it is read as it was given.
func FuzzAppendNotices(f *testing.F) {
	at, _ := ParseMoment("2026-11-29 03:10")
	for _, seed := range []string{"Appeler le 7000", `"`, `\`, "a: b # c", "- x", "{", "'", "\u0085", "é\u202f!", "~", "\ufeff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		body, err := AppendNotices(nil, []Notice{{Number: 1, At: at, Text: text}})
		if err != nil {
			return // refused rather than changed
		}
		l, said := noticesOf(t, string(body))
		if text = strings.TrimSpace(text); text != "" && len([]rune(text)) <= NoticeLimit && (len(said) > 0 || l.Notices[0].Text != text) {
			t.Errorf("%q: %v, %+v", text, said, l.Notices)
		}
	})
}
