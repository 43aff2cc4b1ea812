package ui

import (
	"errors"
	"net/url"

	"ukey/ui/kit"
	"ukey/ui/screen"
	"ukey/ui/words"
)

// host is what a screen that stands on its own is handed of the window.
func (w *Window) host() screen.Host {
	return screen.Host{
		Stage: w.stage, Words: w.words, Work: w.work, Clock: w.opts.Clock,
		Copy: w.copy, Save: w.saveFile, Browse: w.browse, Help: w.openHelp,
	}
}

// browse opens a web page in the person's browser. Where that fails the address
// is shown, to be typed elsewhere.
func (w *Window) browse(address string) {
	u, err := webAddress(address)
	if err == nil {
		err = w.app.OpenURL(u)
	}
	if err == nil {
		return
	}
	p := w.words
	tellError(w.stage.NewDialog(narrow), p, p.T("home.browse.failed"), kit.Broken, words.Message{
		Text: p.T("home.browse.failed.text"), Next: p.T("home.browse.failed.next", "URL", address), Detail: err.Error(),
	})
}

var errNotOnTheWeb = errors.New("not an address on the web")

// webAddress refuses what is no page on the web: what comes from a file must not
// start a program.
func webAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return nil, &url.Error{Op: "open", URL: u.Redacted(), Err: errNotOnTheWeb}
	}
	return u, nil
}
