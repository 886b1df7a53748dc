package check

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// Texts for NeedsWhatIsDown: what is down, and what to do about it.
var (
	intranet    = diag.Text{FR: "adresse de l'intranet", EN: "intranet address"}
	noMail      = diag.Text{FR: "la messagerie est coupée dans cette situation", EN: "mail is cut in this situation"}
	noNetwork   = diag.Text{FR: "le réseau est coupé dans cette situation", EN: "the network is cut in this situation"}
	noInternet  = diag.Text{FR: "Internet est coupé dans cette situation", EN: "the Internet is cut in this situation"}
	noTelephone = diag.Text{FR: "le téléphone est coupé dans cette situation", EN: "the telephone is cut in this situation"}

	otherWay = diag.Text{FR: "un numéro, un lieu ou un formulaire papier", EN: "a number, a place or a paper form"}
	noPhone  = diag.Text{FR: "un encadré [!SANS-TELEPHONE] qui dit qui aller trouver, et où", EN: "a callout [!NO-PHONE] that says whom to go and find, and where"}
)

// means reports a card that needs what is down while it is read.
//
// A scenario may also cut the patient records and the printers. No rule follows
// from these: nothing in a text shows that an action needs them.
func (r *run) means(p *site.Page) {
	if !p.IsCard() {
		return
	}
	cut := r.Cut(p.Meta.Scenario...)
	for _, ref := range p.Body.Refs {
		if ref.Kind != markdown.LinkExternal {
			continue
		}
		u, err := url.Parse(ref.Target)
		if err != nil {
			continue
		}
		var why diag.Text
		scheme := strings.ToLower(u.Scheme)
		switch {
		case scheme == "mailto" && cut[content.Mail]:
			why = noMail
		case scheme == "tel":
			continue
		case internalHost(u.Hostname()):
			why = intranet
		case cut[content.Network]:
			why = noNetwork
		case cut[content.Internet]:
			why = noInternet
		default:
			continue
		}
		r.report(diag.New(ref.Position, diag.NeedsWhatIsDown, ref.Target, why, otherWay))
	}
	if box := p.Body.Boxes[markdown.NoPhone]; cut[content.Telephone] && box.Empty() {
		r.calls(p)
	}
}

// numbers checks the numbers that a page prints: that there are those its author
// chose, and that one is left to dial in the page's scenarios.
func (r *run) numbers(p *site.Page) {
	telephone := r.Telephone(p.Meta.Scenario...)
	for i, ref := range p.Body.Refs {
		k := r.Target(p, i).Contact
		if k == nil {
			continue
		}
		chosen := content.NumberKind(ref.Anchor)
		switch {
		case chosen != "" && k.Number(chosen) == "":
			r.report(diag.New(ref.Position, diag.UnknownNumber, k.ID, ref.Anchor).Suggest(ref.Anchor, slices.DeleteFunc(content.NumberKinds(), func(kind string) bool {
				return k.Number(content.NumberKind(kind)) == ""
			})))
		case ref.HasText:
		case telephone == site.TelephoneDown && chosen == content.InternalNumber, telephone != site.TelephoneWorks && chosen == "" && site.Silent(k):
			r.report(diag.New(ref.Position, diag.NoNumberLeft, k.ID))
		}
	}
	for i, id := range p.Meta.Contacts {
		if k := r.Contacts[id]; k != nil && telephone != site.TelephoneWorks && site.Silent(k) {
			r.report(diag.New(p.AtItem("contacts", i), diag.NoNumberLeft, id))
		}
	}
}

// calls reports, once, a card that has someone called and no other way to reach
// them.
func (r *run) calls(p *site.Page) {
	for _, ref := range p.Body.Refs {
		if ref.Kind == markdown.LinkContact || ref.Kind == markdown.LinkExternal && strings.HasPrefix(strings.ToLower(ref.Target), "tel:") {
			r.report(diag.New(ref.Position, diag.NeedsWhatIsDown, ref.Target, noTelephone, noPhone))
			return
		}
	}
	if len(p.Meta.Contacts) > 0 {
		r.report(diag.New(p.AtItem("contacts", 0), diag.NeedsWhatIsDown, p.Meta.Contacts[0], noTelephone, noPhone))
	}
}

// internalHost reports whether a host name or address exists only inside the
// establishment.
func internalHost(host string) bool {
	if host == "" {
		return false
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()
	}
	host = strings.ToLower(host)
	if !strings.Contains(host, ".") {
		return true
	}
	return slices.ContainsFunc([]string{".local", ".lan", ".intra", ".intranet", ".internal", ".corp", ".home.arpa"},
		func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}
