// Package environment is 环境检测: everything that a key needs to work, looked
// at line by line, with what is wrong, why, and what can be done, by a button
// where the program can do it.
//
// [Open] shows it. What was found so far is kept as plain data (findings), of
// which view makes what the screen says; the widgets are drawn from that. Each
// line shows its result as soon as it is known. When the screen is closed, what
// is still being looked at is cut off.
package environment
