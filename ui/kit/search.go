package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Search is an entry for looking something up as one types, with a lens in it.
// Esc empties it before it goes on to the dialog.
type Search struct {
	Entry
	// OnDown is called when the person goes on into what was found, by the arrow
	// down.
	OnDown func()
	// Box is what is put into a layout.
	Box *fyne.Container
}

// NewSearch returns an empty entry that hints at what is looked for. found is
// called with each change of the text, entered when Enter is pressed.
func NewSearch(hint string, found func(query string), entered func()) *Search {
	s := &Search{Entry: Entry{ring: focusRing()}, OnDown: func() {}}
	s.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	s.ExtendBaseWidget(s)
	s.SetPlaceHolder(hint)
	s.Icon = theme.NewColoredResource(lens, look.Muted)
	s.OnChanged = found
	s.OnSubmitted = func(string) { entered() }
	s.Box = Layers(s, s.ring)
	return s
}

var lens = fyne.NewStaticResource("lens.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
	`<path fill="#000" fill-rule="evenodd" d="M10 3A7 7 0 1 0 14.3 15.5L19.3 20.5L20.7 19.1L15.7 14.1A7 7 0 0 0 10 3ZM10 5A5 5 0 1 1 10 15A5 5 0 1 1 10 5Z"/></svg>`))

// TypedKey belongs to Fyne.
func (s *Search) TypedKey(event *fyne.KeyEvent) {
	switch {
	case event.Name == fyne.KeyDown:
		s.OnDown()
	case event.Name == fyne.KeyEscape && s.Text != "":
		s.SetText("")
	case event.Name == fyne.KeyEscape, event.Name == fyne.KeyF1, event.Name == fyne.KeyPageUp, event.Name == fyne.KeyPageDown:
		passOn(s, event)
	default:
		s.Entry.Entry.TypedKey(event)
	}
}
