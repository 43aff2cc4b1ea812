package tray

import (
	"cmp"
	"slices"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/assets"
	"ukey/token"
	"ukey/ui/words"
)

// State is what the tray tells of.
type State struct {
	Snapshot *app.Snapshot // nil until the first one has come
	// Open are the reminders that wait for an answer, the most urgent first. They
	// include keys that are not plugged in.
	Open []remind.Reminder
	// Fault is why the settings are not in force as they stand in their files;
	// nil if they are.
	Fault error
}

// View is what is to be seen in the tray.
type View struct {
	Icon    assets.TrayIcon
	Tooltip string
	// Menu has groups of items, with a line between two groups.
	Menu [][]Item
}

// Item is a line of the menu. One without a request cannot be chosen.
type Item struct {
	Text    string
	Request instance.Request
}

// enabled tells whether the item can be chosen.
func (i Item) enabled() bool { return i.Request.Verb != "" }

// NewView says what is to be seen.
func NewView(p *words.Printer, s State) View {
	lines := keyLines(p, s)
	v := View{Icon: icon(lines), Tooltip: tooltip(p, s, lines)}
	if s.Fault != nil {
		v.Menu = append(v.Menu, []Item{{p.T("tray.fault"), explain()}})
	}
	v.Menu = append(v.Menu, keyItems(p, s, lines))
	v.Menu = append(v.Menu, answers(p, s, lines)...)
	v.Menu = append(v.Menu, actions(p, lines), []Item{
		{p.T("tray.open"), show(instance.Home, instance.Key{})},
		{p.T("tray.quit"), instance.Request{Verb: instance.Quit}},
	})
	return v
}

func show(screen instance.Screen, key instance.Key) instance.Request {
	return instance.Request{Verb: instance.Show, Screen: screen, Key: key}
}

// icon is that of the most urgent key.
func icon(lines []line) assets.TrayIcon {
	if len(lines) == 0 {
		return assets.TrayNone
	}
	switch slices.MaxFunc(lines, byUrgency).urgency {
	case expired:
		return assets.TrayExpired
	case due:
		return assets.TrayDue
	default:
		return assets.TrayOK
	}
}

// actions are what can be done from here. A renewal is that of the key that
// needs it the most, as far as one is plugged in.
func actions(p *words.Printer, lines []line) []Item {
	renewal, pin := Item{Text: p.T("tray.renew")}, Item{Text: p.T("tray.pin")}
	plugged := slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return !l.present })
	if len(plugged) > 0 {
		renewal.Request = show(instance.Renew, slices.MaxFunc(plugged, byUrgency).key)
		pin.Request = show(instance.PIN, instance.Key{})
	}
	if len(plugged) == 1 {
		pin.Request.Key = plugged[0].key
	}
	return []Item{renewal, pin, {p.T("tray.environment"), show(instance.Environment, instance.Key{})}}
}

// keyItems is a line for each key, or one that says why there is none.
func keyItems(p *words.Printer, s State, lines []line) []Item {
	if len(lines) == 0 {
		return []Item{{Text: absence(p, s.Snapshot)}}
	}
	items := make([]Item, 0, len(lines))
	for _, l := range lines {
		items = append(items, Item{l.text(p), show(instance.Home, l.key)})
	}
	return items
}

func absence(p *words.Printer, s *app.Snapshot) string {
	switch {
	case s == nil || s.Pending():
		return p.T("tray.reading")
	case s.NoDriver() || s.NoDriverWorks():
		return p.T("tray.no-driver")
	default:
		return p.T("tray.none")
	}
}

// tooltipRunes fits into what Windows shows, with the program's name before it.
const tooltipRunes = 100

// tooltip is the most urgent key, and how many there are if several.
func tooltip(p *words.Printer, s State, lines []line) string {
	var text string
	switch len(lines) {
	case 0:
		text = absence(p, s.Snapshot)
	case 1:
		text = lines[0].name + " " + lines[0].state
	default:
		most := slices.MaxFunc(lines, byUrgency)
		text = p.N("tray.tooltip.many", len(lines), "Name", most.name, "State", most.state)
	}
	return clipped(assets.AppName+"\n"+text, tooltipRunes)
}

// urgency is how much a key wants a person's attention.
type urgency int

const (
	fine urgency = iota
	due
	expired
)

// byUrgency puts the most urgent line last, among equals the one that comes
// first in the menu.
func byUrgency(a, b line) int {
	return cmp.Or(cmp.Compare(a.urgency, b.urgency), cmp.Compare(b.end.Unix(), a.end.Unix()))
}

// urgencyOf is how much a certificate's state does.
func urgencyOf(s token.Status) urgency {
	switch s {
	case token.Valid:
		return fine
	case token.Expired:
		return expired
	default:
		return due
	}
}
