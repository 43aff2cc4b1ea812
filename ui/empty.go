package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ukey/app"
	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// emptyView is a screen with nothing on it, and why.
type emptyView struct {
	drawing        assets.IconName
	sentence, next string
	// act is what a person is offered to do.
	act urge
	// problems are the drivers that failed, one of which may hide the key.
	problems []problemView
}

// problemView is one driver's trouble.
type problemView struct {
	driver, sentence, next, detail string
	retry                          bool // the driver can be tried again
}

// readingView is the screen before the first snapshot.
type readingView struct{}

// viewNothing says why there is no key to be shown: the selected one has been
// pulled out, there is none, or no driver that could tell.
func viewNothing(p *words.Printer, m *model) emptyView {
	if name, gone := m.gone(); gone {
		return emptyView{
			drawing: assets.IconKeyEmptySlot, act: urgeRefresh,
			sentence: p.T("ui.gone", "Name", name), next: p.T("ui.gone.next"), problems: viewProblems(p, m.snapshot),
		}
	}
	message := p.Error(&app.NoTokenError{NoDriver: m.snapshot.NoDriver()})
	v := emptyView{
		drawing: assets.IconKeyEmptySlot, act: urgeCheck,
		sentence: message.Text, next: message.Next, problems: viewProblems(p, m.snapshot),
	}
	switch {
	case m.snapshot.NoDriver():
		v.drawing = assets.IconNoDriver
	case m.snapshot.NoDriverWorks():
		v.drawing, v.sentence, v.next = assets.IconNoDriver, p.T("ui.no-driver-works"), ""
	}
	return v
}

func viewProblems(p *words.Printer, s *app.Snapshot) []problemView {
	var list []problemView
	for _, x := range s.Problems {
		m := p.Error(x.Err)
		list = append(list, problemView{driver: x.Driver, sentence: m.Text, next: m.Next, detail: m.Detail, retry: retryable(x.Err)})
	}
	return list
}

// drawEmpty is a drawing, a sentence, and what to do.
func drawEmpty(w *Window, v emptyView) fyne.CanvasObject {
	content, picture := drawn(v.drawing, v.sentence, v.next)
	if len(v.problems) > 0 {
		content.Add(kit.Gap(0, look.S1))
		content.Add(problemList(w, v.problems))
	}
	content.Add(kit.Gap(0, look.S2))
	label, act := w.words.T("home.environment"), w.openEnvironment
	if v.act == urgeRefresh {
		label, act = w.words.T("ui.refresh"), w.refresh
	}
	content.Add(kit.Middle(look.Enlarged(160), kit.NewButton(label, kit.Primary, act)))
	page, _ := kit.Page(kit.Pad(look.S3, kit.Middle(look.Enlarged(440), content)))
	return kit.Yield(picture, page)
}

// drawn is a large drawing with a sentence and the next step under it; it also
// returns the drawing.
func drawn(drawing assets.IconName, sentence, next string) (content *fyne.Container, picture *canvas.Raster) {
	size := fyne.NewSize(240, 160)
	picture = kit.NewDrawing(icon(drawing), size)
	content = kit.Column(look.S2, kit.Middle(size.Width, picture), kit.Strong(sentence).Centred().Wrapped())
	if next != "" {
		content.Add(kit.Quiet(next).Centred().Wrapped())
	}
	return content, picture
}

// problemList draws each driver's trouble as a notice.
func problemList(w *Window, problems []problemView) fyne.CanvasObject {
	list := kit.Column(look.S2)
	for _, x := range problems {
		list.Add(problemNotice(w, x, func() {}))
	}
	return list
}

// drawReading is shown until the first snapshot is there.
func drawReading(w *Window) fyne.CanvasObject {
	return kit.Middle(320, kit.Column(look.S3,
		kit.Strong(w.words.T("ui.reading")).Centred(),
		kit.NewBusy(),
		kit.Quiet(w.words.T("ui.reading.next")).Centred().Wrapped()))
}
