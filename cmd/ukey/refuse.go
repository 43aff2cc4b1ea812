package main

import (
	"context"

	"fyne.io/fyne/v2/app"

	"ukey/assets"
	"ukey/ui"
)

// unopenedError: there is no window, and nothing has been begun. Who started
// the program by a click has to be told so on the screen.
type unopenedError struct{ err error }

func (e *unopenedError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *unopenedError) Unwrap() error { return e.err }

// refuse shows the person why there is no window, until that has been read.
func (f *flags) refuse(ctx context.Context, err error) {
	ui.Refuse(ctx, app.NewWithID(assets.AppID), f.printer(), err)
}
