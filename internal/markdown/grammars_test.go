package markdown

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// shown are the languages of code blocks, by the names of their files.
var shown = map[string]string{
	"apacheconf": "ApacheConf", "awk": "Awk", "bash": "Bash", "bash_session": "Bash Session", "batchfile": "Batchfile", "c": "C", "cpp": "C++", "csharp": "C#",
	"css": "CSS", "csv": "CSV", "diff": "Diff", "dns": "dns", "docker": "Docker", "dtd": "DTD", "go_template": "Go Template", "groovy": "Groovy", "hcl": "HCL", "html": "HTML",
	"ini": "INI", "java": "Java", "javascript": "JavaScript", "json": "JSON", "kotlin": "Kotlin", "lua": "Lua", "makefile": "Makefile",
	"markdown": "markdown", "mysql": "MySQL", "nginx": "Nginx configuration file", "perl": "Perl", "php": "PHP",
	"plaintext": "plaintext", "plpgsql": "PL/pgSQL", "postgresql": "PostgreSQL SQL dialect", "powershell": "PowerShell", "properties": "properties",
	"python": "Python", "r": "R", "reg": "reg", "ruby": "Ruby", "rust": "Rust", "scss": "SCSS", "sed": "Sed", "sql": "SQL", "swift": "Swift", "systemd": "SYSTEMD",
	"tcl": "Tcl", "terraform": "Terraform", "toml": "TOML", "transact-sql": "Transact-SQL", "typescript": "TypeScript",
	"vb_net": "VB.net", "viml": "VimL", "xml": "XML", "yaml": "YAML",
}

// The grammars are those of chroma, whose Markdown is within what knows a front
// matter too. UPDATE=1 writes them anew.
func TestGrammars(t *testing.T) {
	if os.Getenv("UPDATE") != "" {
		if err := os.RemoveAll("grammars"); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir("grammars", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var want []string
	for file, name := range shown {
		lexer := lexers.Get(name)
		if lexer == nil || lexer.Config().Name != name {
			t.Errorf("chroma has no %s", name)
			continue
		}
		if name == "markdown" {
			lexer = reflect.ValueOf(lexer).Elem().FieldByName("Lexer").Interface().(chroma.Lexer)
		}
		rules, ok := lexer.(*chroma.RegexLexer)
		if !ok {
			t.Errorf("%s is a %T", name, lexer)
			continue
		}
		text, err := chroma.Marshal(rules)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text = sorted(text)
		file = filepath.Join("grammars", file+".xml")
		want = append(want, file)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: %v, or not what chroma has: run the test with UPDATE=1", file, err)
		}
	}
	got, _ := filepath.Glob("grammars/*")
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("the grammars are %q, want %q", got, want)
	}
}

// sorted puts the states of a grammar in order: chroma ranges over a map.
func sorted(grammar []byte) []byte {
	head, rest, _ := bytes.Cut(grammar, []byte("    <state "))
	rest, tail, _ := bytes.Cut(rest, []byte("  </rules>"))
	states := bytes.SplitAfter(append([]byte("    <state "), rest...), []byte("    </state>\n"))
	slices.SortFunc(states, bytes.Compare)
	return slices.Concat(head, bytes.Join(states, nil), []byte("  </rules>"), tail, []byte("\n"))
}

// They give a text the same tokens, and find the languages within one another.
func TestGrammarsAreWhole(t *testing.T) {
	text := `<script>let a = "b" // c</script> <style>p { color: #fff }</style> <?php echo 1; ?> # titre
server { listen 80; } SELECT 'é' FROM t WHERE x = 1; -- fin
key: [1, true] # suite
RUN echo "$HOME" && exit 1
"""texte""" 'x' {{ .Title }} @echo off
` + "```json\n{\"a\": 1}\n```\n```sh\nls -l\n```\n"
	for _, name := range shown {
		want, err := lexers.Get(name).Tokenise(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := languages().Get(strings.ToUpper(name)).Tokenise(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := got.Tokens(), want.Tokens(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// A front matter is YAML, the rest Markdown, as chroma has it.
func TestMarkdownWithAFrontMatter(t *testing.T) {
	for _, text := range []string{"---\ntitle: Fiche\ncodes: [A, B] # deux\n---\n\n## Titre\n\nUn **mot**.\n", "---\na: 1\n", "Texte\n---\na: 1\n---\n"} {
		tokens, err := chroma.Coalesce(lexers.Get("markdown")).Tokenise(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		want, got := &renderer{}, &renderer{parser: &Parser{}}
		for _, token := range tokens.Tokens() {
			want.token(token)
		}
		got.code("md", []byte(text))
		if string(got.out) != string(want.out) {
			t.Errorf("%q gives\n%s, want\n%s", text, got.out, want.out)
		}
	}
}
