package ui

// openHelp is 帮助: the article of that ID, or the list of all if it is empty.
func (w *Window) openHelp(string) { w.notYet("home.help") }
