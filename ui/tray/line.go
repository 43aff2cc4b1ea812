package tray

import (
	"strings"
	"time"
	"unicode"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/token"
	"ukey/ui/words"
)

// line is what the menu says of one key.
type line struct {
	key     instance.Key
	name    string
	mark    string // says by its shape what state says in words
	state   string
	urgency urgency
	end     time.Time // of the certificate that ends first; zero if there is none
	present bool      // the key is plugged in
}

// The marks, the same as in the window.
const (
	markValid      = "●"
	markDue        = "◐"
	markExpired    = "○"
	markLocked     = "⚿"
	markUnreadable = "?"
)

// nameRunes keeps the menu from growing as wide as the screen.
const nameRunes = 32

func (l line) text(p *words.Printer) string {
	name := l.name
	if !l.present {
		name = p.T("tray.absent", "Name", name)
	}
	return l.mark + " " + name + "  " + l.state
}

// keyLines are the keys that are plugged in, and then those that are not and
// have something due. Keys of one name are told apart by their serial numbers.
func keyLines(p *words.Printer, s State) []line {
	var lines []line
	if s.Snapshot != nil {
		for i := range s.Snapshot.Keys {
			lines = append(lines, keyLine(p, &s.Snapshot.Keys[i]))
		}
	}
	for i := range s.Open {
		if r := &s.Open[i]; !remind.Present(s.Snapshot, r.Key) {
			lines = append(lines, absentLine(p, r))
		}
	}
	names := map[string]int{}
	for _, l := range lines {
		names[l.name]++
	}
	for i := range lines {
		if l := &lines[i]; names[l.name] > 1 && l.key.Serial != "" {
			l.name += " …" + tail(l.key.Serial)
		}
	}
	return lines
}

func keyLine(p *words.Printer, k *app.Key) line {
	c, owner := endsFirst(k), k.Owner()
	if c != nil && k.Shared() {
		owner = k.NameOf(c) // whose turn it is
	}
	l := line{
		key:  instance.Key{Serial: k.ID.Serial, Label: k.ID.Label},
		name: nameOf(k.ID.Label, owner), present: true,
	}
	switch {
	case k.Err != nil:
		l.mark, l.state, l.urgency = markUnreadable, p.T("status.unreadable"), due
	case c == nil:
		l.mark, l.state = markValid, p.T("tray.empty")
	default:
		l.mark, l.state, l.urgency, l.end = markOf(c.Status), stateOf(p, c), urgencyOf(c.Status), c.NotAfter
	}
	if k.PIN.State == token.PINLocked {
		l.mark, l.state, l.urgency = markLocked, p.PINState(token.PINLocked)+" · "+l.state, max(l.urgency, due)
	}
	return l
}

// absentLine is a key that is known from its reminder.
func absentLine(p *words.Printer, r *remind.Reminder) line {
	validity := r.Validity()
	return line{
		key:  instance.Key{Serial: r.Key.Serial, Label: r.Key.Label},
		name: nameOf(r.Key.Label, r.Certificates[0].Owner),
		mark: markOf(validity.Status), state: stateOf(p, &app.Certificate{Validity: validity}),
		urgency: urgencyOf(validity.Status), end: r.Certificates[0].NotAfter,
	}
}

// endsFirst is the certificate in force that does, of whichever holder, or nil.
func endsFirst(k *app.Key) (first *app.Certificate) {
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if k.InForce(c) && (first == nil || c.NotAfter.Before(first.NotAfter)) {
			first = c
		}
	}
	return first
}

func markOf(s token.Status) string {
	switch s {
	case token.Valid:
		return markValid
	case token.Expired:
		return markExpired
	default:
		return markDue
	}
}

// stateOf says how many days are left, also of what is valid for long.
func stateOf(p *words.Printer, c *app.Certificate) string {
	if c.Status == token.Valid {
		return p.N("tray.valid", c.DaysLeft)
	}
	return p.Status(c)
}

// nameOf is what people call a key: whose it is, and what it is called if that
// says more.
func nameOf(label, owner string) string {
	label, owner = plain(label), plain(owner)
	switch {
	case owner == "" || owner == label:
		return clipped(label, nameRunes)
	case label == "":
		return clipped(owner, nameRunes)
	default:
		return clipped(owner+"（"+label+"）", nameRunes)
	}
}

// plain is text of a certificate or a key as it may stand in one line: whoever
// wrote it may have meant to break out of it, or to turn it around.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }), " ")
}

func clipped(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}

// tail is the end of a serial number, by which people tell two keys apart.
func tail(serial string) string {
	const digits = 4
	r := []rune(plain(serial))
	return string(r[max(0, len(r)-digits):])
}
