package main

import (
	"context"
	"image"
	"io"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
)

func (l *late) Interrupted(ctx context.Context) []app.Interrupted {
	if d := l.get(); d != nil {
		return d.Interrupted(ctx)
	}
	return nil
}

func (l *late) Applications(ctx context.Context) ([]*app.Application, error) {
	return onDesk(l, func(d desk) ([]*app.Application, error) { return d.Applications(ctx) })
}

func (l *late) Apply(ctx context.Context, id token.ID, holder app.HolderID) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.Apply(ctx, id, holder) })
}

func (l *late) SaveForm(ctx context.Context, application string, form cases.Form) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.SaveForm(ctx, application, form) })
}

func (l *late) Attach(ctx context.Context, application string, kind cases.Kind, name string, data []byte) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.Attach(ctx, application, kind, name, data) })
}

func (l *late) Detach(ctx context.Context, application string, kind cases.Kind) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.Detach(ctx, application, kind) })
}

func (l *late) Shrink(data []byte) ([]byte, error) {
	return onDesk(l, func(d desk) ([]byte, error) { return d.Shrink(data) })
}

func (l *late) Preview(data []byte, side int) (image.Image, error) {
	return onDesk(l, func(d desk) (image.Image, error) { return d.Preview(data, side) })
}

func (l *late) Letter(ctx context.Context, application string, w io.Writer) error {
	return l.do(func(d desk) error { return d.Letter(ctx, application, w) })
}

func (l *late) Submit(ctx context.Context, application string, ask app.Questions) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.Submit(ctx, application, ask) })
}

func (l *late) Progress(ctx context.Context, application string) (*app.Application, error) {
	return onDesk(l, func(d desk) (*app.Application, error) { return d.Progress(ctx, application) })
}

func (l *late) Install(ctx context.Context, application string, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	return onDesk(l, func(d desk) (*renew.Result, error) { return d.Install(ctx, application, ask, progress) })
}

func (l *late) Remove(ctx context.Context, application string) error {
	return l.do(func(d desk) error { return d.Remove(ctx, application) })
}
