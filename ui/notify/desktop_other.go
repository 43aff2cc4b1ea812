//go:build !unix && !windows

package notify

import "context"

// nobody shows nothing.
type nobody struct{}

// Open returns a desktop without a service.
func Open(Config) Desktop { return nobody{} }

func (nobody) Show(context.Context, Message) error    { return ErrNoService }
func (nobody) Withdraw(context.Context, string) error { return nil }
func (nobody) Close() error                           { return nil }
