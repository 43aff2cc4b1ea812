// Package renew renews the certificates on a key so that nothing can be lost.
//
// A [Renewal] makes a new signing pair on the key beside the old one, has it
// certified over EST (RFC 7030) with the old key as the proof of identity,
// takes the new encryption key into the key, stores both certificates and
// tests both pairs before it calls them active. The old pairs stay where they
// are.
//
// Before each effect the plan for it is written to a journal and synced, and
// each step can be repeated: what is on the key, not what the journal hopes,
// decides what is left to do. So a renewal that was cut off by a pulled key, a
// lost network or a power failure is continued by running it again. One that
// can come to no good end is undone in the same way: that is recorded first,
// and carried on with until nothing of it is left on the key.
//
// A call to a key takes milliseconds and an exchange with a CA a way there and
// back, so the two are made to overlap where the order of effects allows it:
// the connection is made while the key makes the pair, and while the CA
// answers, the key looks at what it will have to know.
//
// One program renews a key at a time ([Journals.Lock]).
//
// The package knows no screen and no driver: it is handed a [token.Session]
// that is logged in already, and reports its way through [Event]s.
package renew
