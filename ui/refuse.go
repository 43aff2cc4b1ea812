package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// refusalSize holds a sentence, the next step, and some lines for support; more
// of them scroll.
var refusalSize = fyne.NewSize(560, 300)

// Refuse says in a window of its own why the program's window cannot be opened,
// and returns when the person has closed it or ctx ends: whoever clicks an icon
// sees nothing of what is written to a terminal.
func Refuse(ctx context.Context, fyneApp fyne.App, p *words.Printer, err error) {
	fyneApp.Settings().SetTheme(look.New(""))
	win := newRefusal(fyneApp, p, err)
	fyneApp.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(fyneApp.Quit) })
	})
	win.ShowAndRun()
}

func newRefusal(fyneApp fyne.App, p *words.Printer, err error) fyne.Window {
	win := fyneApp.NewWindow(assets.AppName)
	win.SetTitle(p.T("ui.title"))
	win.SetPadded(false)
	m := p.Error(err)
	detail := forSupport(p, m.Detail)
	body, _ := kit.Page(kit.Inset(look.S4, look.S4, look.S2, look.S4, kit.Column(look.S3,
		kit.Strong(p.T("ui.refused")).Wrapped(),
		kit.NewNotice(kit.Broken, m.Text, m.Next),
		detail)))
	toSupport := kit.NewButton(p.T("ui.details.copy-all"), kit.Secondary, func() {
		fyneApp.Clipboard().SetContent(strings.Join([]string{p.T("ui.refused"), m.Text, detail.Text()}, "\n"))
	})
	done := kit.NewButton(p.T("ui.close"), kit.Primary, win.Close)
	footer := kit.Inset(look.S2, look.S4, look.S4, look.S4,
		kit.GrowRow(look.S2, 0, kit.Gap(0, 0), toSupport, done))
	win.SetContent(kit.Layers(kit.NewSurface(theme.ColorNameBackground), kit.Between(kit.Gap(0, 0), body, footer)))
	stage := kit.NewStage(win.Canvas(), func(event *fyne.KeyEvent) {
		if event.Name == fyne.KeyEscape {
			win.Close()
		}
	})
	stage.Focus(done)
	win.Resize(refusalSize)
	return win
}
