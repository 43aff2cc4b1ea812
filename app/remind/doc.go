// Package remind sees to it that nobody forgets a certificate: it keeps a list
// of all that were ever seen on this computer, and says when a person is to be
// told that one ends, also while its key lies in a drawer.
//
// [Ledger] is the list, [Due] the rule. [Service] brings both together with
// whatever can show a reminder, and runs beside the tray. There is no widget
// here and no word.
//
// The rule goes by days as people count them, in the zone they are in. Nothing
// counts the time that passes: what is due follows from the clock, the ends of
// the certificates and when the person was last told, so that it does not
// matter whether the computer was off, asleep or wrong about the time
// meanwhile.
package remind
