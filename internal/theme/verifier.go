package theme

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// verifierPage is what layouts/verifier.html shows.
type verifierPage struct {
	Language, Policy, Name string
	Exercise               bool
	Edition                string // of this page, which is not that of a key
	Style                  template.CSS
	Script                 template.JS
	Fixed                  string // the sums of the files at the top of a key, as JSON
	Home                   template.URL
}

// verifier makes the page that verifies a key in a browser. It is one file,
// since its place is on another machine than the key's.
func (r *renderer) verifier() error {
	fixed, err := json.Marshal(map[string]string{key.DoorName: sumOf(key.Door), key.ReadmeName: sumOf(key.Readme)})
	if err != nil {
		return err
	}
	page := verifierPage{
		Language: r.site.Settings.Language, Name: r.typeset(r.site.Settings.Title) + " — " + r.typeset(r.site.Settings.Organization),
		Edition: r.edition(), Exercise: r.site.Exercise != "",
		Style: r.verifierStyle, Script: r.verifierScript, Fixed: string(fixed), Home: placeOf(site.VerifierURL).to(site.HomeURL),
		Policy: "default-src 'none'; script-src " + hashOf(string(r.verifierScript)) + "; style-src " + hashOf(string(r.verifierStyle)) + "; base-uri 'none'; form-action 'none'",
	}
	b := r.buffer()
	defer r.buffers.Put(b)
	if err := r.layouts["verifier"].ExecuteTemplate(b, "verifier", page); err != nil {
		return fmt.Errorf("render %s: %w", site.VerifierURL, err)
	}
	return r.add(output.File{Path: site.VerifierURL, Body: b.Bytes()})
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// hashOf is a block's source in a policy (CSP Level 3 §2.3.1).
func hashOf(block string) string {
	sum := sha256.Sum256([]byte(block))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// inline makes a bundled script fit to stand in a page.
func inline(script []byte) template.JS {
	return template.JS(strings.TrimSpace(string(script)))
}
