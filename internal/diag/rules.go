package diag

import (
	"fmt"
	"strings"
)

// Rule names what is wrong; it is printed in brackets and never changes.
type Rule string

// The rules an author can break.
const (
	ByteOrderMark       Rule = "byte-order-mark"
	InvalidText         Rule = "invalid-text"
	MissingFrontMatter  Rule = "missing-front-matter"
	UnclosedFrontMatter Rule = "unclosed-front-matter"
	InvalidYAML         Rule = "invalid-yaml"
	UnknownKey          Rule = "unknown-key"
	RepeatedKey         Rule = "repeated-key"
	MissingKey          Rule = "missing-key"
	WrongType           Rule = "wrong-type"
	InvalidDate         Rule = "invalid-date"
	UnknownValue        Rule = "unknown-value"
	UnknownTerm         Rule = "unknown-term"
	InvalidCode         Rule = "invalid-code"
	DuplicateCode       Rule = "duplicate-code"
	DuplicateID         Rule = "duplicate-id"
	SummaryTooLong      Rule = "summary-too-long"
	MissingFile         Rule = "missing-file"
	UnsafeFormat        Rule = "unsafe-format"
	LocalData           Rule = "local-data"
	MachineSetting      Rule = "machine-setting"

	NotPlainFile    Rule = "not-plain-file"
	TooLarge        Rule = "too-large"
	TooDeep         Rule = "too-deep"
	YAMLShortcut    Rule = "yaml-shortcut"
	HiddenCharacter Rule = "hidden-character"
	MixedScript     Rule = "mixed-script"
	LookAlikeDigit  Rule = "look-alike-digit"
	DisallowedFile  Rule = "disallowed-file"

	DuplicateURL  Rule = "duplicate-url"
	NameCollision Rule = "name-collision"
	IllegalName   Rule = "illegal-name"
	PathTooLong   Rule = "path-too-long"

	RawHTML             Rule = "raw-html"
	DisallowedLink      Rule = "disallowed-link"
	BrokenLink          Rule = "broken-link"
	BrokenAnchor        Rule = "broken-anchor"
	BrokenImage         Rule = "broken-image"
	MissingAlt          Rule = "missing-alt"
	UnknownCode         Rule = "unknown-code"
	UnknownContact      Rule = "unknown-contact"
	UnknownNumber       Rule = "unknown-number"
	UnknownGlossaryTerm Rule = "unknown-glossary-term"
	LinkAboveAudience   Rule = "link-above-audience"
	LinkToDraft         Rule = "link-to-draft"
	BrokenInclude       Rule = "broken-include"
	MisplacedInclude    Rule = "misplaced-include"
	IncludeCycle        Rule = "include-cycle"
	IncludeTooLarge     Rule = "include-too-large"
	UnknownCallout      Rule = "unknown-callout"
	RepeatedBox         Rule = "repeated-box"
	InvalidEvent        Rule = "invalid-event"
	LevelOneHeading     Rule = "level-one-heading"

	EmptyDocument         Rule = "empty-document"
	OrphanPage            Rule = "orphan-page"
	Overdue               Rule = "overdue"
	Unapproved            Rule = "unapproved"
	ModifiedSinceApproval Rule = "modified-since-approval"
	VersionReused         Rule = "version-reused"
	NeedsWhatIsDown       Rule = "needs-what-is-down"
	NoNumberLeft          Rule = "no-number-left"

	EmptySynonym         Rule = "empty-synonym"
	SynonymAlone         Rule = "synonym-alone"
	RepeatedSynonym      Rule = "repeated-synonym"
	UnmatchedSynonym     Rule = "unmatched-synonym"
	PageOverflow         Rule = "page-overflow"
	PageTooWide          Rule = "page-too-wide"
	TooManyActions       Rule = "too-many-actions"
	LongAction           Rule = "long-action"
	ActionWithoutVerb    Rule = "action-without-verb"
	StageWithoutDuration Rule = "stage-without-duration"
	CapitalsOnly         Rule = "capitals-only"
	Arithmetic           Rule = "arithmetic"
	UnknownWord          Rule = "unknown-word"

	UnsafeImage Rule = "unsafe-image"

	Secret              Rule = "secret"
	PersonalData        Rule = "personal-data"
	WaiverWithoutReason Rule = "waiver-without-reason"
)

type entry struct {
	severity      Severity
	message, hint Text
}

// catalog holds every rule's default severity, message and next step.
var catalog = map[Rule]entry{
	ByteOrderMark: {Error,
		Text{"le fichier commence par une marque d'ordre d'octets (BOM)", "the file begins with a byte-order mark"},
		Text{"enregistrer en « UTF-8 » et non « UTF-8 avec BOM »", "save as “UTF-8”, not “UTF-8 with BOM”"}},
	InvalidText: {Error,
		Text{"caractère illisible : %s", "unreadable character: %s"},
		Text{"enregistrer le fichier en UTF-8 et retirer les caractères de contrôle", "save the file as UTF-8 and remove control characters"}},
	MissingFrontMatter: {Error,
		Text{"le document n'a pas d'en-tête", "the document has no front matter"},
		Text{"commencer le fichier par une ligne « --- », les clés, puis une ligne « --- »", "begin the file with a line “---”, the keys, then a line “---”"}},
	UnclosedFrontMatter: {Error,
		Text{"l'en-tête n'est pas fermé", "the front matter is not closed"},
		Text{"ajouter une ligne « --- » après la dernière clé", "add a line “---” after the last key"}},
	InvalidYAML: {Error,
		Text{"YAML invalide : %s", "invalid YAML: %s"},
		Text{"vérifier les deux-points, les guillemets et l'alignement de cette ligne", "check the colons, quotes and indentation of this line"}},
	UnknownKey: {Error,
		Text{"clé inconnue « %s »", "unknown key “%s”"},
		Text{"retirer la clé ; la liste des clés est dans docs/rediger.md", "remove the key; docs/rediger.md lists the keys"}},
	RepeatedKey: {Error,
		Text{"clé « %s » répétée (déjà à la ligne %d)", "key “%s” repeated (first at line %d)"},
		Text{"garder une seule des deux lignes", "keep one of the two lines"}},
	MissingKey: {Error,
		Text{"clé « %s » absente : obligatoire pour %s", "key “%s” missing: required for %s"},
		Text{"ajouter la clé dans l'en-tête", "add the key to the front matter"}},
	WrongType: {Error,
		Text{"« %s » doit être %s", "“%s” must be %s"},
		Text{"corriger la valeur", "correct the value"}},
	InvalidDate: {Error,
		Text{"date invalide « %s »", "invalid date “%s”"},
		Text{"écrire la date sous la forme AAAA-MM-JJ, par exemple 2026-11-20", "write the date as YYYY-MM-DD, for example 2026-11-20"}},
	UnknownValue: {Error,
		Text{"valeur inconnue « %s » pour « %s »", "unknown value “%s” for “%s”"},
		Text{"valeurs possibles : %[3]s", "possible values: %[3]s"}},
	MachineSetting: {Error,
		Text{"« %s » se règle sur le poste, pas dans le contenu : il décide de ce que le poste exécute", "“%s” is set on the machine, not in the content: it decides what the machine runs"},
		Text{"retirer la ligne ; au besoin, donner au poste la variable %[2]s", "remove the line; where it is needed, give the machine the variable %[2]s"}},
	UnknownTerm: {Error,
		Text{"« %s » n'est pas dans %s", "“%s” is not in %s"},
		Text{"corriger l'identifiant, ou ajouter une ligne à ce fichier", "correct the id, or add a row to that file"}},
	InvalidCode: {Error,
		Text{"code invalide « %s »", "invalid code “%s”"},
		Text{"trois lettres majuscules, un tiret, de deux à cinq chiffres : URG-01", "three capital letters, a hyphen, two to five digits: URG-01"}},
	DuplicateCode: {Error,
		Text{"le code %s est déjà celui de %s", "code %s is already used by %s"},
		Text{"donner à l'un des deux documents un code libre", "give one of the two documents a free code"}},
	DuplicateID: {Error,
		Text{"identifiant « %s » déjà défini à la ligne %d", "id “%s” already defined at line %d"},
		Text{"retirer ou renommer l'une des deux lignes", "remove or rename one of the two rows"}},
	SummaryTooLong: {Warning,
		Text{"résumé de %d caractères, 160 au plus", "summary of %d characters, at most 160"},
		Text{"raccourcir : le résumé tient sur une ligne de liste", "shorten it: the summary fits one line of a list"}},
	MissingFile: {Error,
		Text{"fichier absent : %s", "missing file: %s"},
		Text{"créer ce fichier dans le dossier de contenu", "create this file in the content folder"}},
	LocalData: {Error,
		Text{"fichier de données propre à « %s » : il n'est pas lu", "data file of “%s” alone: it is not read"},
		Text{"un établissement a un annuaire (sites.<id>.contacts de site.yaml) et des noms (labels) ; le reste va dans data/", "an establishment has a directory (sites.<id>.contacts in site.yaml) and labels; the rest goes into data/"}},
	UnsafeFormat: {Error,
		Text{"en-tête laissé tel quel : sa remise en forme perdrait un commentaire ou changerait une valeur", "front matter left as it is: putting it in form would lose a comment or change a value"},
		Text{"écrire une clé par ligne, au début de la ligne, et chaque commentaire (#) seul sur sa ligne", "write one key a line, at the start of the line, and each comment (#) on a line of its own"}},
	NotPlainFile: {Error,
		Text{"%s n'est pas un fichier ordinaire (%s) : il n'est pas lu", "%s is not a plain file (%s): it is not read"},
		Text{"mettre à cette place une copie du fichier lui-même, ou le retirer", "put a copy of the file itself in its place, or remove it"}},
	TooLarge: {Error,
		Text{"%s : %s, %s au plus", "%s: %s, at most %s"},
		Text{"couper en plusieurs documents, ou joindre un PDF", "cut it into several documents, or attach a PDF"}},
	TooDeep: {Error,
		Text{"plus de %d niveaux les uns dans les autres", "more than %d levels inside one another"},
		Text{"ramener à deux ou trois niveaux", "bring it down to two or three levels"}},
	YAMLShortcut: {Error,
		Text{"« %s » : ancre, alias ou étiquette YAML, non admis", "“%s”: YAML anchor, alias or tag, not allowed"},
		Text{"écrire la valeur en entier ; si le texte commence vraiment par « & », « * » ou « ! », le mettre entre guillemets", "write the value in full; if the text does begin with “&”, “*” or “!”, put it between quotes"}},
	HiddenCharacter: {Error,
		Text{"caractère invisible : %s", "invisible character: %s"},
		Text{"l'effacer, ou retaper le mot : il change ce qui est lu, copié ou trouvé", "delete it, or type the word again: it changes what is read, copied or found"}},
	MixedScript: {Error,
		Text{"dans « %s », « %s » (%s) n'est pas de l'alphabet du mot", "in “%s”, “%s” (%s) is not of the word's alphabet"},
		Text{"retaper le mot au clavier : les deux lettres se ressemblent, la recherche les distingue", "type the word again: the two letters look alike, search tells them apart"}},
	LookAlikeDigit: {Error,
		Text{"« %s » : %s n'est pas un chiffre de 0 à 9", "“%s”: %s is not a digit from 0 to 9"},
		Text{"retaper le nombre en chiffres : composé tel qu'il se lit, il serait faux", "type the number in digits: dialled as it reads, it would be wrong"}},
	DisallowedFile: {Error,
		Text{"type de fichier non admis : %s", "kind of file not allowed: %s"},
		Text{"sont admis : %[2]s", "allowed: %[2]s"}},
	DuplicateURL: {Error,
		Text{"la page %s est aussi produite par %s", "page %s is also produced by %s"},
		Text{"renommer l'un des deux fichiers ou retirer l'alias", "rename one of the two files or remove the alias"}},
	NameCollision: {Error,
		Text{"%s et %s ne diffèrent que par la casse ou les accents composés", "%s and %s differ only by case or composed accents"},
		Text{"renommer l'un des deux : une clé USB ou Windows les confond", "rename one of them: a USB key or Windows takes them for the same"}},
	IllegalName: {Error,
		Text{"nom de fichier impossible sous Windows, sous Linux ou sur une clé USB : %s (%s)", "file name not possible on Windows, Linux or a USB key: %s (%s)"},
		Text{"renommer le fichier ou le dossier", "rename the file or folder"}},
	PathTooLong: {Error,
		Text{"chemin de %d caractères, 180 au plus : %s", "path of %d characters, at most 180: %s"},
		Text{"raccourcir le nom du fichier ou de ses dossiers", "shorten the name of the file or its folders"}},
	RawHTML: {Error,
		Text{"HTML dans le texte : %s", "HTML in the text: %s"},
		Text{"écrire en Markdown ; pour montrer ce texte tel quel, l'entourer d'accents graves", "write Markdown; to show this text as it is, put it between backquotes"}},
	DisallowedLink: {Error,
		Text{"adresse non autorisée : %s", "address not allowed: %s"},
		Text{"sont admis : un chemin relatif, https:, http:, tel:, mailto:, fiche:, contact:, glossaire:", "allowed: a relative path, https:, http:, tel:, mailto:, fiche:, contact:, glossaire:"}},
	BrokenLink: {Error,
		Text{"aucune page à %s", "no page at %s"},
		Text{"corriger le chemin, relatif à ce fichier", "correct the path, relative to this file"}},
	BrokenAnchor: {Error,
		Text{"aucun titre « #%s » dans %s", "no heading “#%s” in %s"},
		Text{"corriger l'ancre : titre en minuscules, sans accents, avec des tirets", "correct the anchor: the heading in lower case, without accents, with hyphens"}},
	BrokenImage: {Error,
		Text{"aucune image à %s", "no image at %s"},
		Text{"placer l'image à côté du document ou corriger le chemin", "put the image beside the document or correct the path"}},
	MissingAlt: {Error,
		Text{"image sans texte de remplacement : %s", "image without alternative text: %s"},
		Text{"décrire l'image entre les crochets : ![description](%s)", "describe the image between the brackets: ![description](%s)"}},
	UnknownCode: {Error,
		Text{"aucune fiche de code %s", "no card with code %s"},
		Text{"corriger le code", "correct the code"}},
	UnknownContact: {Error,
		Text{"aucun contact « %s » dans data/directory.yaml", "no contact “%s” in data/directory.yaml"},
		Text{"corriger l'identifiant, ou ajouter une ligne à l'annuaire", "correct the id, or add a row to the directory"}},
	UnknownNumber: {Error,
		Text{"le contact « %s » n'a pas de numéro « %s » dans data/directory.yaml", "contact “%s” has no number “%s” in data/directory.yaml"},
		Text{"choisir parmi internal, mobile, external et backup un numéro que le contact a, ou ne rien choisir", "choose one of internal, mobile, external and backup that the contact has, or choose none"}},
	UnknownGlossaryTerm: {Error,
		Text{"aucun terme « %s » dans data/glossary.yaml", "no term “%s” in data/glossary.yaml"},
		Text{"corriger le terme, ou ajouter une ligne au glossaire", "correct the term, or add a row to the glossary"}},
	LinkAboveAudience: {Error,
		Text{"%s est de niveau « %s », ce document de niveau « %s »", "%s is for audience “%s”, this document for “%s”"},
		Text{"retirer le renvoi, ou relever le niveau de ce document", "remove the link, or raise this document's audience"}},
	LinkToDraft: {Warning,
		Text{"%s n'est pas publié (statut « %s ») : le renvoi sera du texte simple", "%s is not published (status “%s”): the link will be plain text"},
		Text{"publier la cible, ou construire avec -D", "publish the target, or build with -D"}},
	BrokenInclude: {Error,
		Text{"aucun fragment à %s", "no fragment at %s"},
		Text{"corriger le chemin, relatif à ce fichier", "correct the path, relative to this file"}},
	MisplacedInclude: {Error,
		Text{"une inclusion doit être seule sur sa ligne, sans retrait : %s", "an include must stand alone on its line, not indented: %s"},
		Text{"laisser une ligne vide avant et après", "leave a blank line before and after"}},
	IncludeCycle: {Error,
		Text{"inclusion sans fin : %s", "endless include: %s"},
		Text{"retirer l'une de ces inclusions", "remove one of these includes"}},
	IncludeTooLarge: {Error,
		Text{"les inclusions apportent plus de %d Kio de texte, par %s", "includes bring more than %d KiB of text, by way of %s"},
		Text{"retirer des inclusions : un fragment inclus deux fois double tout ce qu'il inclut lui-même", "remove some includes: a fragment included twice doubles all that it includes itself"}},
	UnknownCallout: {Error,
		Text{"encadré inconnu « [!%s] »", "unknown callout “[!%s]”"},
		Text{"encadrés possibles : %[2]s", "possible callouts: %[2]s"}},
	InvalidEvent: {Error,
		Text{"événement d'exercice : %s", "event of an exercise: %s"},
		Text{"moment : des minutes (12) ou des heures et minutes (1:05) depuis le début, dans l'ordre ; ou l'heure de la montre (22:15) sous [!EVENEMENTS 22:00], qui donne celle du début",
			"moment: minutes (12), or hours and minutes (1:05) from the beginning, in order; or the time of a watch (22:15) under [!EVENTS 22:00], which gives that of the beginning"}},
	RepeatedBox: {Error,
		Text{"encadré « [!%s] » présent deux fois", "box “[!%s]” present twice"},
		Text{"réunir les deux encadrés : leur place est unique sur la fiche", "merge the two boxes: a card has one place for them"}},
	LevelOneHeading: {Error,
		Text{"titre de premier niveau dans le texte : %s", "level-one heading in the text: %s"},
		Text{"commencer à « ## » : le titre de la page vient de l'en-tête", "start at “##”: the page's title comes from the front matter"}},
	EmptyDocument: {Warning,
		Text{"document sans texte", "document without text"},
		Text{"écrire le texte, ou passer le statut à « brouillon »", "write the text, or set the status to “brouillon”"}},
	OrphanPage: {Warning,
		Text{"aucune liste ni aucun lien ne mène à cette page", "no list and no link leads to this page"},
		Text{"donner un service, un scénario ou un rôle, ou créer un _index.md dans son dossier", "give it a service, scenario or role, or create an _index.md in its folder"}},
	Overdue: {Warning,
		Text{"à revoir depuis le %s", "review overdue since %s"},
		Text{"relire la fiche, puis avancer « approved » et « review_by »", "review the card, then move “approved” and “review_by” forward"}},
	Unapproved: {Error,
		Text{"édition officielle : « %s » manque, la fiche n'est pas approuvée", "official edition: “%s” is missing, the card is not approved"},
		Text{"compléter l'en-tête ou construire sans --official", "complete the front matter or build without --official"}},
	ModifiedSinceApproval: {Warning,
		Text{"texte modifié depuis la validation du %s (empreinte %s, maintenant %s)", "text changed since the approval of %s (fingerprint %s, now %s)"},
		Text{"relire le texte, changer « version » et le faire valider : planblanc approve", "review the text, change “version” and have it approved: planblanc approve"}},
	VersionReused: {Error,
		Text{"édition officielle : un autre texte de %s a été validé sous le numéro %s (empreinte %s, ici %s)", "official edition: another text of %s was approved as version %s (fingerprint %s, here %s)"},
		Text{"donner à ce texte un numéro neuf et le faire valider : planblanc approve --version", "give this text a new version and have it approved: planblanc approve --version"}},
	NoNumberLeft: {Warning,
		Text{"téléphone coupé : aucun numéro ne joint plus « %s »", "telephone cut: no number reaches “%s” any more"},
		Text{"donner à ce contact un mobile ou un numéro extérieur dans data/directory.yaml, ou écrire dans la fiche qui aller trouver, et où", "give this contact a mobile or external number in data/directory.yaml, or write in the card whom to go and find, and where"}},
	NeedsWhatIsDown: {Warning,
		Text{"la fiche renvoie à ce qui sera en panne : %s (%s)", "the card points at what will be down: %s (%s)"},
		Text{"prévoir autre chose : %[3]s", "provide for something else: %[3]s"}},
	EmptySynonym: {Error,
		Text{"« %s » ne contient aucun mot que la recherche retient", "“%s” holds no word that search keeps"},
		Text{"retirer cette entrée : seuls comptent les mots autres que les articles et « de », « du », « à »", "remove this entry: articles and the like do not count"}},
	SynonymAlone: {Warning,
		Text{"groupe de synonymes qui ne contient qu'une expression", "group of synonyms with one phrase only"},
		Text{"ajouter une autre expression, ou retirer le groupe ; pluriels, accents et majuscules sont déjà reconnus", "add another phrase, or remove the group; plurals, accents and capitals are already known"}},
	RepeatedSynonym: {Warning,
		Text{"« %s » est déjà dans le groupe de la ligne %d", "“%s” is already in the group at line %d"},
		Text{"réunir les deux groupes, ou garder l'expression dans un seul", "join the two groups, or keep the phrase in one of them"}},
	UnmatchedSynonym: {Warning,
		Text{"aucune page ne contient « %s » ni les autres expressions de cette entrée", "no page has “%s” or the other phrases of this entry"},
		Text{"employer l'une d'elles dans une fiche ou ses mots-clés, ou retirer l'entrée", "use one of them in a card or its keywords, or remove the entry"}},
	PageOverflow: {Warning,
		Text{"%s tient sur %d pages, cible %d : %s", "%s takes %d pages, aim %d: %s"},
		Text{"raccourcir le texte, ou changer « pages » dans l'en-tête", "shorten the text, or change “pages” in the front matter"}},
	PageTooWide: {Warning,
		Text{"%s dépasse de %d mm la largeur de la feuille : le navigateur rétrécit tout ce qui s'imprime avec", "%s is %d mm wider than the sheet: the browser shrinks all that is printed with it"},
		Text{"retirer une colonne du tableau, ou raccourcir ses titres et ses mots longs", "remove a column of the table, or shorten its headings and long words"}},
	TooManyActions: {Warning,
		Text{"%d actions, 10 au plus", "%d actions, at most 10"},
		Text{"réunir des gestes, ou faire deux fiches", "bring gestures together, or make two cards"}},
	LongAction: {Warning,
		Text{"action de %d mots avant le premier arrêt, 15 au plus", "action of %d words before its first stop, at most 15"},
		Text{"une action par ligne ; couper la phrase ou la raccourcir", "one action a line; cut the sentence or shorten it"}},
	ActionWithoutVerb: {Warning,
		Text{"l'action ne commence pas par un infinitif en gras", "the action does not begin with a bold infinitive"},
		Text{"commencer par le geste : « **Débrancher** le câble »", "begin with the gesture, in bold: “**Unplug** the cable”"}},
	StageWithoutDuration: {Warning,
		Text{"étape sans durée : %s", "stage without a duration: %s"},
		Text{"dire quand, entre parenthèses, à la fin du titre : « ## Tout de suite (0–5 min) »", "say when, in parentheses, at the end of the heading: “## At once (0–5 min)”"}},
	CapitalsOnly: {Warning,
		Text{"ligne toute en capitales", "line in capitals only"},
		Text{"écrire en minuscules et mettre l'important en gras : les capitales se lisent plus lentement", "write in lower case and put what matters in bold: capitals are slower to read"}},
	Arithmetic: {Warning,
		Text{"calcul demandé au lecteur : %s", "arithmetic asked of the reader: %s"},
		Text{"donner le résultat, ou un tableau où le lire", "give the result, or a table to read it from"}},
	UnsafeImage: {Error,
		Text{"image qui ne peut pas être publiée, %s : %s", "image that cannot be published, %s: %s"},
		Text{"l'enregistrer de nouveau en PNG ou en JPEG depuis un logiciel de dessin, ou retirer du fichier SVG ce qui est nommé", "save it again as PNG or JPEG from a drawing program, or take what is named out of the SVG file"}},
	Secret: {Error,
		Text{"cette ligne donne %s, que lira toute personne qui tient une clé USB", "this line gives %s, which whoever holds a USB key will read"},
		Text{"l'écrire ailleurs, sous enveloppe, et dire ici où elle est ; si ce n'est pas un secret, ajouter à la ligne <!-- admis : raison -->, ou # admis : raison en YAML", "keep it elsewhere, in an envelope, and say here where that is; if it is no secret, add <!-- allowed: reason --> to the line, or # allowed: reason in YAML"}},
	PersonalData: {Warning,
		Text{"cette ligne donne %s", "this line gives %s"},
		Text{"nommer une fonction, et mettre le numéro ou l'adresse dans data/directory.yaml ; si c'est voulu, ajouter à la ligne <!-- admis : raison -->, ou # admis : raison en YAML", "name a function, and put the number or address in data/directory.yaml; if it is meant, add <!-- allowed: reason --> to the line, or # allowed: reason in YAML"}},
	WaiverWithoutReason: {Error,
		Text{"« admis » sans raison : la ligne n'est pas admise", "“allowed” without a reason: the line is not allowed"},
		Text{"dire pourquoi, après les deux-points : <!-- admis : numéro d'exemple -->", "say why, after the colon: <!-- allowed: sample number -->"}},
	UnknownWord: {Warning,
		Text{"mot que le dictionnaire n'a pas : « %s »", "word not in the dictionary: “%s”"},
		Text{"corriger, ou ajouter le mot à data/spelling.txt, un par ligne ; un sigle va dans le glossaire", "correct it, or add the word to data/spelling.txt, one a line; an acronym belongs in the glossary"}},
}

// Rules returns the name of every rule with its default severity.
func Rules() map[Rule]Severity {
	all := make(map[Rule]Severity, len(catalog))
	for r, e := range catalog {
		all[r] = e.severity
	}
	return all
}

// Summary returns the rule's message with its verbs left in, for machine
// formats that describe rules.
func (r Rule) Summary(l Language) string { return catalog[r].message.In(l) }

// Message returns the sentence that says what was found.
func (d Diagnostic) Message(l Language) string {
	text := fill(catalog[d.Rule].message.In(l), d.Args, l)
	if len(d.Sites) > 0 {
		text += " (" + strings.Join(d.Sites, ", ") + ")"
	}
	return text
}

// Hint returns the sentence that says what to do next.
func (d Diagnostic) Hint(l Language) string {
	if d.Suggestion != "" {
		return fmt.Sprintf(Text{"vouliez-vous %s ?", "did you mean %s?"}.In(l), d.Suggestion)
	}
	return fill(catalog[d.Rule].hint.In(l), d.Args, l)
}

// fill formats a text that may use fewer values than it is given.
func fill(format string, args []any, l Language) string {
	local := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		local[i] = a
	}
	return fmt.Sprintf(format, local[:verbs(format, len(local))]...)
}

// verbs counts the values that a format consumes; an indexed verb may use any.
func verbs(format string, most int) int {
	n := 0
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		switch format[i] {
		case '%':
		case '[':
			return most
		default:
			n++
		}
	}
	return min(n, most)
}
