package pkcs11

import "time"

// Option changes how a Driver works.
type Option func(*options)

type options struct {
	eventInterval time.Duration
	listInterval  time.Duration
}

// defaults are measured by what a person notices: a new key shows within a
// second where the library reports events, within two where it does not.
func defaults() options {
	return options{eventInterval: 250 * time.Millisecond, listInterval: 2 * time.Second}
}

// WatchEvery sets how often Watch asks for events and how often it lists the
// slots. A library that takes long to answer is asked less often.
func WatchEvery(event, list time.Duration) Option {
	return func(o *options) { o.eventInterval, o.listInterval = event, list }
}
