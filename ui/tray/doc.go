// Package tray is the icon in the tray: how the keys stand at a glance, and a
// menu that leads to the window.
//
// [NewView] says what is to be seen, as plain data; [Run] puts it on the
// screen. It uses the library that Fyne's own tray is made of, and nothing of
// Fyne: the program that stays all day opens no window and links no OpenGL.
package tray
