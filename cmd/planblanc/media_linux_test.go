package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"planblanc/internal/key"
)

// A key of any size holds the last version that fitted: two editions are written
// in turn to memory disks of many sizes, from too small for one to large enough
// for both. A refusal or a failure says how much is missing or names a file.
// SIZES sets how many.
func TestFullKeyKeepsItsVersion(t *testing.T) {
	top := t.TempDir()
	publics := twoBuilt(t, top)
	var script strings.Builder
	script.WriteString("set -e\nmkdir key out\n")
	sizes := sizesOf(t, 20)
	for i := range sizes {
		fmt.Fprintf(&script, "mount -t tmpfs -o size=%dk tmpfs key\n", 100+1200*i/sizes)
		for j, public := range publics {
			fmt.Fprintf(&script, "planblanc key write key -d %s >out/%d.%d 2>&1 && echo done >>out/%d.%d || true\n", public, i, j, i, j)
			fmt.Fprintf(&script, "mkdir out/key.%d.%d; cp -r key/. out/key.%d.%d\n", i, j, i, j)
		}
		script.WriteString("umount key\n")
	}
	withMounts(t, top, script.String())
	counts := map[string]int{}
	for i := range sizes {
		var opened int64
		for j := range publics {
			name := fmt.Sprintf("%d.%d", i, j)
			text, err := os.ReadFile(filepath.Join(top, "out", name))
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(top, "out", "key."+name)
			states := key.States(os.DirFS(dir))
			done := strings.HasSuffix(string(text), "done\n")
			switch {
			case done:
				counts["written"]++
				opened++
			case strings.Contains(string(text), "il manque"):
				counts["refused"]++
			case strings.Contains(string(text), "le disque est plein"), strings.Contains(string(text), "no space"):
				counts["full"]++
			default:
				t.Errorf("size %d: neither done nor explained: %s", i, text)
			}
			if int64(len(states)) != opened || opened > 0 && states[0].Write != opened {
				t.Errorf("size %d, site %d: %d writings done, %d states", i, j, opened, len(states))
			}
			if len(states) > 0 {
				if err := verify(filepath.Join(dir, string(states[0].Slot)), key.ScriptName, key.PictureName); err != nil {
					t.Errorf("size %d, site %d: %v", i, j, err)
				}
			}
		}
	}
	if counts["written"] < sizes/2 || counts["refused"]+counts["full"] < sizes/2 {
		t.Errorf("%v: the sizes are not around the sites'", counts)
	}
	t.Log(counts)
}

// sizesOf is how many sizes of disks are tried: SIZES, or usual.
func sizesOf(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv("SIZES")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// withMounts runs a script of a shell in a folder, whose mounts nobody else sees.
func withMounts(t *testing.T, dir, script string) {
	t.Helper()
	// In a file: of many sizes it is longer than an argument may be.
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("unshare", "--mount", "--map-root-user", "--user", "sh", file)
	if os.Geteuid() == 0 {
		run = exec.Command("unshare", "--mount", "sh", file)
	}
	run.Dir = dir
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "PLANBLANC_LANG=fr"}
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquet util-linux)\n%s", err, out)
	}
}
