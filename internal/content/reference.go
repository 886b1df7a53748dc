package content

import (
	"reflect"
	"slices"
	"strings"
)

// Key describes one key that authors write, in French Markdown.
type Key struct {
	Name string // dotted in site.yaml: freshness.copy
	// Value says what kind of value the key has.
	Value string
	// Required says of which documents or rows the key is required; "" is none.
	Required string
	Default  string
	Meaning  string
}

// Part is a group of keys that are written together.
type Part struct {
	// Name is that of the table in the guide, and of the schema where the part
	// has one of its own.
	Name string
	Keys []Key
}

// The parts of what authors write.
const (
	FrontMatterPart = "document"
	TermPart        = "term"
	ContactPart     = "contact"
	DefinitionPart  = "definition"
	ApprovalPart    = "approval"
	NoticePart      = "notice"
	SettingsPart    = "settings"
	MachinePart     = "machine"
)

// Parts describes every key of the front matter, of the data files and of
// site.yaml, and the variables of a machine. The guide's tables and the JSON Schemas say the same, from here.
func Parts() []Part {
	settings, machine := describe("", reflect.TypeFor[Settings](), row("title", "organization")), []Key(nil)
	settings = slices.DeleteFunc(settings, func(k Key) bool {
		isMachine := slices.Contains(machineSettings, k.Name)
		if isMachine {
			k.Name = Variable(k.Name)
			machine = append(machine, k)
		}
		return isMachine
	})
	return []Part{
		{FrontMatterPart, describe("", reflect.TypeFor[Meta](), requiredOf)},
		{TermPart, describe("", reflect.TypeFor[Term](), row("id", "label"))},
		{ContactPart, describe("", reflect.TypeFor[Contact](), row("id", "function"))},
		{DefinitionPart, describe("", reflect.TypeFor[Definition](), row("term", "expansion"))},
		{ApprovalPart, describe("", reflect.TypeFor[Approval](), row("code", "version", "fingerprint", "date"))},
		{NoticePart, describe("", reflect.TypeFor[Notice](), row("at"))},
		{SettingsPart, settings},
		{MachinePart, machine},
	}
}

// described is what the type of a key does not say.
type described struct {
	meaning string
	value   string // where the type's own word is not enough
}

// meanings explain the keys of each type, by key.
var meanings = map[reflect.Type]map[string]described{
	reflect.TypeFor[Meta](): {
		"title":     {meaning: "titre, dans les mots de tous les jours : « Je n’ai plus le DPI »"},
		"code":      {"trois lettres majuscules, un tiret, de deux à cinq chiffres : `URG-01` ; unique et stable", "code"},
		"type":      {meaning: "ce à quoi sert le document : voir [les types](#les-types)"},
		"service":   {meaning: "identifiants de `data/services.yaml`, ou `tous`"},
		"scenario":  {meaning: "identifiants de `data/scenarios.yaml`, ou `tous`"},
		"role":      {meaning: "identifiants de `data/roles.yaml`, ou `tous`"},
		"phase":     {meaning: "identifiants de `data/phases.yaml` ; `tous` n’est pas admis ici"},
		"summary":   {meaning: "résumé montré dans les listes, 160 caractères au plus"},
		"trigger":   {meaning: "signes qui disent « prendre cette fiche »"},
		"version":   {meaning: "version imprimée ; entre guillemets, c’est plus clair : `\"1.2\"`"},
		"owner":     {meaning: "rédacteur : une fonction, pas une personne"},
		"reviewer":  {meaning: "vérificateur"},
		"approver":  {meaning: "approbateur"},
		"approved":  {meaning: "date d’application"},
		"review_by": {meaning: "« à revoir avant le »"},
		"exercised": {meaning: "dernier exercice qui s’est servi du document"},
		"status":    {meaning: "`brouillon` (par défaut), `relecture`, `valide`, `archive`"},
		"audience":  {meaning: "`public`, `interne` (par défaut), `restreint`"},
		"sites":     {meaning: "établissements concernés, parmi ceux de `site.yaml`"},
		"keywords":  {meaning: "mots que l’on cherchera, et ceux de l’index A–Z, en plus du titre ; une expression avec un petit mot, « tout débrancher », vaut quand elle est tapée en entier"},
		"spoken":    {meaning: "mots de tous les jours que l’on tape sans connaître le titre, « le chauffage est mort » ; la recherche seule les lit, l’index A–Z non"},
		"related":   {meaning: "codes des documents à ouvrir ensuite"},
		"contacts":  {meaning: "identifiants de l’annuaire, imprimés dans le cadre des contacts"},
		"annexes":   {meaning: "chemins de PDF tout prêts, à côté du document : copiés dans le site, ajoutés à la fin des classeurs en PDF et numérotés"},
		"copies":    {meaning: "exemplaires à photocopier (formulaires)"},
		"stock":     {meaning: "lieu de la réserve (formulaires)"},
		"aliases":   {meaning: "anciennes adresses qui doivent mener ici, avec `.md`, `.html` ou rien"},
		"priority":  {meaning: "rang dans les listes, le plus petit d’abord ; sans valeur, en dernier"},
		"pages":     {meaning: "faces A4 permises à l’impression, exemple rempli compris ; 1 par défaut pour une `fiche-reflexe`"},
	},
	reflect.TypeFor[Term](): {
		"id":       {"celui des en-têtes et des adresses", "identifiant"},
		"label":    {meaning: "nom affiché"},
		"short":    {meaning: "nom court ; à défaut, `label`"},
		"spoken":   {meaning: "situation dans les mots des équipes : « Plus rien ne s’imprime » ; à défaut, `label`"},
		"code":     {meaning: "marque de trois lettres ; celle d’un service commence le code de ses fiches"},
		"icon":     {meaning: "nom d’une icône"},
		"group":    {meaning: "groupe d’affichage"},
		"synonyms": {meaning: "autres noms ; ceux des services et des situations sont dans l’index A–Z"},
		"order":    {meaning: "rang d’affichage, le plus petit d’abord"},
		"kit":      {meaning: "lieu du papier (services)"},
		"window":   {meaning: "durée en mots (phases)"},
		"urgent":   {meaning: "phase des premières minutes : ses fiches passent en tête (phases)"},
		"cuts":     {meaning: "ce que la situation coupe : `mail`, `network`, `internet`, `telephone`, `dpi`, `print` (situations)"},
		"audience": {meaning: "qui peut lire la ligne ; `public` par défaut"},
	},
	reflect.TypeFor[Contact](): {
		"id":       {"celui de `contacts:` et des liens `contact:`", "identifiant"},
		"function": {meaning: "fonction, jamais un nom"},
		"internal": {meaning: "numéro intérieur ; entre guillemets, c’est plus clair : `\"0222\"`"},
		"mobile":   {meaning: "numéro de mobile"},
		"backup":   {meaning: "recours : bip, lieu, autre numéro"},
		"external": {meaning: "numéro de l’extérieur, ou ligne directe"},
		"hours":    {meaning: "horaires"},
		"audience": {meaning: "`interne` par défaut"},
		"services": {meaning: "identifiants de services, ou `tous` ; la page d’un service montre d’abord les contacts qui nomment peu de services, en dernier ceux de `tous`"},
		"checked":  {meaning: "dernière vérification des numéros"},
	},
	reflect.TypeFor[Definition](): {
		"term":       {meaning: "le mot ou le sigle"},
		"expansion":  {meaning: "ce qu’il veut dire, en quelques mots"},
		"definition": {meaning: "une phrase d’explication"},
		"senses":     {meaning: "sens à ne pas confondre, chacun avec `expansion` et `definition`"},
		"audience":   {meaning: "qui peut lire la ligne ; `public` par défaut"},
	},
	reflect.TypeFor[Sense](): {
		"expansion":  {meaning: "ce que le mot veut dire dans ce sens"},
		"definition": {meaning: "une phrase d’explication"},
	},
	reflect.TypeFor[Synonyms](): {
		"groups": {meaning: "groupes de mots de même sens"},
		"oneway": {meaning: "mots qui en trouvent d’autres, sans l’inverse"},
	},
	reflect.TypeFor[OneWay](): {
		"from":     {meaning: "le mot tapé"},
		"to":       {meaning: "les mots qu’il trouve aussi"},
		"audience": {meaning: "qui peut lire la ligne ; `public` par défaut"},
	},
	reflect.TypeFor[Group](): {
		"words":    {meaning: "les mots de même sens"},
		"audience": {meaning: "qui peut lire la ligne ; `public` par défaut"},
	},
	reflect.TypeFor[Approval](): {
		"code":        {"code du document approuvé", "code"},
		"version":     {meaning: "version approuvée"},
		"fingerprint": {meaning: "empreinte du texte approuvé"},
		"date":        {meaning: "jour de l’approbation"},
	},
	reflect.TypeFor[Notice](): {
		"number":    {meaning: "numéro du message, donné par le programme"},
		"at":        {meaning: "quand le message est donné, ou retiré : `2026-11-29 03:10`"},
		"until":     {meaning: "dernier jour où le message paraît ; sans valeur, jusqu’à son retrait"},
		"audience":  {meaning: "`interne` par défaut"},
		"by":        {meaning: "fonction qui donne ou retire le message"},
		"text":      {meaning: "le message, 240 caractères au plus"},
		"withdraws": {meaning: "numéro du message que cette ligne retire ; elle n’a alors que `at` et `by`"},
	},
	reflect.TypeFor[Settings](): {
		"title":         {meaning: "titre du site"},
		"mark":          {meaning: "sigle de l’en-tête des pages"},
		"organization":  {meaning: "établissement"},
		"language":      {"langue des pages et de la typographie", "code de langue"},
		"audience":      {meaning: "niveau de lecture"},
		"edition":       {"numéro et date de l’édition", "texte, ou `number` et `date`"},
		"freshness":     {"âge permis d’une copie, des coches et de la main courante d’un poste", "groupe"},
		"paper":         {"ce qui est fait pour être imprimé", "groupe"},
		"accessibility": {"ce que l’établissement doit à la déclaration d’accessibilité", "groupe"},
		"status":        {"ce qui est attendu : `services`, `scenarios`, `expected`, `weights`", "groupe"},
		"sites":         {"établissements : `name`, `logo`, `contacts`, `labels`, `audience`", "groupe"},
	},
	reflect.TypeFor[Edition](): {
		"number": {meaning: "numéro imprimé sur chaque page"},
		"date":   {meaning: "date de l’édition"},
	},
	reflect.TypeFor[Freshness](): {
		"copy":    {"durée de validité d’une copie", "jours"},
		"ticks":   {"durée sans changement après laquelle un poste oublie les coches d’une fiche", "heures"},
		"logbook": {"durée sans changement après laquelle un poste efface la main courante, si elle est exportée ; 0 : jamais", "heures"},
	},
	reflect.TypeFor[Accessibility](): {
		"contact":    {meaning: "qui répond à une personne qui ne peut pas lire une page : fonction, téléphone, adresse"},
		"plan":       {meaning: "où se lisent le schéma pluriannuel et le plan d’action"},
		"exemptions": {meaning: "contenus exemptés pour charge disproportionnée, et pourquoi"},
		"excluded":   {meaning: "contenus que la loi n’oblige pas à rendre accessibles"},
	},
	reflect.TypeFor[Preparedness](): {
		"services":  {meaning: "services comptés ; à défaut, les neuf du guide officiel"},
		"scenarios": {meaning: "situations comptées ; à défaut, les principales"},
		"expected":  {"situations pour lesquelles un service doit avoir une fiche, par service", "groupe"},
		"weights":   {"poids de ce qui manque", "groupe"},
	},
	reflect.TypeFor[Weights](): {
		"hole":            {meaning: "fiche attendue qui n’existe pas"},
		"overdue":         {meaning: "révision dépassée"},
		"modified":        {meaning: "texte modifié depuis sa validation"},
		"unapproved":      {meaning: "document publié sans approbation"},
		"never_exercised": {meaning: "fiche qu’aucun exercice n’a servie"},
	},
	reflect.TypeFor[Paper](): {
		"binders": {meaning: "classeurs à faire : `service`, `scenario`, `role`, `complet`, `formulaires` (les formulaires seuls) ; `[]` n’en fait aucun"},
		"poster":  {"papier des affiches", "`A4` ou `A3`"},
		"browser": {"navigateur qui fait les PDF : Chrome, Edge, Chromium ou Brave, version 131 ou plus ; à défaut, le premier trouvé", "chemin ou nom"},
		"sandbox": {"bac à sable de ce navigateur, sous un compte ordinaire (Debian sans espaces de noms : paquet `chromium-sandbox`) ; `off` seulement là où il n’y en a pas (root, conteneur)", "`on` ou `off`"},
	},
	reflect.TypeFor[Establishment](): {
		"name":     {meaning: "nom de l’établissement"},
		"logo":     {meaning: "chemin de son logo"},
		"contacts": {meaning: "chemin de son annuaire"},
		"labels":   {"noms locaux, par identifiant", "groupe"},
		"audience": {meaning: "niveau de lecture"},
	},
}

// describe lists the keys of a struct type; those of a group that has no word
// for its own value stand in its place.
func describe(prefix string, t reflect.Type, required func(string) string) []Key {
	var keys []Key
	for i, name := range tags(t) {
		if name == "" {
			continue
		}
		field, d := t.Field(i).Type, meanings[t][name]
		if field == reflect.TypeFor[Freshness]() || field == reflect.TypeFor[Paper]() || field == reflect.TypeFor[Accessibility]() {
			keys = append(keys, describe(prefix+name+".", field, func(string) string { return "" })...)
			continue
		}
		value := d.value
		if value == "" {
			value = valueWord(field)
		}
		k := Key{Name: prefix + name, Value: value, Required: required(name), Meaning: frenchSpaces.Replace(d.meaning)}
		if t == reflect.TypeFor[Settings]() || prefix != "" {
			k.Default = defaults()[k.Name]
		}
		keys = append(keys, k)
	}
	return keys
}

// frenchSpaces keeps punctuation on the line of its word.
var frenchSpaces = strings.NewReplacer(" ;", "\u202f;", " :", "\u202f:", " !", "\u202f!", " ?", "\u202f?", "« ", "«\u202f", " »", "\u202f»")

// valueWord says in French what a type of value is.
func valueWord(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Type]():
		return "un type"
	case reflect.TypeFor[Status]():
		return "un statut"
	case reflect.TypeFor[Audience]():
		return "un niveau"
	case reflect.TypeFor[Date]():
		return "date"
	case reflect.TypeFor[Moment]():
		return "jour et heure"
	}
	switch t.Kind() {
	case reflect.Int:
		return "nombre entier"
	case reflect.Bool:
		return "`true` ou `false`"
	case reflect.Slice:
		return "liste"
	}
	return "texte"
}

func row(required ...string) func(string) string {
	return func(key string) string {
		if slices.Contains(required, key) {
			return "oui"
		}
		return ""
	}
}

// requiredOf says of which documents a key of the front matter is required.
func requiredOf(key string) string {
	var of []Type
	for _, t := range Types() {
		if slices.Contains(t.Required(), key) {
			of = append(of, t)
		}
	}
	cards := slices.Contains(of, ActionCard) && slices.Contains(of, DegradedProcedure)
	switch {
	case len(of) == len(Types()):
		return "tous"
	case cards && len(of) == 2:
		return "fiches"
	case cards && len(of) == 3 && slices.Contains(of, Form):
		return "fiches, formulaires"
	case slices.Contains(OfficialKeys(), key):
		return "officielle"
	}
	var names []string
	for _, t := range of {
		names = append(names, "`"+string(t)+"`")
	}
	return strings.Join(names, ", ")
}

// Purpose says in French what a document of this type is for.
func (t Type) Purpose() string {
	return map[Type]string{
		ActionCard:        "agir dans les premières minutes",
		DegradedProcedure: "travailler sans informatique",
		Form:              "écrire sur papier",
		Poster:            "afficher au mur",
		DecisionGrid:      "choisir selon des seuils",
		MessageTemplate:   "annoncer, répondre",
		Logbook:           "tenir le journal des faits",
		Reference:         "expliquer",
		Review:            "tirer les leçons",
	}[t]
}
