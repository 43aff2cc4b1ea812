// Package tokentest holds every [token.Driver] to what package token promises.
// A driver's tests call [Run] with a [Rig] that provides keys to play with;
// the same suite runs over a driver in this process and one in another process.
//
// The suite writes to the keys, spends PIN tries, and needs a [Hand] that
// unplugs and spoils them: it is for keys made for it, never for one that
// somebody uses.
package tokentest
