package theme

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/themes"
)

// askVerifier runs what a module of verifier.html exports, in node. The script
// has « given » and prints JSON.
func askVerifier(t *testing.T, script string, given, answer any) {
	t.Helper()
	dir := t.TempDir()
	module, err := themes.Default.ReadFile("default/components/verifier/sums.js")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	script = `import * as sums from "./sums.mjs";
import { readFileSync } from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
` + script
	for name, body := range map[string][]byte{"sums.mjs": module, "ask.mjs": []byte(script)} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", filepath.Join(dir, "ask.mjs"))
	cmd.Stdin = bytes.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatal(err)
	}
}

// oddNames are components of paths, legal and not, in no order.
var oddNames = []string{"index.html", "fiches", "a b", "é", "e\u0301", "\ue000", "\U0001f600", "con", "CON.txt", "Aux .js", "com1", "COM¹.x", "lpt", "lpt10", "conin$",
	"nul", "x.", "x ", " x", "a:b", "a|b", `a\b`, "a\tb", "a\u0085b", "\u2028", "", ".", "..", ".x", "\ufeff", strings.Repeat("é", 127), strings.Repeat("é", 128), "a\x00", "x  y"}

// A list of sums is one for the page and for the program, or for neither: 3,000
// short lists and 3,000 mutations of a good one.
func TestVerifierReadsSumsAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	sum := func() string {
		return strings.Repeat("0123456789abcdef"[random.IntN(16):][:1], 64)
	}
	texts := [][]byte{nil, []byte("\n"), []byte("x")}
	for range 3000 {
		var b bytes.Buffer
		for range 1 + random.IntN(3) {
			name := oddNames[random.IntN(len(oddNames))]
			if random.IntN(3) == 0 {
				name = path.Join("a", "b") + "/" + name
			}
			b.WriteString(sum() + "  " + name + "\n")
		}
		texts = append(texts, b.Bytes())
	}
	good := []byte(sum() + "  404.html\n" + sum() + "  fiches/un.html\n" + sum() + "  manifest.json\n" + sum() + "  été.html\n" + sum() + "  \U0001f600.html\n")
	texts = append(texts, good)
	for range 3000 {
		b := bytes.Clone(good)
		for range 1 + random.IntN(2) {
			i := random.IntN(len(b))
			switch random.IntN(4) {
			case 0:
				b[i] ^= 1 << random.IntN(8)
			case 1:
				b = b[:i+1]
			case 2:
				b = append(b[:i:i], b[i+1:]...)
				if len(b) == 0 {
					b = []byte("x")
				}
			case 3:
				b = append(b[:i:i], append([]byte{"\\ \n/.0A\x00"[random.IntN(8)]}, b[i:]...)...)
			}
		}
		texts = append(texts, b)
	}
	var got [][][]string // null for what is no list
	askVerifier(t, `console.log(JSON.stringify(given.map((text) => {
  const found = sums.parse(Uint8Array.from(Buffer.from(text || "", "base64")));
  return found && [...found];
})));`, texts, &got)
	accepted := 0
	for i, text := range texts {
		entries, err := output.ParseSums(text)
		if (err == nil) != (got[i] != nil) {
			t.Errorf("%q: the program says %v, the page %q", text, err, got[i])
			continue
		}
		if err != nil {
			continue
		}
		accepted++
		for j, e := range entries {
			if len(got[i]) != len(entries) || got[i][j][0] != e.Path || got[i][j][1] != e.SHA256 {
				t.Errorf("%q: %q", text, got[i])
				break
			}
		}
	}
	if accepted < 200 || accepted > len(texts)-200 {
		t.Errorf("%d of %d lists are accepted: a poor sample", accepted, len(texts))
	}
}

// What a slot says of itself has the same bytes for both.
func TestVerifierRendersFactsAlike(t *testing.T) {
	type asked struct {
		Manifest, Sums []byte
		Write          int64
	}
	var given []asked
	var want [][]string
	for i, title := range []string{"Essai", `<a href="x">&'é` + "\u2028\u2029", "a\\n\nb\rc\t", "\U0001f600\u0001"} {
		m := output.Manifest{Site: title, Audience: "interne", Edition: "2026.11 " + title, Number: 1795392000, Built: "2026-11-23", ValidUntil: []string{"2027-02-21", ""}[i%2],
			Files: []output.Entry{{Path: "a.html", Bytes: 12, SHA256: strings.Repeat("0", 64)}, {Path: "b.html", Bytes: 30, SHA256: strings.Repeat("1", 64)}}}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		sums := []byte(title)
		f := key.NewFacts(key.B, int64(7+i), m, text, sums)
		given = append(given, asked{text, sums, f.Write})
		want = append(want, []string{string(f.Script()), string(f.Picture()), string(f.Marker())})
	}
	var got [][]string
	askVerifier(t, `import { createHash } from "node:crypto";
console.log(JSON.stringify(given.map(({ Manifest, Sums, Write }) => {
  const text = Buffer.from(Manifest, "base64");
  const sum = createHash("sha256").update(Buffer.from(Sums, "base64")).digest();
  const facts = sums.factsOf("b", Write, JSON.parse(text), text.length, sum);
  return [sums.script(facts), sums.picture(facts), sums.marker(facts)];
})));`, given, &got)
	for i := range want {
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Errorf("the program writes\n%s\nthe page\n%s", want[i][j], got[i][j])
			}
		}
	}
}

// Programs and leftovers are the same for both.
func TestVerifierKnowsProgramsAlike(t *testing.T) {
	var all []string
	for _, stem := range []string{"x", "FOUND.000/x", "autorun", ".trash-1", "System Volume Information/x", "._x", "desktop", ".documentrevisions-v100/x"} {
		for _, end := range strings.Fields(".exe .com .scr .pif .bat .cmd .lnk .url .vbs .vbe .js .jse .wsf .wsh .hta .ps1 .psm1 .msi .msp .mst .msc .msix .msx .cpl .dll .sys .ocx .inf .reg .jar .chm .hlp .gadget .application .appx .iso .img .vhd .vhdx .settingcontent-ms .library-ms .search-ms .scf .docm .xlsm .pptm .xll .one .app .command .dmg .pkg .sh .desktop .run .html .ini .txt .jsx .ps .json") {
			all = append(all, stem+end, stem+strings.ToUpper(end)+". .", stem+end+"x")
		}
		all = append(all, stem)
	}
	var got [][2]bool
	askVerifier(t, `console.log(JSON.stringify(given.map((name) => [sums.runs(name), sums.leftover(name)])));`, all, &got)
	for i, name := range all {
		left := false
		for component := range strings.SplitSeq(name, "/") {
			left = left || key.IsLeftover(component)
		}
		if want := [2]bool{key.IsExecutable(name), left}; got[i] != want {
			t.Errorf("%s: the program says %v, the page %v", name, want, got[i])
		}
	}
}
