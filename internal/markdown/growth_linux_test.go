package markdown

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// families are texts made to be slow, by name: what is repeated to make one, and
// what stands before and after. Each is tried as one block and cut into blocks of
// a reasonable size.
var families = map[string]struct{ before, unit, after string }{
	"quotes":             {"", ">", "a"},
	"lists":              {"", "- ", "a"},
	"numbers":            {"", "1. ", "a"},
	"lists in quotes":    {"", "> - ", "a"},
	"brackets opened":    {"", "[", ""},
	"brackets closed":    {"", "]", ""},
	"images opened":      {"", "![", ""},
	"links opened":       {"", "[a](", ""},
	"angles opened":      {"", "[a](<b", ""},
	"titles opened":      {"", `[a](b "`, ""},
	"parentheses":        {"[a](", "(", ""},
	"references":         {"[a]: b\n\n", "[a] ", ""},
	"definitions opened": {"", "[a]:\n", ""},
	"emphasis opened":    {"", "*a ", ""},
	"emphasis closed":    {"", "a* ", ""},
	"emphasis mixed":     {"", "*a **b ", ""},
	"emphasis run":       {"", "*", "a"},
	"underscores":        {"", "_a ", ""},
	"tildes":             {"", "~~a ", ""},
	"code spans":         {"", "`a``", ""},
	"entities":           {"", "&#x;&am", ""},
	"hidden entities":    {"", "&rlm;", ""},
	"tags opened":        {"", "<a b='", ""},
	"CDATA":              {"a ", "<![CDATA[", ""},
	"instructions":       {"a ", "<?", ""},
	"comments":           {"a ", "<!--", ""},
	"raw tags":           {"", "<b>", ""},
	"escaped pipes":      {"|a|\n|-|\n|", "`\\|` ", "|\n"},
	"short rows":         {"|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n", "|\n", ""},
	"footnotes":          {"[^1]: a\n\n", "b[^1]\n\n", ""},
	"headings":           {"", "## a\n", ""},
	"setext headings":    {"", "a\n-\n", ""},
	"definitions":        {"", "a\n: b\n\n", ""},
	"fences":             {"", "```\n", ""},
	"code":               {"```bash\n", "a=\"b\n", "```\n"},
	"addresses":          {"", "http://a.b/( ", ""},
	"mail addresses":     {"", "a@b", ""},
	"fills":              {"", "___ ", ""},
	"samples":            {"", "{a} ", ""},
	"callouts":           {"", "> [!NOTE]\n> a\n\n", ""},
	"refused links":      {"", "[a](javascript:x)\n\n", ""},
	"images without alt": {"", "![](x.png)\n\n", ""},
	"tasks":              {"", "1. [ ] a\n", ""},
	"terms":              {"", "DPI CERT Santé ", ""},
	"digits":             {"", "0O0l ", ""},
}

// processor is the time that this thread has worked: other programs do not count.
func processor(t *testing.T) time.Duration {
	const threadTime = 3 // CLOCK_THREAD_CPUTIME_ID
	var now syscall.Timespec
	if _, _, failed := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadTime, uintptr(unsafe.Pointer(&now)), 0); failed != 0 {
		t.Fatal(failed)
	}
	return time.Duration(now.Nano())
}

// Twice the text takes at most 2.5 times as long, however it is made, and never
// a second; what is refused is refused at a line.
func TestTimeGrowsWithTheText(t *testing.T) {
	const (
		size  = 12_000                // bytes
		small = 15 * time.Millisecond // below, the measure tells nothing
		long  = 5 * time.Second       // a second without the race detector
	)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // on a busy machine its work falls on any of the two
	p := New(Config{Language: "fr", Terms: fuzzTerms})
	for name, f := range families {
		for _, cut := range []int{1 << 30, 3000} {
			make := func(size int) []byte {
				var b strings.Builder
				b.WriteString(f.before)
				for block := 0; b.Len() < size; block += len(f.unit) {
					if block >= cut {
						b.WriteString("\n\n" + f.before)
						block = 0
					}
					b.WriteString(f.unit)
				}
				return []byte(b.String() + f.after)
			}
			once, twice := make(size), make(2*size)
			least := [2]time.Duration{time.Hour, time.Hour}
			for try := 0; try < 2 || try < 40 && least[1] > small && least[1] > least[0]*5/2; try++ {
				for i, text := range [][]byte{once, twice} {
					runtime.GC()
					start := processor(t)
					_, ds := p.Parse(Source{File: "a/b.md", Text: text, Line: 1})
					least[i] = min(least[i], processor(t)-start)
					for _, d := range ds {
						if d.File == "" || d.Line < 1 || d.Column < 1 {
							t.Errorf("%s: %v is nowhere", name, d)
						}
					}
				}
			}
			what := fmt.Sprintf("%s, blocks of %d: %v, then %v", name, min(cut, len(twice)), least[0], least[1])
			if least[1] > small && least[1] > least[0]*5/2 {
				t.Errorf("%s: %.1f times", what, float64(least[1])/float64(least[0]))
			}
			if least[1] > long {
				t.Errorf("%s is too long", what)
			}
		}
	}
	if len(families) < 25 {
		t.Errorf("%d families, want 25", len(families))
	}
}

// What is out of proportion is refused at its line; what is nearly so is read.
func TestProportions(t *testing.T) {
	row := strings.Repeat("a ", 1900)
	for name, c := range map[string]struct{ text, want string }{
		"line":           {"a\n\n" + strings.Repeat("b", maxBlock+1), "3:1 too-large"},
		"paragraph":      {"a\n\n" + row + "\n" + row, "3:1 too-large"},
		"quoted":         {"> a\n\n> " + row + "\n> " + row, "3:1 too-large"},
		"quotes":         {"a\n\n" + strings.Repeat("> ", maxDepth+1) + "b", "3:1 too-deep"},
		"lists":          {strings.Repeat("- ", maxDepth+1) + "b", "1:1 too-deep"},
		"lines":          {strings.Repeat("a\n\n", maxLines/2), "20001:1 too-large"},
		"items":          {"- " + row + "\n- " + row + "\n", ""},
		"table":          {"|a|\n|-|\n| " + row + "|\n|" + row + "|\n", ""},
		"code":           {"```\n" + row + "\n" + row + "\n```\n", ""},
		"two paragraphs": {row + "\n\n" + row, ""},
		"sixteen":        {strings.Repeat("> ", maxDepth) + "b", ""},
		"longest line":   {strings.Repeat("b", maxBlock), ""},
		"long paragraph": {row + "\n" + strings.Repeat("b", maxBlock-len(row)), ""},
		"most lines":     {strings.Repeat("a\n\n", maxLines/2-1) + "a\n", ""},
		"quotes of code": {"```\n" + strings.Repeat("> ", maxDepth+1) + "b\n```\n", ""},
		"around code":    {row + "\n```\na\n```\n" + row, ""},
		"after code":     {"|a|\n|-|\n```\na\n```\n" + row + "\n" + row, "6:1 too-large"},
	} {
		body, ds := New(Config{}).Parse(Source{File: "a.md", Text: []byte(c.text), Line: 1})
		got := ""
		if len(ds) > 0 {
			var html bytes.Buffer
			if body.Flow.Render(&html, nil); html.Len() > 0 {
				t.Errorf("%s: it is read although it is refused", name)
			}
			got = fmt.Sprintf("%d:%d %s", ds[0].Line, ds[0].Column, ds[0].Rule)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestContainers(t *testing.T) {
	type found struct {
		depth int
		item  bool
		rest  string
	}
	for line, want := range map[string]found{
		"": {}, "a": {rest: "a"}, "> a": {1, false, "a"}, ">>\ta ": {2, false, "a"}, ">": {depth: 1},
		"- a": {1, true, "a"}, "* a": {1, true, "a"}, "+\ta": {1, true, "a"}, "-": {1, true, ""}, "-a": {rest: "-a"}, "**a": {rest: "**a"},
		"1. a": {1, true, "a"}, "0) a": {1, true, "a"}, "90. a": {1, true, "a"}, "1909) a": {1, true, "a"}, "1.": {1, true, ""}, "1.\ta": {1, true, "a"},
		"1": {rest: "1"}, "90": {rest: "90"}, "1a": {rest: "1a"}, "1.a": {rest: "1.a"}, "1 a": {rest: "1 a"}, ". a": {rest: ". a"}, ") a": {rest: ") a"},
		":. a": {rest: ":. a"}, "/. a": {rest: "/. a"}, "1:. a": {rest: "1:. a"}, "1/. a": {rest: "1/. a"},
		"> 1. - b": {3, true, "b"}, "- > b": {2, false, "b"}, "> 12": {1, false, "12"}, "- 1": {1, true, "1"}, "- -b": {1, true, "-b"},
	} {
		depth, item, rest := containers([]byte(line))
		if got := (found{depth, item, string(rest)}); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
