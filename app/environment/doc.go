// Package environment looks at the computer that the keys are plugged into: its
// system and its folders, the services of its desktop, what hangs on its USB
// ports, which programs are installed. It reads, and writes nothing but a file
// that it deletes again at once.
//
// Start with [Here]. What is found are facts; package app judges them.
package environment
