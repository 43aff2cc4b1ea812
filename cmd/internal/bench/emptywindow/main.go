// Command emptywindow opens a window with nothing in it: what Fyne itself
// needs to put one on the screen, beside which the bench sets ours.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("org.ukeymanager.emptywindow").NewWindow("empty")
	w.SetContent(widget.NewLabel(""))
	w.Resize(fyne.NewSize(1000, 660))
	w.ShowAndRun()
}
