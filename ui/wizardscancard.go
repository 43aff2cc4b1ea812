package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// scanCard is one of the papers: a small picture, what file it is, whether it
// can be sent, and what can be done with it.
type scanCard struct {
	s    *scansPage
	kind cases.Kind
	box  *fyne.Container

	picture                *kit.Picture
	file, state            *kit.Text
	mark                   *kit.Icon
	work                   *fyne.Container // a line that moves
	choose, remove, shrink *kit.Button

	busy  bool
	fault string // about the file that was chosen last
	// tooLarge is a picture that can be made smaller, and its name.
	tooLarge     []byte
	tooLargeName string
	// pictured is the path of the scan that is shown small.
	pictured string
}

// previewSide is how many pixels a small picture has, enough for screens of
// twice the density.
const previewSide = 288

// leastWords is the width that what is said of a paper has at least.
const leastWords float32 = 180

var previewSize = fyne.NewSize(104, 78)

func newScanCard(s *scansPage, kind cases.Kind) *scanCard {
	p := s.z.p
	c := &scanCard{s: s, kind: kind, file: kit.Caption("").Shortened(), state: kit.Caption("").Wrapped(), mark: kit.NewMark(kit.Neutral, 14)}
	c.picture = kit.NewPicture(previewSize, s.z.w.icons.scan, func() { s.z.enlarge(kind) })
	c.choose = kit.NewButton("", kit.Secondary, func() { s.pick(c) })
	c.remove = kit.NewButton(p.T("ui.scans.remove"), kit.Plain, c.detach)
	c.shrink = kit.NewButton(p.T("ui.scans.shrink"), kit.Secondary, c.makeSmaller)
	c.work = kit.Column(0, kit.NewBusy())
	name := kit.Row(look.S1, kit.Body(p.Kind(kind)).Bold(), kit.Body("*").In(theme.ColorNameError))
	if kind == cases.Authorisation {
		name.Add(kit.NewLink(p.T("ui.scans.letter"), s.saveLetter))
	}
	words := kit.Column(look.S1, name, c.file, kit.TopRow(6, 1, kit.Inset(1, 0, 0, 0, c.mark), c.state), c.work)
	acts := kit.Row(look.S2, c.remove, c.shrink, c.choose)
	c.box = kit.Layers(kit.NewBox(look.Raised, theme.ColorNameSeparator),
		kit.Pad(look.S2, kit.GrowRow(look.S3, 1, c.picture, kit.GiveWay(look.S3, look.Enlarged(leastWords), words, acts))))
	return c
}

// scan is what is attached, if anything.
func (c *scanCard) scan() (app.Attachment, bool) {
	a, ok := c.s.z.app.Scans[c.kind]
	return a, ok
}

// wanting tells whether the paper is missing or has to be replaced.
func (c *scanCard) wanting() bool {
	_, there := c.scan()
	return !there || c.reason() != ""
}

// reason is what the CA's staff say about the scan that they have. It does not
// concern one that has taken its place.
func (c *scanCard) reason() string {
	z := c.s.z
	if r := z.reasons(); r != nil && !z.replaced(c.kind) {
		return r.Documents[c.kind]
	}
	return ""
}

// replaced tells whether a scan is another one than the CA has.
func (z *wizard) replaced(kind cases.Kind) bool {
	mine, ok := z.app.Scans[kind]
	return ok && mine.SHA256 != z.app.Case.Documents[kind].SHA256
}

// show brings the card up to date.
func (c *scanCard) show() {
	p := c.s.z.p
	scan, there := c.scan()
	label, file := "ui.scans.choose", p.T("ui.scans.none")
	if there {
		label, file = "ui.scans.replace", describeScan(scan)
	}
	c.choose.Set(p.T(label), kit.Secondary)
	c.file.Set(file, look.Muted)
	show(c.work, c.busy)
	show(c.shrink, c.tooLarge != nil && !c.busy)
	show(c.remove, there && c.tooLarge == nil && !c.busy)
	enable(c.choose, !c.busy)
	c.showState(there)
	c.showPicture(scan, there)
	c.s.z.dialog.Fit()
}

func (c *scanCard) showState(there bool) {
	p := c.s.z.p
	var tone kit.Tone
	var text string
	switch {
	case c.busy:
		tone, text = kit.Working, p.T("ui.scans.reading")
	case c.fault != "":
		tone, text = kit.Broken, c.fault
	case c.reason() != "":
		tone, text = kit.Broken, c.s.z.remark(c.reason())
	case there:
		tone, text = kit.Achieved, p.T("ui.scans.fine")
	default:
		tone, text = kit.Past, p.T("ui.scans.want."+string(c.kind))
	}
	c.mark.Set(kit.MarkOf(tone))
	c.state.Set(text, tone.Colour())
}

// showPicture draws the scan small, which takes a while to read.
func (c *scanCard) showPicture(scan app.Attachment, there bool) {
	if !there {
		c.pictured = ""
		c.picture.Hang(nil)
		return
	}
	if scan.Path == c.pictured {
		return
	}
	c.pictured = scan.Path
	c.s.z.preview(scan.Path, previewSide, func(small image.Image) {
		if c.pictured == scan.Path {
			c.picture.Hang(small)
		}
	})
}

// fail says what is wrong with the file that was chosen.
func (c *scanCard) fail(sentence string) {
	c.fault = sentence
	c.show()
}

// covers tells whether a place in the window is on the card.
func (c *scanCard) covers(at fyne.Position) bool {
	from, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.box), c.box.Size()
	return at.X >= from.X && at.Y >= from.Y && at.X < from.X+size.Width && at.Y < from.Y+size.Height
}
