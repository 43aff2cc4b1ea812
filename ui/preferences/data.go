package preferences

import (
	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// drawData shows where things are kept, and how much is written into the log.
func (s *preferences) drawData() {
	for _, f := range s.c.Keeper.Folders() {
		name := s.T("preferences.folder." + string(f.Kind))
		s.body.Add(kit.Column(look.S1,
			kit.Column(2, kit.Body(name).Bold(), kit.Caption(s.T("preferences.folder."+string(f.Kind)+".hint")).Wrapped()),
			kit.GrowRow(look.S2, 0, kit.Body(f.Path).Wrapped(),
				kit.NewLink(s.T("preferences.folder.open"), func() { s.c.Show(f.Path) }),
				kit.NewLink(s.T("preferences.copy"), func() { s.host.Copy(name, f.Path) }))))
		s.body.Add(kit.Rule())
	}
	s.drawRow(levelRow(s.T, s.drawn), func(c choice) { s.set(c.set) })
	s.body.Add(kit.Rule())
	s.body.Add(kit.Column(look.S1, s.heading(s.T("preferences.applications"), s.T("preferences.applications.hint"), false),
		kit.Row(0, kit.NewButton(s.T("preferences.applications.open"), kit.Secondary, func() {
			s.dialog.Close()
			s.c.Applications()
		}))))
}

// levelRow offers the two levels that support asks for, and the one that is set
// if it is another.
func levelRow(t teller, s *settings.Settings) row {
	levels := []settings.Level{settings.LogInfo, settings.LogDebug}
	if s.LogLevel != settings.LogInfo && s.LogLevel != settings.LogDebug {
		levels = append(levels, s.LogLevel)
	}
	label := func(l settings.Level) string { return t("preferences.log." + string(l)) }
	return one(t, s, settings.LogLevel, "preferences.log", s.LogLevel, label, levels...)
}
