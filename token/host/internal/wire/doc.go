// Package wire is what a program and its driver host say to each other over a
// pair of pipes: requests that may be cancelled, their answers, and hints in
// between. [Client] is the program's end, [Server] the host's.
//
// A message is one frame of bounded size. Its header and body are gob; PINs
// and other secrets lie behind them in the frame, never inside gob, so that no
// buffer that cannot be wiped ever holds one.
//
// Neither end trusts the other: whatever comes in, it is understood or ends
// the connection. A library that writes wildly into its process may write into
// the pipe as well.
package wire
