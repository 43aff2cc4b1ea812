// Package look holds the program's appearance: two palettes, one scale of
// sizes, the bundled fonts. [Theme] gives them to Fyne; the names that Fyne
// does not know are looked up in the same way, with theme.Color and
// theme.Size.
package look
