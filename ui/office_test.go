package ui

import (
	"context"
	"errors"
	"image"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
)

// fakeOffice is the applicant's half of a desk: it keeps applications in
// memory as the real one keeps them on disk. What goes to the CA, a test says.
type fakeOffice struct {
	dir         string // of the scans
	mu          sync.Mutex
	all         []*app.Application // the newest first
	interrupted []app.Interrupted
	saves       []cases.Form // all that were kept, in order
	appliedFor  atomic.Value // the app.HolderID that Apply was called for last
	real        app.App      // for what needs no disk and no key

	listErr  error // joined to what is listed
	saveErr  error
	apply    func(token.ID) (*app.Application, error)
	submit   func(context.Context, *app.Application, app.Questions) (*cases.Case, error)
	progress func(*app.Application) (*cases.Case, error)
	install  func(context.Context, app.Questions, func(renew.Event)) (*renew.Result, error)
	letter   func(io.Writer) error
}

var errNoApplication = errors.New("test: no such application")

// found changes what lies on the disk, which the window may be reading.
func (o *fakeOffice) found(interrupted []app.Interrupted, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.interrupted, o.listErr = interrupted, err
}

// setSaveErr has forms be kept, or not.
func (o *fakeOffice) setSaveErr(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.saveErr = err
}

// put makes an application the newest one.
func (o *fakeOffice) put(a *app.Application) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append([]*app.Application{a}, o.all...)
}

// one returns an application as it is now.
func (o *fakeOffice) one(id string) *app.Application {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.IndexFunc(o.all, func(a *app.Application) bool { return a.ID == id }); i >= 0 {
		return o.all[i]
	}
	return nil
}

// edit replaces an application by an edited copy: they are snapshots.
func (o *fakeOffice) edit(id string, edit func(*app.Application)) (*app.Application, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.all, func(a *app.Application) bool { return a.ID == id })
	if i < 0 {
		return nil, errNoApplication
	}
	fresh := *o.all[i]
	fresh.Scans = maps.Clone(fresh.Scans)
	if fresh.Scans == nil {
		fresh.Scans = map[cases.Kind]app.Attachment{}
	}
	edit(&fresh)
	o.all[i] = &fresh
	return &fresh, nil
}

func (o *fakeOffice) Interrupted(context.Context) []app.Interrupted {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.interrupted)
}

func (o *fakeOffice) Applications(context.Context) ([]*app.Application, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.all), o.listErr
}

func (o *fakeOffice) Apply(_ context.Context, id token.ID, holder app.HolderID) (*app.Application, error) {
	o.appliedFor.Store(holder)
	a, err := o.apply(id)
	if err == nil {
		o.put(a)
	}
	return a, err
}

func (o *fakeOffice) SaveForm(_ context.Context, id string, form cases.Form) (*app.Application, error) {
	o.mu.Lock()
	err := o.saveErr
	o.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return o.edit(id, func(a *app.Application) {
		a.Form = form
		o.saves = append(o.saves, form)
	})
}

func (o *fakeOffice) Attach(_ context.Context, id string, kind cases.Kind, name string, data []byte) (*app.Application, error) {
	scan, err := cases.Inspect(data)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.dir, string(kind)+cases.Fingerprint(data))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, err
	}
	return o.edit(id, func(a *app.Application) {
		a.Scans[kind] = app.Attachment{Name: name, Path: path, Size: len(data), SHA256: cases.Fingerprint(data), Scan: scan}
	})
}

func (o *fakeOffice) Detach(_ context.Context, id string, kind cases.Kind) (*app.Application, error) {
	return o.edit(id, func(a *app.Application) { delete(a.Scans, kind) })
}

func (o *fakeOffice) Shrink(data []byte) ([]byte, error) { return o.real.Shrink(data) }

func (o *fakeOffice) Preview(data []byte, side int) (image.Image, error) {
	return o.real.Preview(data, side)
}

func (o *fakeOffice) Letter(_ context.Context, _ string, w io.Writer) error { return o.letter(w) }

func (o *fakeOffice) Submit(ctx context.Context, id string, ask app.Questions) (*app.Application, error) {
	c, err := o.submit(ctx, o.one(id), ask)
	if err != nil {
		return nil, err
	}
	return o.edit(id, func(a *app.Application) { a.Case, a.Heard, a.NextLook = c, today, today.Add(time.Hour) })
}

func (o *fakeOffice) Progress(_ context.Context, id string) (*app.Application, error) {
	c, err := o.progress(o.one(id))
	if err != nil {
		return nil, err
	}
	return o.edit(id, func(a *app.Application) { a.Case, a.Heard, a.NextLook = c, today, today.Add(time.Hour) })
}

func (o *fakeOffice) Install(ctx context.Context, id string, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	result, err := o.install(ctx, ask, progress)
	if err == nil {
		_, err = o.edit(id, func(a *app.Application) { a.Installed = true })
	}
	return result, err
}

func (o *fakeOffice) Remove(_ context.Context, id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = slices.DeleteFunc(o.all, func(a *app.Application) bool { return a.ID == id })
	return nil
}
