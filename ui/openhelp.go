package ui

import (
	"ukey/token"
	"ukey/ui/help"
	"ukey/ui/kit"
)

// openHelp is 帮助: the article of that ID, or the first page if it is empty. It
// may lie over another dialog, to which one comes back.
func (w *Window) openHelp(article string) {
	opts := help.Options{Contacts: w.opts.Contacts, Shortcuts: w.shortcutList(), Screens: w.screens()}
	if err := help.Open(w.host(), article, opts); err != nil {
		m := w.words.Error(err)
		m.Article = ""
		tellError(w.stage.NewDialog(narrow).About(kit.NoArticle), w.words, w.words.T("home.help"), kit.Broken, m)
	}
}

// screens are those to which the help leads: none while it lies over a dialog,
// whose task goes first.
func (w *Window) screens() map[string]func() {
	if w.stage.Busy() {
		return nil
	}
	screens := map[string]func(){
		"environment": w.openEnvironment, "applications": w.openApplications,
		"settings": w.openPreferences, "about": w.openAbout,
	}
	if w.model.key() != nil {
		screens["renew"], screens["pin"] = w.openRenewal, w.openPIN
	}
	return screens
}

// article is the help about what the window shows.
func (m *model) article() string {
	key, c := m.key(), m.certificate()
	switch {
	case m.snapshot == nil:
		return ""
	case key == nil && (m.snapshot.NoDriver() || m.snapshot.NoDriverWorks()):
		return "driver"
	case key == nil:
		return "no-key"
	case key.PIN.State == token.PINLocked:
		return "pin-locked"
	case len(key.Certificates) == 0:
		return "blank-key"
	case c != nil && c.Err != nil:
		return "key-trouble"
	case c != nil && c.Due() && c.DaysLeft < 0:
		return "expired"
	case c != nil && c.Due():
		return "renew"
	}
	return "main-window"
}
