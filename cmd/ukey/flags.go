package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"ukey/app/instance"
	"ukey/cmd/internal/setup"
)

// flags are what the program is started with.
type flags struct {
	setup.Flags
	demo               bool
	background, hidden bool
	screen, key        string
}

func (f *flags) register(set *pflag.FlagSet) {
	set.BoolVar(&f.demo, "demo", false, "try everything on a throw-away key and CA")
	set.BoolVar(&f.background, "background", false, "be the resident program: the icon in the tray, and reminders")
	set.BoolVar(&f.hidden, "hidden", false, "see to it that the resident program runs, and open no window")
	set.StringVar(&f.screen, "open", string(instance.Home), "open the window on a `screen`: home, renew, pin, environment or help")
	set.StringVar(&f.key, "key", "", "select the key with that `serial` number or label")
	f.Register(set)
}

// check refuses what does not go together.
func (f *flags) check() error {
	switch {
	case !slices.Contains(instance.Screens(), instance.Screen(f.screen)):
		return fmt.Errorf("no such screen: %q", f.screen)
	case f.demo && (f.background || f.hidden):
		return errors.New("the demonstration ends with its window and has no resident program")
	case f.background && f.hidden:
		return errors.New("either --background or --hidden")
	}
	return nil
}

// request is what the window is opened for.
func (f *flags) request() instance.Request {
	return instance.Request{Verb: instance.Show, Screen: instance.Screen(f.screen), Key: instance.Key{Serial: f.key}}
}
