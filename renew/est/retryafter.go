package est

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What a Retry-After is held to. A server that says nothing useful is asked
// again after DefaultRetryAfter.
const (
	MinRetryAfter     = 10 * time.Second
	DefaultRetryAfter = 5 * time.Minute
	MaxRetryAfter     = 24 * time.Hour
)

// RetryAfter reads Retry-After (RFC 9110, 10.2.3): seconds, or a date, which
// is compared with the server's own Date where there is one. Negative
// numbers and rubbish count as nothing.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if date, err := http.ParseTime(value); err == nil {
		if server, err := http.ParseTime(header.Get("Date")); err == nil {
			now = server
		}
		wait = date.Sub(now)
	} else if seconds, err := strconv.ParseFloat(value, 64); (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		// A float holds any number of digits, if need be as infinity.
		wait = time.Duration(min(seconds, MaxRetryAfter.Seconds()) * float64(time.Second))
	} else {
		wait = DefaultRetryAfter
	}
	return min(max(wait, MinRetryAfter), MaxRetryAfter)
}
