// Package tokentest holds every [token.Driver] to what package token promises.
// A driver's tests call [Run] with a [Rig] that provides keys to play with;
// the same suite runs over a driver in this process, one in another process,
// and a real key that its owner has set aside.
//
// The suite writes to the keys and spends PIN tries.
package tokentest
