package token_test

import (
	"errors"
	"testing"
	"time"

	"ukey/token"
)

func TestValidityCountsWholeDays(t *testing.T) {
	day := 24 * time.Hour
	end := time.Date(2026, 12, 19, 15, 59, 59, 0, time.UTC)
	c := token.Certificate{NotBefore: end.Add(-365 * day), NotAfter: end}
	for _, test := range []struct {
		name string
		at   time.Time
		want token.Validity
	}{
		{"before the period", end.Add(-366 * day), token.Validity{Status: token.NotYetValid, DaysLeft: 366}},
		{"its first second", end.Add(-365 * day), token.Validity{Status: token.Valid, DaysLeft: 365}},
		{"a day before the warning", end.Add(-91 * day), token.Validity{Status: token.Valid, DaysLeft: 91}},
		{"the warning begins", end.Add(-91*day + time.Second), token.Validity{Status: token.Expiring, DaysLeft: 90}},
		{"27 days and a bit", end.Add(-27*day - time.Hour), token.Validity{Status: token.Expiring, DaysLeft: 27}},
		{"the last day", end.Add(-time.Hour), token.Validity{Status: token.Expiring, DaysLeft: 0}},
		{"its last second", end, token.Validity{Status: token.Expiring, DaysLeft: 0}},
		{"a second later", end.Add(time.Second), token.Validity{Status: token.Expired, DaysLeft: -1}},
		{"three days later", end.Add(3 * day), token.Validity{Status: token.Expired, DaysLeft: -3}},
		{"three days and a bit later", end.Add(3*day + time.Hour), token.Validity{Status: token.Expired, DaysLeft: -3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := c.Validity(test.at, 90); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	bad := token.Certificate{Err: errors.New("not a certificate")}
	if got := bad.Validity(end, 90); got.Status != token.Unreadable {
		t.Errorf("unreadable certificate: %+v", got)
	}
}
