package app

import "context"

// Reach asks the CA whether it is there, which takes ten seconds at most. The
// error says how far the way to it goes: renew.ErrCANotConfigured if none is set
// up, else one of package est.
func (a *App) Reach(ctx context.Context) error { return a.askCA(ctx).err }
