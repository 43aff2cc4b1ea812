package main

import (
	"testing"

	"ukey/app"
	"ukey/token"
)

func with(change func(*app.Certificate)) app.Certificate {
	c := signing()
	change(&c)
	return c
}

func TestCheckCountsWhatSomebodyHasToActOn(t *testing.T) {
	expired := func(c *app.Certificate) { c.Status, c.DaysLeft = token.Expired, -3 }
	valid := func(c *app.Certificate) { c.Status, c.DaysLeft = token.Valid, 300 }
	tests := []struct {
		name  string
		certs []app.Certificate
		due   int
		exit  int
	}{
		{"no certificate", nil, 0, 0},
		{"valid", []app.Certificate{with(valid)}, 0, 0},
		{"expiring", []app.Certificate{signing(), with(valid)}, 1, 10},
		{"expired wins over expiring", []app.Certificate{with(expired), signing()}, 2, 11},
		{"whichever comes first", []app.Certificate{signing(), with(expired)}, 2, 11},
		{"superseded does not count", []app.Certificate{with(func(c *app.Certificate) { expired(c); c.Superseded = true })}, 0, 0},
		{"a CA's does not count", []app.Certificate{with(func(c *app.Certificate) { expired(c); c.IsCA = true })}, 0, 0},
		{"unreadable does not count", []app.Certificate{garbage()}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, exit := dueCertificates(&app.Snapshot{Keys: []app.Key{keyWith(tt.certs...)}})
			if len(due) != tt.due || exit != tt.exit {
				t.Errorf("%d due, exit %d; want %d, %d", len(due), exit, tt.due, tt.exit)
			}
		})
	}
}
