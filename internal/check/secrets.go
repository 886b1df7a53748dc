package check

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/folder"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// What a site is copied with: everyone who holds a key reads it, and a copy is
// never called back. So a secret in a text is a secret given away.
var (
	aPassword  = diag.Text{FR: "un mot de passe", EN: "a password"}
	aDoorCode  = diag.Text{FR: "le code d'une porte, d'un coffre ou d'une carte", EN: "the code of a door, a safe or a card"}
	aNetKey    = diag.Text{FR: "une clé de Wi-Fi", EN: "a Wi-Fi key"}
	aKey       = diag.Text{FR: "une clé privée", EN: "a private key"}
	aRecovery  = diag.Text{FR: "une clé de récupération BitLocker", EN: "a BitLocker recovery key"}
	aNIR       = diag.Text{FR: "un numéro de sécurité sociale", EN: "a French social security number"}
	aMobile    = diag.Text{FR: "un mobile qui n'est pas dans l'annuaire", EN: "a mobile number that is not in the directory"}
	aMail      = diag.Text{FR: "une adresse dont l'annuaire n'a pas le domaine", EN: "an address whose domain is not in the directory"}
	aNamedLine = diag.Text{FR: "un nom de personne à côté d'un numéro", EN: "a person's name beside a number"}
)

// detectors find, in one line, what must not be copied; each returns the byte
// where it begins, or -1. A line is only looked at when it holds as many digits
// as such a thing has at least, and may match one of some patterns.
var detectors = []detector{
	{diag.Secret, aKey, 0, some(privateKey), func(_ *known, line string) int { return first(privateKey, line) }},
	{diag.Secret, aRecovery, 48, nil, func(_ *known, line string) int { return first(recoveryKey, line) }},
	{diag.Secret, aNetKey, 0, some(netWord), func(_ *known, line string) int { return netKey(line) }},
	{diag.Secret, aPassword, 0, some(inAddress, accountPair, passwordWord, phraseWord, tokenWord), func(_ *known, line string) int { return password(line) }},
	{diag.Secret, aDoorCode, 4, some(codeWord), func(_ *known, line string) int { return doorCode(line) }},
	{diag.PersonalData, aNIR, 14, nil, func(_ *known, line string) int { return nir(line) }},
	{diag.PersonalData, aMobile, 10, nil, (*known).mobile},
	{diag.PersonalData, aMail, 0, some(address), (*known).mail},
	{diag.PersonalData, aNamedLine, 0, nil, (*known).person},
}

type detector struct {
	rule   diag.Rule
	what   diag.Text
	digits int
	words  needles // nil where anything may match
	find   func(k *known, line string) int
}

// Secrets looks for secrets and personal data in every line that an author
// writes: texts, front matter, fragments and files of data. It reads the files
// again, since what is parsed has no lines any more.
func Secrets(c *site.Catalog) ([]diag.Diagnostic, error) {
	files := slices.Concat(keys(c.ByPath), keys(c.Library.Fragments), c.Library.Files)
	settings := &c.Library.Settings
	own := settings.Sites[settings.Establishment].Contacts
	k := &known{numbers: map[string]bool{}, domains: map[string]bool{}, directories: []string{content.DirectoryFile, own}}
	for _, file := range c.Library.Files {
		if slices.Contains(k.directories, file) || file == content.SettingsFile {
			text, err := fs.ReadFile(c.Library.FS, file)
			if err != nil {
				return nil, fmt.Errorf("read content again: %w", err)
			}
			k.learn(string(text))
		}
	}
	fsys, release := folder.Hold(c.Library.FS)
	defer release()
	found, errs := make([][]diag.Diagnostic, len(files)), make([]error, len(files))
	each(len(files), func(i int) {
		text, err := fs.ReadFile(fsys, files[i])
		if err != nil {
			errs[i] = fmt.Errorf("read content again: %w", err)
			return
		}
		k := *k // what it knows is shared, the file under way is not
		found[i] = k.scan(files[i], string(text))
	})
	return slices.Concat(found...), errors.Join(errs...)
}

// scan returns what a file gives away.
func (k *known) scan(file, text string) []diag.Diagnostic {
	var diags []diag.Diagnostic
	k.directory, k.data = slices.Contains(k.directories, file), path.Ext(file) != ".md"
	number, waived := 0, false
	folded := appendFolded(make([]byte, 0, len(text)), text)
	likely := make([]*detector, 0, len(detectors))
	for i := range detectors {
		if d := &detectors[i]; d.words == nil || d.words.in(folded) {
			likely = append(likely, d)
		}
	}
	for line := range strings.Lines(text) {
		number++
		reason, waiver, alone := markdown.Waiver(line)
		if waiver && reason == "" {
			diags = append(diags, diag.New(diag.Position{File: file, Line: number, Column: 1}, diag.WaiverWithoutReason))
		}
		excused := waived || waiver && reason != ""
		waived = waiver && alone && reason != ""
		if excused {
			continue
		}
		folded = appendFolded(folded[:0], line)
		digits := countDigits(line)
		for _, d := range likely {
			if digits < d.digits || d.words != nil && !d.words.in(folded) {
				continue
			}
			if at := d.find(k, line); at >= 0 {
				place := diag.Position{File: file, Line: number, Column: 1 + utf8.RuneCountInString(line[:at])}
				diags = append(diags, diag.New(place, d.rule, d.what))
				break // one remark a line: the author reads it again anyway
			}
		}
	}
	return diags
}

// known is what the directory and the settings say openly.
type known struct {
	numbers, domains map[string]bool
	directories      []string // the common one and the establishment's, if it has one
	directory, data  bool     // the file under way is a directory, or one of data
}

func (k *known) learn(text string) {
	for _, m := range mobileNumber.FindAllString(text, -1) {
		k.numbers[national(m)] = true
	}
	for _, m := range address.FindAllStringSubmatch(text, -1) {
		k.domains[strings.ToLower(m[1])] = true
	}
}

func first(re *regexp.Regexp, line string) int {
	if at := re.FindStringIndex(line); at != nil {
		return at[0]
	}
	return -1
}

var (
	privateKey  = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY|AGE-SECRET-KEY-1|PuTTY-User-Key-File-`)
	recoveryKey = regexp.MustCompile(`\b\d{6}(?:[ \-–]\d{6}){7}\b`)
)

// Passwords.
var (
	passwordWord = regexp.MustCompile(`(?i)\b(?:mots? de passe|mdp|password|passwd|pwd)\b`)
	phraseWord   = regexp.MustCompile(`(?i)\b(?:phrase de passe|passphrase)\b`)
	tokenWord    = regexp.MustCompile(`(?i)\b(?:jeton|token|api[_ -]?key|secret)\b|clé d['’]api`)
	inAddress    = regexp.MustCompile(`://[^/\s:@]+:[^/\s@]+@`)
	accountPair  = regexp.MustCompile(`(?i)\b(?:compte|identifiants?|session|login|utilisateur|accès)\b[^/\n]{0,40}[:=]\s*\S+\s*/\s*(\S+)`)
)

func password(line string) int {
	if at := first(inAddress, line); at >= 0 {
		return at
	}
	if m := accountPair.FindStringSubmatchIndex(line); m != nil && strong(trimmed(line[m[2]:m[3]])) {
		return m[0]
	}
	for _, way := range []struct {
		word *regexp.Regexp
		good func(value, after string, sign bool) bool
	}{
		{passwordWord, func(value, after string, sign bool) bool { return strong(value) || sign && alone(value, after) }},
		{phraseWord, func(value, _ string, sign bool) bool { return strong(value) || sign && !pointer(value) }},
		{tokenWord, func(value, _ string, _ bool) bool { return strong(value) && len(value) >= 8 }},
	} {
		if at := disclosed(line, way.word, way.good); at >= 0 {
			return at
		}
	}
	return -1
}

// Keys of networks.
var (
	netWord = regexp.MustCompile(`(?i)\bwi-?fi\b|\bborne\b|\bwpa|\bssid\b|\bpsk\b|hotspot|points? d['’]accès|partage de connexion|routeur`)
	keyWord = regexp.MustCompile(`(?i)\b(clé|clef|code|mdp|mot de passe|passphrase|key|psk|wpa2?)(?:$|[^\p{L}])`)
)

func netKey(line string) int {
	if !netWord.MatchString(line) {
		return -1
	}
	return disclosed(line, keyWord, func(value, after string, sign bool) bool {
		digits := strings.TrimLeft(value, "0123456789") == "" && len(value) >= 8
		return strong(value) || digits || sign && strings.ContainsAny(after, "0123456789") && !pointer(value)
	})
}

// saidBy is what stands between the word for a secret and the secret.
var saidBy = regexp.MustCompile(`^[^.;|:=«»"\[(` + "`" + `\n]{0,40}?(?:\s*([:=])\s*|\s(?:est|sera|devient|is)\s+(?:le\s+|la\s+)?)`)

// disclosed returns where a word is followed by a value that good accepts: right
// after it, or after a colon and the like, which sign tells. after is the rest
// of the phrase.
func disclosed(line string, word *regexp.Regexp, good func(value, after string, sign bool) bool) int {
	for _, m := range word.FindAllStringSubmatchIndex(line, -1) {
		rest := line[m[len(m)-1]:] // after the word, of which an accent may be the end
		if v, after, quoted := value(rest); quoted || v != "" && good(v, after, false) {
			return m[0]
		}
		if s := saidBy.FindStringSubmatchIndex(rest); s != nil {
			if v, after, quoted := value(rest[s[1]:]); quoted || v != "" && good(v, after, s[2] >= 0) {
				return m[0]
			}
		}
	}
	return -1
}

// quotedValue is a value between marks, of at most four words.
var quotedValue = regexp.MustCompile("^[\\s(]*(?:`([^`\n]{4,40})`|«\\s*([^»\n]{4,40}?)\\s*»|\"([^\"\n]{4,40})\"|\\*\\*([^*\n]{4,40})\\*\\*)")

// value returns the next word of a text, without the marks of its end, and what
// follows it in the same phrase. What stands between marks is a value for sure
// when it has a digit or stands alone.
func value(text string) (v, after string, quoted bool) {
	if m := quotedValue.FindStringSubmatch(text); m != nil {
		inside := strings.Join(m[1:], "")
		if strings.ContainsAny(inside, "0123456789") && strings.IndexFunc(inside, unicode.IsLetter) >= 0 {
			return inside, "", true
		}
	}
	text = strings.TrimLeft(text, " \t\u00a0\u202f(*`«\"")
	end := strings.IndexAny(text, " \t\n\u00a0\u202f,;|)")
	if end < 0 {
		end = len(text)
	}
	after = text[end:]
	if end := strings.IndexAny(after, "|;)"); end >= 0 {
		after = after[:end]
	}
	after, _, _ = strings.Cut(after, "<!--")
	return trimmed(text[:end]), strings.TrimRight(after, " \t\n\r."), false
}

func trimmed(word string) string { return strings.Trim(word, ".,;:)(|*`\"«»\r\n") }

// code is the code of a document, which says nothing secret.
var codeOfDocument = regexp.MustCompile(`^[A-Z]{3}-\d{2,5}$`)

// strong reports whether a word is no word of a language: letters with digits.
func strong(word string) bool {
	letters, digits := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	return letters >= 2 && digits >= 1 && len(word) >= 6 && !codeOfDocument.MatchString(word)
}

// alone reports whether a value is one word that ends its phrase, and no pointer
// to another place.
func alone(value, after string) bool { return after == "" && len(value) >= 5 && !pointer(value) }

// pointers begin what says where a secret is, not what it is.
var pointers = strings.Fields(`voir dans sous à a au aux chez auprès demander appeler celui celle ceux le la les l un une ne pas jamais par
 oublié perdu inconnu aucun aucune néant vide enveloppe annuaire coffre papier remplacé changer écrire noter lire prendre utiliser selon sur
 see ask none in the under`)

func pointer(word string) bool {
	word, _, _ = strings.Cut(strings.ToLower(word), "'")
	word, _, _ = strings.Cut(word, "’")
	return slices.Contains(pointers, word)
}

// Codes of doors.
var (
	doorWord  = regexp.MustCompile(`(?i)\b(?:porte|portail|coffre|cadenas|armoire|alarme|accès|local|sas|entrée|boîte à clés|parking|dépôt|chariot|mallette|désactivation|serrure|placard|salle|pc)\b|entrée|dépôt`)
	codeWord  = regexp.MustCompile(`(?i)\b(?:codes?|combinaison|clavier|digicode|cadenas|pin|puk)\b`)
	doorDigit = regexp.MustCompile(`^[^\d.;|\n]{0,45}?([A-Z]?\d(?:[ \-]?[\dA-Z]){2,9})(?:$|[^\d\p{L}])`)
	notDoor   = regexp.MustCompile(`(?i)poste|t[ée]l(?:\.|éphone)?\s*:?\s*$|téléphoner|appeler|joindre|\bbip|dect|numéro|postal|fiche|salle|chambre|édition|version|\ben\s*$|du\s*$`)
	alreadyA  = regexp.MustCompile(`(?i)^(?:digicode|pin|puk|cadenas)$`)
	aDay      = regexp.MustCompile(`^20\d\d-\d\d`)
)

func doorCode(line string) int {
	near := doorWord.MatchString(line)
	for _, m := range codeWord.FindAllStringIndex(line, -1) {
		if !near && !alreadyA.MatchString(line[m[0]:m[1]]) {
			continue
		}
		d := doorDigit.FindStringSubmatchIndex(line[m[1]:])
		if d == nil {
			continue
		}
		number := line[m[1]+d[2] : m[1]+d[3]]
		if countDigits(number) >= 4 && countDigits(number) <= 8 && !aDay.MatchString(number) && !notDoor.MatchString(line[m[1]:m[1]+d[2]]) {
			return m[0]
		}
	}
	return -1
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

var (
	nirNumber = regexp.MustCompile(`(?:^|\D)([1-478](?:[ .\-]?\d){4}[ .\-]?(?:\d[ .\-]?[\dABab])(?:[ .\-]?\d){6}(?:[ .\-]|\s*\(clé\s*)?\d[ .\-]?\d)(?:\D|$)`)
	corsica   = strings.NewReplacer("2A", "19", "2a", "19", "2B", "18", "2b", "18")
)

// nir finds a number whose key is right (97 less the rest of its division by 97).
func nir(line string) int {
	for _, m := range nirNumber.FindAllStringSubmatchIndex(line, -1) {
		number := corsica.Replace(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == 'A' || r == 'B' || r == 'a' || r == 'b' {
				return r
			}
			return -1
		}, line[m[2]:m[3]]))
		if countDigits(number) != 15 {
			continue
		}
		rest := 0
		for _, c := range number[:13] {
			rest = (rest*10 + int(c-'0')) % 97
		}
		month := number[3:5]
		if key := int(number[13]-'0')*10 + int(number[14]-'0'); key == 97-rest && month != "00" && (month <= "12" || month >= "20") {
			return m[2]
		}
	}
	return -1
}

var mobileNumber = regexp.MustCompile(`(?:(?:\+|00)33[ .\-]?(?:\(0\)[ .\-]?)?|0)[67](?:[ .\-/\x{00a0}\x{202f}]?\d{2}){4}`)

// national is a mobile number in ten digits.
func national(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	return "0" + digits[len(digits)-9:]
}

// fiction begins the mobile numbers that the regulator gives to nobody.
const fiction = "063998"

func (k *known) mobile(line string) int {
	if k.directory {
		return -1
	}
	for _, m := range mobileNumber.FindAllStringIndex(line, -1) {
		number := national(line[m[0]:m[1]])
		inLonger := m[0] > 0 && countDigits(line[m[0]-1:m[0]]) > 0 || m[1] < len(line) && countDigits(line[m[1]:m[1]+1]) > 0
		if !inLonger && !k.numbers[number] && !strings.HasPrefix(number, fiction) {
			return m[0]
		}
	}
	return -1
}

var (
	address = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@([A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)`)
	// reserved domains belong to nobody (RFC 2606), or are taken for examples.
	reservedDomain = regexp.MustCompile(`(?i)(?:^|\.)(?:ex[ae]mple\.(?:com|net|org|fr)|example|test|invalid|localhost)$`)
)

func (k *known) mail(line string) int {
	if k.directory {
		return -1
	}
	for _, m := range address.FindAllStringSubmatchIndex(line, -1) {
		domain := strings.ToLower(line[m[2]:m[3]])
		if !k.domains[domain] && !reservedDomain.MatchString(domain) {
			return m[0]
		}
	}
	return -1
}

// Names of persons: a title, an initial or a first name, and a surname.
const (
	surname    = `\p{Lu}[\p{L}'’\-]+`
	firstNames = `Adrien|Agnès|Alain|Alexandre|Alice|Amandine|André|Anne|Anne-Marie|Antoine|Arnaud|Audrey|Aurélie|Benoît|Bernard|Brigitte|Bruno|Camille|Caroline|` +
		`Catherine|Cécile|Céline|Charles|Chloé|Christelle|Christian|Christine|Christophe|Claire|Claude|Clément|Corinne|Cyril|Damien|Daniel|David|Delphine|Denis|Didier|` +
		`Dominique|Élise|Elise|Élodie|Elodie|Emma|Emmanuel|Éric|Eric|Estelle|Étienne|Fabien|Fabrice|Fatima|Florence|Florian|Franck|François|Françoise|Frédéric|Gabriel|` +
		`Gérard|Gilles|Guillaume|Hélène|Henri|Hugo|Inès|Isabelle|Jacques|Jean|Jean-Pierre|Jean-Luc|Jérôme|Joël|Julie|Julien|Karim|Karine|Laure|Laurence|Laurent|Léa|` +
		`Lionel|Louis|Louise|Luc|Lucie|Ludovic|Magali|Manon|Marc|Marie|Marine|Martine|Mathieu|Maxime|Mélanie|Michel|Michèle|Mohamed|Monique|Muriel|Myriam|Nadia|Nathalie|` +
		`Nicolas|Nicole|Olivier|Pascal|Pascale|Patricia|Patrick|Paul|Philippe|Pierre|Quentin|Rachid|Raphaël|Régis|Rémi|Robert|Romain|Sabrina|Samir|Sandrine|Sarah|` +
		`Sébastien|Serge|Sonia|Sophie|Stéphane|Stéphanie|Sylvain|Sylvie|Thérèse|Thierry|Thomas|Valérie|Véronique|Vincent|Virginie|Xavier|Yann|Yves`
)

var (
	personName = regexp.MustCompile(`(?:^|[^\p{L}\d])((?:(?:Dr|Docteure?|Pr|Professeure?|M|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\.?[ \x{00a0}\x{202f}]` + surname +
		`|(?:` + firstNames + `)(?: (?:de|du|le|la|Le|La))? ` + surname + `|\p{Lu}{3,} (?:` + firstNames + `)|\p{Lu}\. \p{Lu}\p{Ll}{2,})(?:[ \-]` + surname + `){0,2})`)
	namedPlace = regexp.MustCompile(`(?i)(?:rue|avenue|boulevard|place|allée|quai|hôpital|clinique|pavillon|bâtiment|salle|amphithéâtre|école|lycée)(?: (?:de|du|des|de la))?\s*$`)
	telephone  = regexp.MustCompile(`(?:^|\D)(?:0\d(?:[ .\-\x{00a0}\x{202f}]?\d{2}){4}|\d{3,5})(?:\D|$)`)
)

// inSample reports whether a place of a line is between braces: what an example
// of a filled-in form shows is invented.
func inSample(line string, at int) bool {
	return strings.LastIndexByte(line[:at], '{') > strings.LastIndexByte(line[:at], '}')
}

// reachOf is how many bytes may stand between a name and its number.
const reachOf = 40

// mayName reports whether a word with a capital stands behind another, a particle
// between them or not, as in each name.
func mayName(line string) bool {
	var before [2]bool // whether the last two words have a capital
	here, begins := false, true
	for _, r := range line {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			before[0], before[1] = here, before[0]
			here, begins = false, true
			continue
		}
		capital := unicode.IsUpper(r)
		if capital && begins && (before[0] || before[1]) {
			return true
		}
		here, begins = here || capital, false
	}
	return false
}

// person finds a name beside a number; in the directory, where each row is a
// number, a name alone.
func (k *known) person(line string) int {
	if !k.directory && countDigits(line) < 3 || !mayName(line) {
		return -1 // no number, or no name
	}
	for _, m := range personName.FindAllStringSubmatchIndex(line, -1) {
		if namedPlace.MatchString(line[:m[2]]) || !k.data && inSample(line, m[2]) {
			continue
		}
		near := line[max(0, m[2]-reachOf):m[2]] + "\n" + line[m[3]:min(len(line), m[3]+reachOf)]
		if telephone.MatchString(near) || k.directory {
			return m[2]
		}
	}
	return -1
}
