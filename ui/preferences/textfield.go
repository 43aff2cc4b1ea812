package preferences

import (
	"strings"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/kit"
)

// text is a field for an option, which is kept when it is left or Enter is
// pressed, unless there is something wrong with it: that is said under it.
// What the administrator has fixed is shown as text.
func (s *preferences) text(now *settings.Settings, option, label, example, value string) fyne.CanvasObject {
	if now.Locked(option) {
		return kit.Body(value).Wrapped()
	}
	entry := kit.NewEntry()
	entry.SetPlaceHolder(example)
	entry.SetText(value)
	field := kit.NewField(label, nil, entry, s.dialog.Fit)
	kept, page := value, s.body
	keep := func() {
		text := strings.TrimSpace(entry.Text)
		if text == kept {
			field.Fail("")
			return
		}
		set := map[string]any{option: text}
		if text == "" {
			set[option] = nil
		} else if err := settings.Check(option, text); err != nil {
			field.Fail(s.T("preferences.not-kept.because", "Reason", s.host.Words.SettingReason(err)))
			return
		}
		before := kept
		kept = text
		s.tell("", trial{}) // that one was about another address
		field.Fail("")
		s.c.Saves.Set(set, func(err error) {
			if err != nil && kept == text {
				kept = before // to be tried again with what is in the field then
			}
			if err != nil && s.dialog.Open() && s.body == page {
				field.Fail(s.host.Words.Error(err).Line())
				return
			}
			s.kept(err)
		})
		s.drawn = s.c.Saves.Settings() // which the page shows already
	}
	entry.OnLeave, entry.OnSubmitted = keep, func(string) { keep() }
	s.leave = keep
	return field.Box
}
