// Package capslock tells how Caps Lock stands, for a hint beside a field that
// hides what is typed. Fyne does not tell. On Linux the X server is asked,
// under Wayland the one that Fyne's window is shown through; on Windows the
// system. Elsewhere nothing is known, which is an answer too.
package capslock
