package ui

import (
	"context"
	"fmt"
	"net/url"

	"ukey/ui/kit"
	"ukey/ui/words"
)

// browse opens a web page in the person's browser. Where that fails the address
// is shown, to be typed elsewhere. Windows waits until the browser has taken the
// address, which may be long.
func (w *Window) browse(address string) {
	u, err := webAddress(address)
	if err != nil {
		w.notBrowsed(address, err)
		return
	}
	w.work.Start(func(context.Context) {
		if err := w.app.OpenURL(u); err != nil {
			w.work.Post(func() { w.notBrowsed(address, err) })
		}
	})
}

func (w *Window) notBrowsed(address string, err error) {
	p := w.words
	tellError(w.stage.NewDialog(narrow), p, p.T("home.browse.failed"), kit.Broken, words.Message{
		Text: p.T("home.browse.failed.text"), Next: p.T("home.browse.failed.next", "URL", address), Detail: err.Error(),
	})
}

// notOnTheWebError: an address does not lead to a page on the web.
type notOnTheWebError struct{ address string }

func (e *notOnTheWebError) Error() string {
	return fmt.Sprintf("%q is no address on the web", e.address)
}

// webAddress refuses what is no page on the web: what comes from a file must not
// start a program.
func webAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return nil, &notOnTheWebError{u.Redacted()}
	}
	return u, nil
}
