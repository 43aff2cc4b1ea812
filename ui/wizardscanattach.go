package ui

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"ukey/app"
	"ukey/renew/cases"
)

// take reads a file and attaches it.
func (c *scanCard) take(file source) {
	name := filepath.Base(file.name)
	c.run(func(ctx context.Context) (*app.Application, []byte, error) {
		data, err := file.read()
		if err != nil {
			return nil, nil, &unreadableError{err}
		}
		a, err := c.s.z.w.desk.Attach(ctx, c.s.z.id, c.kind, name, data)
		return a, data, err
	}, name)
}

// makeSmaller attaches the picture that was too large, made smaller.
func (c *scanCard) makeSmaller() {
	data, name := c.tooLarge, c.tooLargeName
	c.run(func(ctx context.Context) (*app.Application, []byte, error) {
		small, err := c.s.z.w.desk.Shrink(data)
		if err != nil {
			return nil, nil, err
		}
		a, err := c.s.z.w.desk.Attach(ctx, c.s.z.id, c.kind, strings.TrimSuffix(name, filepath.Ext(name))+".jpg", small)
		return a, nil, err
	}, name)
}

// run attaches a picture, which verb returns as well if it was read.
func (c *scanCard) run(verb func(context.Context) (*app.Application, []byte, error), name string) {
	if c.busy {
		return
	}
	c.busy, c.fault, c.tooLarge = true, "", nil
	c.show()
	var data []byte
	c.s.z.change(func(ctx context.Context) (a *app.Application, err error) {
		a, data, err = verb(ctx)
		return a, err
	}, func(err error) {
		c.busy = false
		if err != nil {
			c.refused(err, data, name)
		}
		c.changed()
	})
}

// refused says why a picture was not taken. One that is only too large may be
// made smaller.
func (c *scanCard) refused(err error, data []byte, name string) {
	p := c.s.z.p
	var scan *cases.ScanError
	var unreadable *unreadableError
	switch {
	case errors.As(err, &unreadable):
		c.fault = p.T("ui.scans.unreadable")
	case errors.As(err, &scan) && scan.Flaw == cases.ScanTooLarge && data != nil:
		c.fault = p.T("ui.scans.too-large", "Size", fileSize(scan.Size))
		c.tooLarge, c.tooLargeName = data, name
	case errors.As(err, &scan):
		c.fault = p.ScanFlaw(scan.Flaw)
	default:
		c.fault = p.Error(err).Line()
	}
}

// detach drops the scan.
func (c *scanCard) detach() {
	c.fault, c.tooLarge = "", nil
	c.s.z.change(func(ctx context.Context) (*app.Application, error) {
		return c.s.z.w.desk.Detach(ctx, c.s.z.id, c.kind)
	}, func(err error) {
		if err != nil {
			c.fault = c.s.z.p.Error(err).Line()
		}
		c.changed()
	})
}

// changed shows what came of an act. The button that was pressed may be gone,
// and the focus goes to the one that stays.
func (c *scanCard) changed() {
	c.show()
	if z := c.s.z; z.page == pageScans && z.w.stage.Top() == z.dialog {
		z.w.win.Canvas().Focus(c.choose)
	}
}
