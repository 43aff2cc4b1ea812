// Package kit is the set of widgets that the screens are built from. They know
// nothing of keys and certificates and hold no words of their own.
//
// Three things set them apart from Fyne's. Text wraps as Chinese and English
// type should, and layouts ask a child how high it is for a width ([Wrapper]),
// so that nothing is cut off and nothing jumps. Everything that can be clicked
// can be reached and pressed by keyboard, Enter included, and shows its focus.
// And keys that a widget has no use for go on to the [Stage], which gives them
// to the dialog on top or to the window.
//
// Like all of Fyne the package is to be used from Fyne's goroutine alone.
package kit
