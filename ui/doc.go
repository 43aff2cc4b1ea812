// Package ui is the window: what is on the keys at the left, one certificate
// at the right, and a dialog for each thing that can be done.
//
// [Open] makes it. The package holds no rule of the business: it shows an
// [app.Snapshot] and calls the verbs of a [Desk], and what a person reads
// comes from package words.
//
// Between the snapshot and the widgets stands plain data: model is which thing
// is selected, and the view functions (viewKey, viewCertificate, rows …) say
// what is to be shown. They need no window to be tested.
//
// Files of one thing begin alike: pin… are the dialogs about PINs, renewal… that
// of one renewal and the list 证照更新, wizard… the application for an expired
// certificate, open… what leads to a screen that is a package of its own. The
// window's parts are toolbar, sidebar (with tree), pane (certificate, key, empty),
// tiles and statusbar, put together in frame; window.go and open.go begin it.
//
// Verbs run on goroutines of a work.Worker, never on Fyne's, and come back
// through its Post alone. Whatever else is in this package runs on Fyne's
// goroutine.
package ui
