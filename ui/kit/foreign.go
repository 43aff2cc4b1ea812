package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Foreign is one of Fyne's own dialogs, such as that for files.
type Foreign interface {
	Show()
	Dismiss()
	Resize(fyne.Size)
	SetOnClosed(func())
}

// ShowForeign shows one of Fyne's dialogs over what is open, in that size if the
// window has room for it. No key reaches what is under it. Its files have the
// focus at first; Esc closes it only while nothing in it has, because Fyne's
// widgets keep all keys to themselves.
func (s *Stage) ShowForeign(d Foreign, size fyne.Size) {
	d.Show()
	d.Resize(size.Min(s.canvas.Size().SubtractWidthHeight(2*look.S2, 2*look.S2)))
	s.foreign = d
	d.SetOnClosed(func() {
		s.foreign = nil
		if top := s.Top(); top != nil && (top.stale || s.canvas.Focused() == nil) {
			top.focus()
		}
	})
	const all = 16 // are more than there is to focus before the files
	for range all {
		s.canvas.FocusNext()
		if _, files := s.canvas.Focused().(*widget.GridWrap); files {
			return
		}
	}
}
