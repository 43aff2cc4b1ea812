package durable

import (
	"time"

	"github.com/natefinch/atomic"
)

// Swap puts a file in the place of another one, which may not be there, whole or
// not at all. Windows refuses that while somebody has one of them open: what
// looks for viruses does for a moment, and is waited for.
func Swap(source, destination string) error {
	return patiently(occupied, func() error { return atomic.ReplaceFile(source, destination) })
}

// How long others are waited for, and how long they are left alone at most.
const (
	patience = 2 * time.Second
	pause    = 200 * time.Millisecond
)

// patiently does something again as long as its error says that somebody is in
// the way.
func patiently(occupied func(error) bool, do func() error) error {
	end := time.Now().Add(patience)
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, pause) {
		err := do()
		if err == nil || !occupied(err) || time.Now().After(end) {
			return err
		}
		<-time.After(wait)
	}
}
