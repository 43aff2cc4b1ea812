package pkcs11

import "time"

// Option changes how a Driver works.
type Option func(*options)

type options struct {
	eventInterval time.Duration
	listInterval  time.Duration
	blocking      bool
	pollLimit     time.Duration
}

// defaults are measured by what a person notices: a new key shows within 0.3 s
// where the library reports events, within 2.5 s where it does not.
func defaults() options {
	return options{eventInterval: 200 * time.Millisecond, listInterval: 2 * time.Second}
}

// WatchEvery sets how often Watch asks for events and how often it lists the
// slots. A library that takes long to answer is asked less often.
func WatchEvery(event, list time.Duration) Option {
	return func(o *options) { o.eventInterval, o.listInterval = event, list }
}

// Blocking lets Watch wait inside C_WaitForSlotEvent, so that an event is
// known at once and nothing runs meanwhile. It is for a process that has no
// other purpose than the library: once Watch has begun, Refresh does nothing
// and Close does not finalise the library, since one that is finalised under
// a waiting thread may hang. The process is to be ended instead.
func Blocking() Option {
	return func(o *options) { o.blocking = true }
}

// PollLimit has Watch end with token.ErrDriverHung when the library takes longer
// over a question that Watch itself asks, which no caller waits for and no
// other deadline ends. C_WaitForSlotEvent may wait for ever all the same. It is
// for a process that has no other purpose than the library: the thread stays
// in the library, and the process is to be ended.
func PollLimit(limit time.Duration) Option {
	return func(o *options) { o.pollLimit = limit }
}
