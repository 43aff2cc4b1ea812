// Package notify shows notifications on the person's desktop, outside any
// window: those that a certificate ends.
//
// [Open] gives the desktop's own service, which is spoken to directly: on Unix
// by D-Bus (the Desktop Notifications Specification 1.2), on Windows by the
// shell's interface for icons. No text ever passes through a shell, a script or
// a template, since certificates hold what strangers wrote. [Reminders] makes
// notifications of the reminders of package remind.
//
// The package draws nothing itself and does without the toolkit of the window,
// so that it can stay in memory all day.
package notify
