package app_test

import (
	"errors"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/est"
)

func TestReachTellsWhetherTheCAIsThere(t *testing.T) {
	r := newRig(t, rigSpec{})
	if err := r.Reach(t.Context()); err != nil {
		t.Errorf("the CA is there, and: %v", err)
	}
	if err := app.New(app.Config{}).Reach(t.Context()); !errors.Is(err, renew.ErrCANotConfigured) {
		t.Errorf("no CA is set up, and: %v", err)
	}
	away := app.New(app.Config{CA: app.CA{URL: "https://127.0.0.1:1", Roots: r.ca.Roots()}})
	if _, ok := errors.AsType[*est.UnreachableError](away.Reach(t.Context())); !ok {
		t.Error("a CA that is away was reached")
	}
}
