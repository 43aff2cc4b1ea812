package app

import (
	"context"
	"time"

	"ukey/renew"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// suggestPatience is how long a CA may take to say when it would like a
// certificate to be renewed. Nothing depends on the answer.
const suggestPatience = 3 * time.Second

// Suggestion is when a certificate had best be renewed.
type Suggestion struct {
	renew.Window
	// At is a moment in the window, always the same for a certificate. Once it
	// is past, now is best.
	At time.Time
	// ByCA is set if the window is the CA's own; else it is what the days of
	// warning leave.
	ByCA bool
	// Revoked is set if the CA says that it is too late: a revoked certificate
	// renews nothing.
	Revoked bool
}

// Suggest tells of each certificate when it had best be renewed. The CA is
// asked if one is set up, and not waited for long. The result is nil for a
// certificate that has expired or that no renewal is about.
func (a *App) Suggest(ctx context.Context, certificates []*Certificate) []*Suggestion {
	client := a.windows()
	if client != nil {
		defer client.Close()
	}
	asking := client != nil
	all := make([]*Suggestion, len(certificates))
	for i, c := range certificates {
		if c.Err != nil || c.IsCA || c.Superseded || c.Status == token.Expired {
			continue
		}
		s := &Suggestion{Window: renew.DefaultWindow(&c.Certificate, a.WarnDays)}
		if asking {
			info, err := client.RenewalInfo(ctx, c.DER)
			if err == nil {
				s.Window, s.ByCA, s.Revoked = renew.Window{From: info.Start, Until: info.End}, true, info.Revoked
			} else {
				a.Log.Info("no renewal window from the CA", "err", err)
				asking = is[*est.RefusedError](err) // it is there, and knows nothing of this one
			}
		}
		s.At = s.Point(&c.Certificate)
		all[i] = s
	}
	return all
}

// windows is a client of the CA that is set up, or nil.
func (a *App) windows() *cases.Client {
	if a.CAErr != nil || a.CA.URL == "" {
		return nil
	}
	cfg := a.config()
	cfg.Timeout = suggestPatience
	client, err := cases.NewClient(cfg)
	if err != nil {
		a.Log.Info("no renewal window from the CA", "err", err) // a renewal will say so aloud
		return nil
	}
	return client
}
