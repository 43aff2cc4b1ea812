package main

import "runtime/debug"

// frugal has the garbage collector run more often than a busy program could
// bear. This one rests, and is there all day.
func frugal() { debug.SetGCPercent(25) }
