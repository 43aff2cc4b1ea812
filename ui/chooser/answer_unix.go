//go:build unix

package chooser

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// chosen is the first value of an answer with a file. Others are 1, cancelled, and
// 2, ended otherwise, which is what GTK's chooser says of Esc.
const chosen = uint32(0)

// What a chooser that was on the screen can come to.
var (
	errGone    = errors.New("the portal has gone")
	errUnclear = errors.New("the portal's answer makes no sense")
)

// answer waits for what the person does.
func (a *asking) answer(ctx context.Context) (string, error) {
	for {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case signal, on := <-a.signals:
			switch {
			case !on:
				a.over = true
				return "", errGone
			case signal.Name == ownerChanged && signal.Sender == bus && !a.there(signal):
				a.over = true
				return "", errGone
			case signal.Name == response && signal.Sender == a.owner && signal.Path == a.handle:
				a.over = true
				return file(signal.Body)
			}
		}
	}
}

// there tells whether the portal that was asked is the one after a change.
func (a *asking) there(change *dbus.Signal) bool {
	var name, before, now string
	err := dbus.Store(change.Body, &name, &before, &now)
	return err != nil || name != service || before != a.owner
}

// file is what an answer's values say was chosen; empty if nothing was.
func file(values []any) (string, error) {
	var what uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(values, &what, &results); err != nil {
		return "", fmt.Errorf("%w: %w", errUnclear, err)
	}
	if what != chosen {
		return "", nil
	}
	uris, _ := results["uris"].Value().([]string)
	if len(uris) != 1 {
		return "", fmt.Errorf("%w: %d files", errUnclear, len(uris))
	}
	return pathOf(uris[0])
}

// end lets go of the bus, and takes the chooser off the screen if it is there.
func (a *asking) end() {
	if !a.over {
		// The answer is not waited for: the portal may hang.
		a.conn.Object(service, a.handle).Go(request+".Close", dbus.FlagNoReplyExpected, nil)
	}
	_ = a.conn.Close() // nothing is left to be lost
}
