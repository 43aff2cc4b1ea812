package preferences

import (
	"context"
	"strings"

	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// drawNetwork shows how the CA is reached.
func (s *preferences) drawNetwork() {
	now := s.drawn
	address := ""
	if strings.Contains(now.Proxy, "://") {
		address = now.Proxy
	}
	editing := s.naming || address != ""
	s.drawRow(proxyRow(s.T, now, editing), s.chooseProxy)
	if editing {
		proxy := s.text(now, settings.Proxied, s.T("preferences.proxy.url"), s.T("preferences.proxy.url.example"), address)
		s.body.Add(proxy)
	}
	s.body.Add(kit.Rule())
	s.drawTry()
}

// chooseProxy sets a choice. An address is asked for before anything is set.
func (s *preferences) chooseProxy(c choice) {
	if c.set[settings.Proxied] != proxyOwn {
		s.naming = false
		s.set(c.set)
		return
	}
	s.naming = true
	s.again()
}

// drawTry tries the way to the CA with what is kept.
func (s *preferences) drawTry() {
	try := kit.NewButton(s.T("preferences.ca.try"), kit.Secondary, func() {
		s.finish()
		good, settled := s.T("preferences.ca.works"), s.c.Saves.Settled()
		s.try("", func(ctx context.Context) (string, error) {
			select {
			case <-settled:
				return good, s.c.Keeper.TryCA(ctx)
			case <-ctx.Done():
				return "", ctx.Err()
			}
		})
	})
	s.body.Add(kit.Column(look.S2, kit.Row(0, try), s.outcome("")))
}
