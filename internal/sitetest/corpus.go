package sitetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Corpus generates n documents of about 450 words with what they need: headings,
// a table, action rows, five links each, one or two services and scenarios, one
// to three roles. The same n gives the same bytes on every machine. The result
// maps content paths to texts.
func Corpus(n int) map[string]string {
	g := &corpus{rand: rand.New(rand.NewPCG(2026, 1123)), n: n}
	files := map[string]string{
		"site.yaml":        "title: Banc d'essai\norganization: Centre hospitalier de mesure\n",
		"fiches/_index.md": "---\ntitle: Fiches\n---\n\nToutes les fiches.\n",
		"data/phases.yaml": g.terms("phase", 8), "data/roles.yaml": g.terms("role", 39),
		"data/services.yaml": g.terms("service", 41), "data/scenarios.yaml": g.terms("scenario", 19),
	}
	var b strings.Builder
	for i := range 35 {
		fmt.Fprintf(&b, "- {id: contact-%d, function: Astreinte %d, internal: \"7%03d\", mobile: 06 39 98 %02d %02d}\n", i, i, i, i, i)
	}
	files["data/directory.yaml"] = b.String()
	b.Reset()
	for i := range 100 {
		fmt.Fprintf(&b, "- {term: SIGLE%d, expansion: sens développé du sigle numéro %d}\n", i, i)
	}
	files["data/glossary.yaml"] = b.String()
	for i := range n {
		files[documentPath(i)] = g.document(i)
	}
	return files
}

type corpus struct {
	rand *rand.Rand
	n    int
}

func documentPath(i int) string { return fmt.Sprintf("fiches/service-%d/fiche-%05d.md", i%41, i) }

func code(i int) string {
	return fmt.Sprintf("%c%c%c-%05d", 'A'+i/26/26%26, 'A'+i/26%26, 'A'+i%26, i)
}

func (g *corpus) terms(kind string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- {id: %s-%d, label: Le %s %d, order: %d}\n", kind, i, kind, i, i+1)
	}
	return b.String()
}

// some picks between one and most different ids of an axis.
func (g *corpus) some(kind string, of, most int) string {
	var ids []string
	for _, i := range g.rand.Perm(of)[:1+g.rand.IntN(most)] {
		ids = append(ids, fmt.Sprintf("%s-%d", kind, i))
	}
	return "[" + strings.Join(ids, ", ") + "]"
}

var vocabulary = strings.Fields(`le la les un une de du des à au pour sans avec dans sur par et ou poste réseau patient bracelet feuille
prescription dossier papier équipe cadre médecin infirmière salle étage mallette placard numéro heure identité contrôle double lecture
registre coursier résultat examen sang imagerie laboratoire pharmacie bloc urgences garde astreinte cellule crise consigne étiquette tableau
présent absent transfert sortie lit chambre appel téléphone radio message écrit signé vérifié compté rangé fermé ouvert isolé débranché arrêté`)

func (g *corpus) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = vocabulary[g.rand.IntN(len(vocabulary))]
	}
	return strings.Join(out, " ")
}

func (g *corpus) document(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Fiche numéro %d, %s\ncode: %s\ntype: procedure-degradee\nservice: %s\nscenario: %s\nrole: %s\nphase: %s\n",
		i, g.words(4), code(i), g.some("service", 41, 2), g.some("scenario", 19, 2), g.some("role", 39, 3), g.some("phase", 8, 2))
	fmt.Fprintf(&b, "summary: %s.\nversion: \"1.%d\"\nowner: Cadre de santé\nreviewer: Cellule qualité\napprover: Direction\napproved: 2026-%02d-%02d\nreview_by: 2027-10-01\nstatus: valide\nkeywords: [%s, %s]\ncontacts: [contact-%d, contact-%d]\nrelated: [%s]\n---\n\n",
		g.words(10), i%9, 1+i%10, 1+i%27, g.words(1), g.words(2), i%35, (i+1)%35, code(g.rand.IntN(g.n)))
	fmt.Fprintf(&b, "> [!NE-PAS-FAIRE]\n> - **Ne pas éteindre** %s\n> - **Ne pas brancher** %s\n\n> [!QUI-DECIDE]\n> %s.\n\n", g.words(5), g.words(4), g.words(8))
	action := 1
	for stage := range 3 {
		fmt.Fprintf(&b, "## Étape %s (%d–%d min)\n\n", g.words(2), 5*stage, 5*stage+5)
		for range 3 {
			fmt.Fprintf(&b, "%d. [ ] **Vérifier** %s : [](contact:contact-%d).\n", action, g.words(10), g.rand.IntN(35))
			action++
		}
		fmt.Fprintf(&b, "\n%s. SIGLE%d %s, voir [](fiche:%s).\n\n", g.words(35), g.rand.IntN(100), g.words(25), code(g.rand.IntN(g.n)))
	}
	target := g.rand.IntN(g.n)
	fmt.Fprintf(&b, "## Matériel\n\n| Quoi | Où | Combien |\n| --- | :-: | --: |\n| %s | %s | 3 |\n| %s | %s | 20 |\n\n%s.\n\n", g.words(4), g.words(3), g.words(4), g.words(3), g.words(40))
	fmt.Fprintf(&b, "## Escalade\n\n%s, selon [%s](../service-%d/fiche-%05d.md).\n\n", g.words(30), g.words(3), target%41, target)
	fmt.Fprintf(&b, "## Reprise\n\n- %s ;\n- %s ;\n- %s.\n\n> [!FIN]\n> %s.\n", g.words(12), g.words(14), g.words(15), g.words(9))
	return b.String()
}
