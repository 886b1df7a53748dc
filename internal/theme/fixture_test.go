package theme_test

import (
	"io/fs"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

// hospital has a page of each kind.
const hospital = `
-- data/services.yaml --
- {id: urgences, label: Service des urgences, short: Urgences, code: URG, group: Soins, kit: "Placard : accueil"}
- {id: pui, label: Pharmacie, code: PUI, group: Soins}
-- data/scenarios.yaml --
- {id: rancongiciel, label: Rançongiciel, spoken: "Écrans noirs, demande de rançon", synonyms: [virus], cuts: [mail]}
- {id: perte-dpi, label: Perte du DPI}
- {id: s3, label: Situation 3}
- {id: s4, label: Situation 4}
- {id: s5, label: Situation 5}
- {id: s6, label: Situation 6}
- {id: s7, label: Situation 7}
- {id: s8, label: Situation 8}
- {id: s9, label: Situation 9}
-- data/roles.yaml --
- {id: ide, label: IDE, group: Soignants}
- {id: cadre, label: Cadre}
-- data/phases.yaml --
- {id: alerte, label: Alerte, window: avant tout, urgent: true, order: 1}
- {id: duree, label: Durée, order: 2}
-- data/directory.yaml --
- {id: astreinte, function: Astreinte informatique, internal: "7112", mobile: 06 39 98 71 12, backup: bip 112, hours: "24 h/24", services: tous, checked: 2026-11-12}
- {id: cadre-urgences, function: Cadre des urgences, internal: "7211", services: urgences}
- {id: ars, function: ARS, external: 01 99 00 00 00}
- {id: rssi, function: RSSI, mobile: 06 39 98 00 01, audience: restreint, services: tous}
-- data/glossary.yaml --
- {term: DPI, expansion: dossier patient informatisé, definition: "Le dossier à l'écran : tout y est."}
- {term: SAS, expansion: "deux sens : voir", senses: [{expansion: service d'accès aux soins}, {expansion: sas de décontamination, definition: Une pièce.}]}
-- fiches/_index.md --
---
title: Fiches
summary: Une fiche par geste.
---

Prendre la fiche du service.
-- fiches/pui/_index.md --
---
title: Fiches de la pharmacie
---
-- fiches/urgences/ecrans-bloques.md --
---
title: Écrans bloqués aux urgences
code: URG-01
type: fiche-reflexe
service: urgences
scenario: rancongiciel
role: [ide, cadre]
phase: alerte
summary: Premiers gestes.
trigger: [Message de rançon, "Postes bloqués : plusieurs"]
version: "1.2"
owner: Cadre de santé
reviewer: Cellule qualité
approver: Directeur médical
approved: 2026-11-01
review_by: 2027-11-01
exercised: 2026-09-24
status: valide
keywords: [virus, SAU]
related: [URG-02, FOR-01]
contacts: [astreinte, cadre-urgences, rssi]
aliases: [fiches/ancien.md]
---

> [!NE-PAS-FAIRE]
> - **Ne pas éteindre** le poste

> [!QUI-DECIDE]
> Le cadre.

> [!SANS-TELEPHONE]
> Envoyer un coursier.

## Tout de suite (0–5 min)

1. [ ] **Débrancher** le câble réseau.
2. [ ] **Appeler** l'astreinte : [](contact:astreinte).

## Basculer (5–15 min)

Prendre le kit.

3. [ ] **Ouvrir** [](fiche:FOR-01).

> [!FIN]
> Sur ordre.

## Matériel

Mallette, DPI sur papier.

## Escalade

Plus de 10 patients.

## Reprise

Ressaisir.
-- fiches/urgences/tenir.md --
---
title: Tenir sans DPI
code: URG-02
type: procedure-degradee
service: urgences
scenario: [perte-dpi, rancongiciel]
role: ide
phase: duree
summary: Sur papier.
version: "1.0"
status: valide
---

## Tenir (dès 1 h)

1. [ ] **Écrire** sur papier, avec le [matériel](fiche:URG-01#materiel) de l'[étape](ecrans-bloques.md#basculer-5-15-min), [reprise](#reprise) après.

## Reprise
-- fiches/general/premiers-gestes.md --
---
title: Premiers gestes
code: GEN-01
type: fiche-reflexe
service: tous
scenario: tous
role: tous
phase: alerte
summary: Pour tous.
trigger: Panne
version: "2.0"
status: valide
priority: 1
---

## Tout de suite (0–5 min)

1. [ ] **Prévenir** le cadre.
-- formulaires/registre.md --
---
title: Registre des patients
code: FOR-01
type: formulaire
service: tous
scenario: tous
role: tous
phase: duree
summary: Une ligne par patient.
version: "1.0"
status: valide
copies: 20
stock: Mallette
---

> [!IDENTITE]
> Poids : ____{62}

- [ ] {x} Relu selon [](fiche:URG-01), [les gestes](fiche:GEN-01) et [tenir](fiche:URG-02)

| Heure | Nom |
| ----- | --- |
|       |     |
-- reference/affiche.md --
---
title: Ne pas toucher
type: affiche
status: valide
---

**Poste débranché.**
-- reference/mode.md --
---
title: Le mode dégradé
type: reference
status: valide
---

## Degrés

Voir le [plan](plan.png "Plan") et ![le plan du site](plan.png).

` + "```bash\nexit 1 # fin\n```\n" + `-- reference/plan.png --
PNG
`

// inEnglish is the hospital in English.
const inEnglish = hospital + `
-- site.yaml --
title: Crisis plan
mark: CP
organization: Valley hospital
language: en
`

var edition = site.Selection{Date: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}

// load returns the default theme with an override.
func load(t testing.TB, override fs.FS) *theme.Theme {
	t.Helper()
	th, err := theme.Load(override)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// render returns the files of a folder's site by path.
func render(t testing.TB, th *theme.Theme, folder fs.FS) map[string]string {
	t.Helper()
	return renderSite(t, th, sitetest.Catalog(t, folder).Select(edition))
}

func renderSite(t testing.TB, th *theme.Theme, s *site.Site) map[string]string {
	t.Helper()
	var mu sync.Mutex
	files := map[string]string{}
	err := th.Render(s, nil, func(f output.File) error {
		mu.Lock()
		defer mu.Unlock()
		if _, again := files[f.Path]; again {
			t.Errorf("%s is added twice", f.Path)
		}
		files[f.Path] = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// audience sets who may read a folder's site.
func audience(a string) []content.Override {
	return []content.Override{{Key: "audience", Value: a, Origin: content.FromFlag, Name: "--audience"}}
}

var mainElement = regexp.MustCompile(`(?s)<main.*</main>(?:\n<aside.*</aside>)?`)

// mainOf returns what a page shows within its frame.
func mainOf(t testing.TB, page string) string {
	t.Helper()
	found := mainElement.FindAllString(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d main elements in\n%s", len(found), page)
	}
	return found[0] + "\n"
}

func pagesOf(files map[string]string) []string {
	var urls []string
	for url := range files {
		if len(url) > 5 && url[len(url)-5:] == ".html" {
			urls = append(urls, url)
		}
	}
	slices.Sort(urls)
	return urls
}
