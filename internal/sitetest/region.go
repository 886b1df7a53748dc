package sitetest

import (
	"fmt"
	"path"
	"strings"
)

// Region generates the content of a group: the documents of Corpus(cards) and as
// many establishments as asked, each with a name. Each puts a document of its own
// in the place of three, one of them under another title, and adds one, each
// elsewhere. Those
// whose number directory accepts have numbers of their own for the group's
// contacts. The same arguments give the same bytes on every machine.
func Region(establishments, cards int, directory func(int) bool) map[string]string {
	files := Corpus(cards)
	var sites strings.Builder
	sites.WriteString("sites:\n")
	for i := range establishments {
		id := fmt.Sprintf("h%03d", i)
		at := "sites/" + id + "/"
		fmt.Fprintf(&sites, "  %s:\n    name: Centre hospitalier numéro %d\n", id, i)
		for k := range 3 {
			name := documentPath((3*i + k) % cards)
			text := strings.Replace(files[name], "\n## Reprise\n", "\n## Reprise\n\nSelon l'usage de "+id+".\n", 1)
			if k == 0 {
				text = strings.Replace(text, "title: Fiche", "title: Fiche de "+id+", fiche", 1)
			}
			files[at+name] = text
		}
		more := strings.Replace(files[documentPath(i%cards)], "title: Fiche", "title: Fiche de plus de "+id+", fiche", 1)
		files[at+path.Dir(documentPath(i%cards))+"/de-plus.md"] = strings.Replace(more, "code: "+code(i%cards), fmt.Sprintf("code: ZZZ-%05d", i), 1)
		if directory(i) {
			fmt.Fprintf(&sites, "    contacts: %sannuaire.yaml\n", at)
			files[at+"annuaire.yaml"] = strings.ReplaceAll(files["data/directory.yaml"], "06 39 98", fmt.Sprintf("06 39 %02d", i%98))
		}
	}
	files["site.yaml"] += sites.String()
	return files
}
