package markdown

import (
	"regexp"
	"strings"
)

// waiver is a comment by which an author admits what a rule reports of a line:
// « <!-- admis : raison --> », « # admis : raison » in YAML.
var waiver = regexp.MustCompile(`(?:<!--|(?:^|\s)#)[\s\x{00a0}\x{202f}]*(?:admis|allowed)[\s\x{00a0}\x{202f}]*:(.*?)(?:-->|$)`)

// Waiver returns the reason that a line gives for what it admits, "" where it
// gives none, whether it admits anything, and whether there is nothing else on
// it: it then admits the next one. Such a comment is shown nowhere.
func Waiver(line string) (reason string, found, alone bool) {
	if !strings.Contains(line, "admis") && !strings.Contains(line, "allowed") {
		return "", false, false
	}
	line = strings.TrimSpace(line)
	m := waiver.FindStringSubmatchIndex(line)
	if m == nil {
		return "", false, false
	}
	return strings.Trim(line[m[2]:m[3]], " \t\u00a0\u202f"), true, m[0] == 0 && m[1] == len(line)
}

// isWaiver reports whether HTML is such a comment and nothing else.
func isWaiver(html string) bool {
	html = strings.TrimSpace(html)
	_, _, alone := Waiver(html)
	return alone && strings.HasPrefix(html, "<!--") && strings.HasSuffix(html, "-->")
}
