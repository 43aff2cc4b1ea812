package preferences

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"strings"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/work"
)

// fingerprint is a certificate's SHA-256 as people compare it: in capitals, by
// fours.
func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	var groups []string
	for ; len(text) > 0; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, " ")
}

// drawCA shows which CA renews, and by which root it is known.
func (s *preferences) drawCA() {
	now := s.drawn
	url := s.text(now, settings.CAURL, s.T("preferences.ca.url"), s.T("preferences.ca.url.example"), now.CA.URL)
	s.body.Add(kit.Column(look.S2, s.heading(s.T("preferences.ca"), s.T("preferences.ca.hint"), now.Locked(settings.CAURL)), url))
	s.body.Add(kit.Rule())
	s.drawRoot(now)
	s.body.Add(kit.Rule())
	s.drawTry()
}

// drawRoot shows whom the CA's certificates have to come from.
func (s *preferences) drawRoot(now *settings.Settings) {
	locked := now.Locked(settings.CARoot)
	box := kit.Column(look.S2, s.heading(s.T("preferences.root"), s.T("preferences.root.hint"), locked))
	if now.CA.Root != "" {
		box.Add(kit.Body(now.CA.Root).Wrapped())
		box.Add(s.roots(now.CA.Root))
	}
	box.Add(kit.Row(look.S2, s.button(s.T("preferences.root.choose"), locked, func() {
		s.c.Pick(s.T("preferences.root.choose"), []string{"*.pem", "*.crt", "*.cer"}, s.takeRoot)
	})))
	s.body.Add(box)
}

// takeRoot sets a file, once there is a certificate in it.
func (s *preferences) takeRoot(path string) {
	s.readRoots(path, func(_ []*x509.Certificate, err error) {
		if err != nil {
			s.complain(err)
			return
		}
		delete(s.tried, "")
		s.set(map[string]any{settings.CARoot: path})
	})
}

// readRoots reads a file beside the window, and is not waited for by one that
// closes.
func (s *preferences) readRoots(path string, then func([]*x509.Certificate, error)) {
	s.host.Work.Start(func(ctx context.Context) {
		var certificates []*x509.Certificate
		var err error
		if work.Outlast(ctx, 0, func() { certificates, err = s.c.Keeper.Roots(path) }) {
			s.host.Work.Post(func() { then(certificates, err) })
		}
	})
}

// roots shows the certificates of a file, as soon as it has been read.
func (s *preferences) roots(path string) fyne.CanvasObject {
	box, page := kit.Column(0), s.body
	s.readRoots(path, func(certificates []*x509.Certificate, err error) {
		if s.body != page || !s.dialog.Open() {
			return
		}
		box.Objects = []fyne.CanvasObject{s.drawRoots(certificates, err)}
		box.Refresh()
		s.dialog.Fit()
	})
	return box
}

// drawRoots shows certificates with their fingerprints, which a person compares
// with what the CA has published.
func (s *preferences) drawRoots(certificates []*x509.Certificate, err error) fyne.CanvasObject {
	if err != nil {
		return kit.NewNotice(kit.Broken, s.host.Words.Error(err).Text, s.host.Words.Error(err).Next)
	}
	all := kit.Column(look.S2)
	for _, c := range certificates {
		all.Add(kit.Column(2, kit.Body(c.Subject.CommonName).Bold().Wrapped(),
			kit.Caption(s.T("preferences.root.until", "Date", s.host.Words.Date(c.NotAfter))),
			kit.GrowRow(look.S2, 0, kit.Caption("SHA-256 "+fingerprint(c)).Mono().Wrapped(),
				kit.NewLink(s.T("preferences.copy"), func() { s.host.Copy(s.T("preferences.root.fingerprint"), fingerprint(c)) }))))
	}
	return all
}
