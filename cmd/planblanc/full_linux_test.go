package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/key"
	"planblanc/internal/output"
)

// A disk of any size shows the last version that fitted, whole, whoever brings the
// next one: two editions are published, pulled, and written to a key from where
// they are published, on memory disks that are too small for one, for both, or for
// neither. A disk is short of room, which is known before and said in bytes, or of
// names, which no program is told: then the file is named that did not fit. SIZES
// sets how many disks of each kind.
func TestFullDiskShowsAWholeVersion(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	publics := twoBuilt(t, top)
	signers := signEach(t, top, publics...)
	trust := " --signers " + signers + " --date " + today
	ways := map[string]func(public string) string{
		"publish": func(public string) string { return "planblanc publish disk/www -d " + public },
		"pull":    func(public string) string { return "planblanc pull " + public + " disk/pc" + trust },
		"pull and cache": func(public string) string {
			return "XDG_CACHE_HOME=$PWD/disk/cache planblanc pull " + public + " disk/pc" + trust
		},
		"key from": func(public string) string {
			return "mkdir -p disk/key; planblanc key write disk/key --from " + public + trust
		},
		"key, cache": func(public string) string {
			return "mkdir -p key; XDG_CACHE_HOME=$PWD/disk planblanc key write key --from " + public + trust
		},
	}
	sizes := sizesOf(t, 3)
	limits := make([]string, 0, 2*sizes)
	for i := range sizes {
		limits = append(limits, fmt.Sprintf("size=%dk", 100+2000*i/sizes), fmt.Sprintf("nr_inodes=%d", 6+250*i/sizes))
	}
	folders := map[string]string{"publish": "disk/www", "pull": "disk/pc", "pull and cache": "disk/pc", "key from": "disk/key", "key, cache": "key"}
	var script strings.Builder
	script.WriteString("set -e\nmkdir disk out\n")
	for way, command := range ways {
		for _, limit := range limits {
			fmt.Fprintf(&script, "rm -rf key .cache; mount -t tmpfs -o %s tmpfs disk\n", limit)
			for j, public := range publics {
				out := fmt.Sprintf("'out/%s %s %d'", way, limit, j)
				fmt.Fprintf(&script, "( %s ) >%s 2>&1 && echo done >>%s || true\n", command(public), out, out)
				fmt.Fprintf(&script, "[ ! -d %[1]s ] || cp -r %[1]s %[2]s.shown\n", folders[way], out)
			}
			script.WriteString("umount disk\n")
		}
	}
	withMounts(t, top, script.String())
	for way := range ways {
		counts := map[string]int{}
		for _, limit := range limits {
			former := ""
			for j, public := range publics {
				name := fmt.Sprintf("%s %s %d", way, limit, j)
				text, err := os.ReadFile(filepath.Join(top, "out", name))
				if err != nil {
					t.Fatal(err)
				}
				said, next := string(text), ""
				shown := shownIn(t, filepath.Join(top, "out", name+".shown"), way == "publish")
				switch {
				case strings.HasSuffix(said, "done\n"):
					counts["done"]++
					former = sums(t, public)
				case strings.Contains(said, "pas assez de place sur « ") && strings.Contains(said, "il manque "):
					counts["room"]++
				case strings.Contains(said, "» : le disque est plein"):
					counts["full"]++
					next = sums(t, public) // what fails after its last file leaves it, whole
				default:
					t.Errorf("%s: neither done nor explained: %s", name, said)
				}
				if shown != former && (next == "" || shown != next) {
					t.Errorf("%s: another version is shown than should be\n%s", name, said)
				}
				former = shown
			}
		}
		t.Log(way, counts)
		if counts["done"] < sizes/2 || counts["room"] == 0 || counts["full"] == 0 {
			t.Errorf("%s: %v: the disks are not around the sites'", way, counts)
		}
	}
}

// shownIn gives the sums of the version that readers of a folder see, "" for none,
// and wants all of it there as it should be.
func shownIn(t *testing.T, dir string, plain bool) string {
	t.Helper()
	if !plain {
		states := key.States(os.DirFS(dir))
		if len(states) == 0 {
			return ""
		}
		dir = filepath.Join(dir, string(states[0].Slot))
	} else if _, err := os.Stat(dir); err != nil {
		return ""
	}
	var beside []string
	for _, name := range []string{key.ScriptName, key.PictureName, output.SignatureName(1)} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			beside = append(beside, name)
		}
	}
	if err := verify(dir, beside...); err != nil {
		t.Error(err)
	}
	return sums(t, dir)
}
