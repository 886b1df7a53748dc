package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// notices are the licences of what the programs are made of, on every system:
// those that « planblanc licences --texts » knows.
func notices() ([]byte, error) {
	file, err := os.ReadFile("cmd/planblanc/licences/texts.json")
	if err != nil {
		return nil, err
	}
	var texts []struct {
		ID      string   `json:"id"`
		Modules []string `json:"modules"`
		Text    string   `json:"text"`
	}
	if err := json.Unmarshal(file, &texts); err != nil {
		return nil, fmt.Errorf("read the licences: %w", err)
	}
	var b bytes.Buffer
	b.WriteString("Ce que contient planblanc, et sous quelles licences.\nplanblanc licences dit ce que contient le programme de ce système.\n")
	for _, t := range texts {
		fmt.Fprintf(&b, "\n%s\n%s : %s\n\n%s\n", strings.Repeat("=", 72), t.ID, strings.Join(t.Modules, ", "), strings.TrimSpace(t.Text))
	}
	return b.Bytes(), nil
}
