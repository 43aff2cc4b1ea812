package preferences

import "ukey/ui/kit"

// complaintWidth is that of a dialog with a sentence or two.
const complaintWidth float32 = 480

// complain says that a change was not kept, over the page: on the page it might
// stand where the person does not look.
func (s *preferences) complain(err error) {
	m := s.host.Words.Error(err)
	d := s.host.Stage.NewDialog(complaintWidth).About("preferences")
	done := kit.NewButton(s.T("preferences.close"), kit.Primary, d.Close)
	d.Present(kit.Content{
		Title: s.T("preferences.title"), Body: kit.NewNotice(kit.Broken, s.T("preferences.not-kept"), m.Line()),
		First: done, Buttons: []*kit.Button{done}, Enter: d.Close, Escape: d.Close,
	})
}
