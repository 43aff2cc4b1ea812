package ui

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// checkContent is step 3: everything once more, and the way to the CA.
func (z *wizard) checkContent() kit.Content {
	p := z.p
	submit := kit.NewButton(p.T("ui.wizard.submit"), kit.Primary, z.submit)
	body := kit.Column(12)
	left, away := z.unanswered(), z.w.model.keyOf(z.app) == nil
	if away {
		body.Add(kit.NewNotice(kit.Warning, p.T("ui.wizard.no-key", "Name", idName(z.app.Token)), p.T("ui.wizard.no-key.next")))
	}
	if left != nil {
		body.Add(kit.NewNotice(kit.Warning, p.T("ui.check.unanswered"), p.T("ui.check.unanswered.next")))
		body.Add(z.remarks(left))
	}
	if !away && left == nil {
		body.Add(kit.NewNotice(kit.Info, p.T("ui.check.intro"), p.T("ui.check.intro.next")))
	}
	body.Add(z.heading(p.T("ui.form.title"), pageForm))
	body.Add(z.formFacts())
	body.Add(z.heading(p.T("ui.scans.title"), pageScans))
	body.Add(z.pictures())
	return kit.Content{
		Title: p.T("ui.check.title"), Body: body, First: submit,
		Side: z.leaveButton(), Buttons: []*kit.Button{z.back(pageScans), submit}, Enter: z.submit,
	}
}

// heading is a part's name, and the way back to change it.
func (z *wizard) heading(name string, to page) fyne.CanvasObject {
	return kit.GrowRow(look.S2, 0, kit.Body(name).Bold(), kit.NewLink(z.p.T("ui.check.change"), func() { z.open(to) }))
}

func (z *wizard) formFacts() fyne.CanvasObject {
	form := z.form.form().Normal()
	var facts []kit.Fact
	for _, field := range inReading {
		value := form.Get(field)
		if value == "" {
			value = z.p.T("ui.check.empty")
		}
		facts = append(facts, kit.Fact{Name: z.p.Field(field), Value: value})
	}
	return kit.Facts(nameWidth, facts...)
}

// checkPicture is a paper's size on the page, of which three stand side by side
// in the smallest window.
var checkPicture = fyne.NewSize(168, 104)

// pictures shows the papers side by side; each opens large.
func (z *wizard) pictures() fyne.CanvasObject {
	row := kit.Row(look.S3)
	for _, kind := range cases.Kinds() {
		scan := z.app.Scans[kind]
		frame := kit.NewPicture(checkPicture, z.w.icons.scan, func() { z.enlarge(kind) })
		z.preview(scan.Path, previewSide, frame.Hang)
		row.Add(kit.AtLeast(checkPicture.AddWidthHeight(0, 44), kit.Column(look.S1, frame,
			kit.Caption(z.p.Kind(kind)).Shortened(), kit.Caption(join(" · ", fileSize(scan.Size), scan.Name)).Shortened())))
	}
	return row
}

// enlarge shows a scan as large as the window allows, to see whether it can be
// read.
func (z *wizard) enlarge(kind cases.Kind) {
	scan, ok := z.app.Scans[kind]
	if !ok {
		return
	}
	d := z.w.stage.NewDialog(wizardWidth).Tall()
	frame := kit.NewPicture(fyne.NewSize(320, 320), z.w.icons.scan, d.Close)
	z.preview(scan.Path, 2000, func(large image.Image) {
		if d.Open() {
			frame.Hang(large)
		}
	})
	done := kit.NewButton(z.p.T("ui.close"), kit.Primary, d.Close)
	d.Present(kit.Content{
		Title: z.p.Kind(kind), Fill: frame, Side: kit.Caption(describeScan(scan)),
		First: done, Buttons: []*kit.Button{done}, Enter: d.Close, Escape: d.Close,
	})
}

// submit checks that nothing is missing, nor left as the staff have found it, and
// has the desk hand the application in.
func (z *wizard) submit() {
	fields, scans := z.app.Flaws()
	if form := z.form.form().Normal(); len(form.Check()) > 0 {
		fields = form.Check()
	}
	switch {
	case len(fields) > 0:
		z.open(pageForm)
		z.form.fail(fields)
	case len(scans) > 0:
		z.open(pageScans)
		z.scans.next()
	case z.unanswered() != nil && !z.asIs:
		z.askAsItIs()
	default:
		z.keep()
		before := z.turn
		newSubmission(z, func(ctx context.Context) {
			if before != nil {
				<-before // what was typed last is on the disk
			}
		}).start()
	}
}
