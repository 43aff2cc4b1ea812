package main

import (
	"context"
	"fmt"
)

// renewal counts the HTTP exchanges of a renewal, which is given one PIN.
func (b *bench) renewal(ctx context.Context) (figure, error) {
	before, err := b.Exchanges()
	if err != nil {
		return figure{}, err
	}
	renew := []string{b.Program("ukeyctl"), "--module", b.Module, "renew", "--ca", b.URL, "--ca-root", b.Root, "--yes"}
	if err := b.feed(ctx, pin, renew); err != nil {
		return figure{}, err
	}
	after, err := b.Exchanges()
	if err != nil {
		return figure{}, err
	}
	return figure{"HTTP exchanges of a renewal, which asks for one PIN", fmt.Sprint(after - before), "", "", "6"}, nil
}
