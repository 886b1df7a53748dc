package main

import (
	"os"
	"testing"
)

// The authors' guide says what the program knows of each key. UPDATE=1 writes
// the page again, as « planblanc gen guide » does.
func TestTheGuideHasEveryKey(t *testing.T) {
	const file = "../../content/rediger/" + keysFile
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(keysDocument()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != keysDocument() {
		t.Errorf("%s is not what the program knows; UPDATE=1 writes it", file)
	}
}
