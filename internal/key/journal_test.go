package key

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func record(volume, path, holder string, write int64, edition string) Record {
	return Record{Date: "2026-11-25T03:00:00Z", Volume: volume, Path: path, Holder: holder,
		Facts: Facts{Slot: A, Write: write, Edition: edition, Sums: "sum of " + edition}}
}

// said is what the keys come to in a few words.
func said(keys []Held) []string {
	var all []string
	for _, k := range keys {
		all = append(all, fmt.Sprintf("%s %s %s %s ×%d", k.Volume, k.Path, k.Holder, k.Edition, k.Writings))
	}
	return all
}

func TestKeys(t *testing.T) {
	again := record("1A2B-3C4D", "/media/k", "", 2, "2026.12")
	again.Current = true
	share := record("disk", "/srv/share", "", 0, "2026.11")
	share.Slot = ""
	later := share
	later.Edition = "2026.12"
	other := share
	other.Path = "/srv/other"
	for name, c := range map[string]struct {
		records []Record
		want    []string
	}{
		"none":                {nil, nil},
		"one key, two places": {[]Record{record("1A2B-3C4D", "/media/k", "Bloc", 1, "2026.11"), record("1A2B-3C4D", "/mnt", "", 2, "2026.12")}, []string{"1A2B-3C4D /mnt Bloc 2026.12 ×2"}},
		"given to another":    {[]Record{record("1A2B-3C4D", "/media/k", "Bloc", 2, "2026.12"), again}, []string{"1A2B-3C4D /media/k Bloc 2026.12 ×2"}},
		"two volumes":         {[]Record{record("1A2B-3C4D", "E:", "Bloc", 1, "2026.11"), record("5E6F-7081", "E:", "SAU", 1, "2026.11")}, []string{"1A2B-3C4D E: Bloc 2026.11 ×1", "5E6F-7081 E: SAU 2026.11 ×1"}},
		"copied bit by bit": {[]Record{record("1A2B-3C4D", "E:", "Bloc", 1, "2026.11"), record("1A2B-3C4D", "F:", "SAU", 1, "2026.11"), record("1A2B-3C4D", "F:", "", 2, "2026.12")},
			[]string{"1A2B-3C4D E: Bloc 2026.11 ×1", "1A2B-3C4D F: SAU 2026.12 ×2"}},
		"two copies, carried on elsewhere": {[]Record{record("1A2B-3C4D", "E:", "Bloc", 3, "2026.11"), record("1A2B-3C4D", "F:", "SAU", 1, "2026.11"), record("1A2B-3C4D", "G:", "", 4, "2026.12")},
			[]string{"1A2B-3C4D G: Bloc 2026.12 ×2", "1A2B-3C4D F: SAU 2026.11 ×1"}},
		"two that are alike": {[]Record{record("1A2B-3C4D", "E:", "Bloc", 1, "2026.11"), record("1A2B-3C4D", "F:", "SAU", 1, "2026.11"), record("1A2B-3C4D", "G:", "", 2, "2026.12")},
			[]string{"1A2B-3C4D G: Bloc 2026.12 ×2", "1A2B-3C4D F: SAU 2026.11 ×1"}},
		"no names":      {[]Record{record("", "/media/k", "", 1, "2026.11"), record("", "/media/l", "", 2, "2026.12")}, []string{" /media/k  2026.11 ×1", " /media/l  2026.12 ×1"}},
		"made empty":    {[]Record{record("1A2B-3C4D", "E:", "Bloc", 4, "2026.11"), record("1A2B-3C4D", "E:", "", 1, "2026.12")}, []string{"1A2B-3C4D E: Bloc 2026.11 ×1", "1A2B-3C4D E:  2026.12 ×1"}},
		"plain folders": {[]Record{share, other, later}, []string{"disk /srv/share  2026.12 ×2", "disk /srv/other  2026.11 ×1"}},
	} {
		if got := said(Keys(c.records)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestJournal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state", "keys.jsonl")
	want := []Record{record("1A2B-3C4D", "E:\\", "Bloc, « étage 2 »\n", 1, "2026.11"), record("5E6F-7081", "F:\\", "", 1, "2026.11"), record("disk", "/srv/share", "", 0, "2026.11")}
	for i, r := range want {
		if err := Append(name, r); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			continue
		}
		f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(`{"date":"2026-11-25T03:00:00Z","vol`); err != nil { // a power cut
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got, damaged := ParseJournal(text)
	if !slices.Equal(got, want) || !slices.Equal(damaged, []int{2}) {
		t.Errorf("%+v, damaged %v", got, damaged)
	}
	for _, line := range []string{"{}", "[]", "x", `{"date":"","sums":"0"}`, `{"date":"d","sums":"0","write":-1}`, `{"date":"d","sums":"0","write":"1"}`} {
		if got, damaged := ParseJournal([]byte("\r\n" + line + "\n")); len(got) > 0 || !slices.Equal(damaged, []int{2}) {
			t.Errorf("%s: %v, damaged %v", line, got, damaged)
		}
	}
}

func FuzzParseJournal(f *testing.F) {
	f.Add([]byte(`{"date":"2026-11-25T03:00:00Z","volume":"1A2B-3C4D","sums":"0","write":1,"slot":"a"}` + "\n{\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		records, damaged := ParseJournal(text)
		lines := 1
		for _, c := range text {
			if c == '\n' {
				lines++
			}
		}
		if len(records)+len(damaged) > lines {
			t.Fatalf("%d records and %d damaged lines of %d", len(records), len(damaged), lines)
		}
		count := 0
		for _, k := range Keys(records) {
			count += k.Writings
		}
		if count != len(records) {
			t.Fatalf("%d of %d records are of a key", count, len(records))
		}
	})
}
