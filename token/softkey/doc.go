// Package softkey is a key for tests and demonstrations: a throw-away SoftHSM
// store in a folder, behind a PKCS#11 module of this package that can be
// pulled out, locked, filled, slowed down or broken on demand.
//
// Start with [New], then [Store.AddOrganisation], or [Store.AddToken] and
// [Token.AddPair]; then load [Store.Module] with any program that speaks
// PKCS#11. The module finds its store by the folder it lies in, so it needs no
// environment and no configuration, and several stores can be open in one
// process.
//
// It is steered by small files, which the module reads anew at every call:
// tests, the programs under test and a person with a shell can all pull the
// same key.
//
//	softhsm2.conf, tokens/   SoftHSM's own
//	softkey.so               the module, with its own libsofthsm2.so beside it
//	control/
//	    latency              microseconds that every call takes longer
//	    no-events            C_WaitForSlotEvent is as poor as SoftHSM's
//	    selfish-wait         nothing else is answered while a thread waits for an event
//	    watchful             moves are noticed at every call
//	    calls                the names of all calls so far, one a line
//	    sessions/PID         how many sessions a process has open
//	    faults/NAME          "CALL NTH fail|pulled|lost|replug|crash|kill|hang CODE"
//	    SERIAL/              levers of one token
//	        moves            how often it was pulled or plugged; odd: it is out
//	        tries, wrong     PIN tries allowed, and spent
//	        puk-tries, puk-wrong
//	                         the same of the PUK
//	        unblock-refused  C_InitPIN is not supported
//	        pin-min, pin-max PIN lengths in bytes
//	        free-memory      bytes left for objects, as it tells
//	        slot             its slot number
//	        pin-pad          it has one; two lines, what a person types on it
//	        pin-to-be-changed, write-protected, full, padded-with-nul, slot-moves
//
// A token that is pulled out behaves as drivers of real keys do: until the
// application asks for the slot list, sessions open and operations begin as
// if nothing had happened, and what reaches the device answers
// CKR_DEVICE_REMOVED. From then on the old sessions are invalid, the token is
// gone, and once it is plugged in again a new session is a public one.
//
// The package needs Linux, gcc and SoftHSM; elsewhere [New] says so.
package softkey
