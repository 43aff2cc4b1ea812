// Package host runs a driver library in a process of its own, so that one that
// crashes or hangs takes nothing else with it.
//
// [New] makes a [Driver], which is a [token.Driver] on this side of a pair of
// pipes; [Serve] is the other side, run by a hidden command of the program
// with any token.Driver that it loads. Package pkcs11 is not linked in here:
// which drivers there are is the programs' business.
//
// # What a library can do to its callers
//
//   - It crashes or exits: every call under way fails with
//     token.ErrDriverCrashed, and so do sessions that were open. The next call
//     starts a fresh process.
//   - It does not return: the process is ended at the deadline, and the calls
//     fail with token.ErrDriverHung. So it is when the library hangs in what
//     the process asks it by itself, to see whether a key has come or gone.
//   - It does so three times with no successful call in between: every call
//     fails with *token.SetAsideError until [Driver.Retry].
//
// After a hang no thread waits for events inside the library any more; see
// [PollOnly].
//
// No call is ever repeated by itself, and so no PIN is.
//
// # What the process gets
//
// The library's path and a deadline as arguments; an environment of few variables (see
// environment.go); standard input and output, which are the pipes, and
// standard error, which is captured; no other files and no port. PINs travel
// over the pipe alone and are wiped on both sides.
//
// The process takes no notice of the signals that end a session. It ends when
// its standard input does, whatever becomes of the program that started it and
// whatever the library is at; but a change of the token that is under way it
// lets the library finish, within the deadline. On Windows it also ends with
// the program, by a job object, and at once.
package host
