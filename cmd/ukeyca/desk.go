package main

import (
	"context"
	"fmt"
	"strings"

	"ukey/renew/ca"
)

// deskLines say where the review desk is, which is at a URL with the CA's own
// or another address, and how the first operator is added while there is none.
func deskLines(ctx context.Context, authority *ca.CA, dir, url string) ([]string, error) {
	lines := []string{"Review desk: " + strings.TrimSuffix(url, "/") + ca.DeskPath}
	staff, err := authority.Operators().List(ctx)
	if err != nil {
		return nil, err
	}
	if len(staff) == 0 {
		lines = append(lines, fmt.Sprintf("Nobody can sign in there yet; add somebody with: ukeyca operator add --data %s --name NAME --role admin", dir))
	}
	return lines, nil
}
