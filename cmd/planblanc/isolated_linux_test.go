package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/sitetest"
)

// pc is a machine: its own home, the programs of the system, and no network when
// it is isolated.
type pc struct {
	home     string
	isolated bool
}

// run runs a line of a shell in a folder and returns what it prints and its exit
// code.
func (m pc) run(t *testing.T, dir, line string) (string, int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	if m.isolated {
		cmd = exec.Command("unshare", "--map-root-user", "--net", "sh", "-c", line)
	}
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + m.home, "PLANBLANC_LANG=fr", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_AUTHOR_DATE=2026-10-02T12:00:00+0200",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_COMMITTER_DATE=2026-10-02T12:00:00+0200"}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", line, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// do is run for a line that must succeed.
func (m pc) do(t *testing.T, dir, line string) string {
	t.Helper()
	out, code := m.run(t, dir, line)
	if code != 0 {
		t.Fatalf("%s: exit code %d\n%s", line, code, out)
	}
	return out
}

// isolatedMachine takes a key to a PC without network or history, does there
// what the key's own page of tools says, line by line, and has another signed,
// verified key in the end.
func isolatedMachine(t *testing.T, dist string, programs int) {
	top := t.TempDir()
	office, crisis := pc{home: filepath.Join(top, "bureau")}, pc{filepath.Join(top, "crise"), true}
	for _, dir := range []string{office.home, crisis.home, filepath.Join(top, "cle-1"), filepath.Join(top, "cle-2")} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if out, code := crisis.run(t, top, `test "$(grep -c : /proc/net/dev)" = 1`); code != 0 {
		t.Fatalf("NON EXÉCUTÉ : unshare ne coupe pas le réseau ici\n%s", out)
	}
	program := filepath.Join(dist, native(t))
	write(t, filepath.Join(office.home, "content"), sitetest.Folder("-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7112\", services: tous}\n"))
	office.do(t, office.home, "git init -q && git add content && git commit -qm un")
	office.do(t, office.home, program+" sign keygen "+top+"/CLE --principal crise@valmont --no-passphrase | tail -n 1 >"+top+"/SIGNATAIRES")
	office.do(t, office.home, program+" build --with-content --with-program "+dist+" && "+program+" sign --key "+top+"/CLE && "+program+" key write "+top+"/cle-1")

	office.do(t, top, program+" verify cle-1 --signers SIGNATAIRES")

	desk := filepath.Join(crisis.home, "outils")
	crisis.do(t, top, "cp -r cle-1/a/outils "+desk)
	crisis.do(t, desk, "chmod +x "+native(t)+" && "+native(t)+" build -s contenu -d meme --audience interne --with-content --with-program .")
	if text := read(t, desk, "meme/SHA256SUMS"); text != read(t, top, "cle-1/a/SHA256SUMS") {
		t.Error("the same sources and program make another site")
	}
	said := ""
	lines := typed(t, desk)
	for _, line := range lines {
		line = strings.NewReplacer("CLE-PRIVEE", top+"/CLE", "SIGNATAIRES", top+"/SIGNATAIRES", "/chemin/de/la/cle", top+"/cle-2").Replace(line)
		said += crisis.do(t, desk, line)
	}
	for _, want := range []string{"Message n° 1", fmt.Sprintf("Dans outils/ : les sources, %d programme", programs), "Signé : ", "vous pouvez retirer la clé", "AUTHENTIQUE : chaque fichier est intact et signé."} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	card := read(t, top, "cle-2/a/fiches/urgences/ecrans-bloques.html")
	if !strings.Contains(card, `<p class="crisis__text">Le message</p>`) || !strings.Contains(card, `<time datetime="2026-10-02">`) {
		t.Error("the card has no notice, or lost the date of its text")
	}
	if out, code := crisis.run(t, top, desk+"/"+native(t)+" verify cle-1 --signers SIGNATAIRES"); code != 4 || !strings.Contains(out, "ANCIENNE") {
		t.Errorf("the former key: exit code %d\n%s", code, out)
	}
	if out, code := crisis.run(t, top, desk+"/"+native(t)+" verify cle-2"); code != 3 || !strings.Contains(out, "PROGRAMME INCONNU, NE PAS OUVRIR : A/OUTILS/") {
		t.Errorf("without a list of signers: exit code %d\n%s", code, out)
	}
}

// typed are the lines that the page of tools tells to type on this system.
func typed(t *testing.T, desk string) []string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(read(t, desk, "LISEZ-MOI.txt")) {
		line = strings.TrimSpace(line)
		if line == "chmod +x "+native(t) || strings.HasPrefix(line, native(t)+" ") {
			lines = append(lines, line)
		}
	}
	if len(lines) != 6 { // make it a program, give a notice, build, sign, write, verify
		t.Fatalf("%q", lines)
	}
	return lines
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
