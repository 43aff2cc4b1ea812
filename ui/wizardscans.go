package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"

	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// scansPage is step 2: the papers, a card for each.
type scansPage struct {
	z     *wizard
	cards map[cases.Kind]*scanCard
	hint  *kit.Text // about files that were dropped
}

func newScansPage(z *wizard) *scansPage {
	s := &scansPage{z: z, cards: map[cases.Kind]*scanCard{}, hint: kit.Caption("").Wrapped()}
	for _, kind := range cases.Kinds() {
		s.cards[kind] = newScanCard(s, kind)
	}
	return s
}

func (s *scansPage) content() kit.Content {
	p := s.z.p
	next := kit.NewButton(p.T("ui.wizard.next"), kit.Primary, s.next)
	body := kit.Column(12)
	if notice := s.z.correction(); notice != nil {
		body.Add(notice)
	} else {
		body.Add(kit.Quiet(p.T("ui.scans.intro")).Wrapped())
	}
	var first fyne.Focusable = next
	for i := range cases.Kinds() {
		kind := cases.Kinds()[len(cases.Kinds())-1-i]
		if c := s.cards[kind]; c.wanting() {
			first = c.choose
		}
	}
	for _, kind := range cases.Kinds() {
		s.cards[kind].show()
		body.Add(s.cards[kind].box)
	}
	body.Add(s.hint)
	s.say("")
	return kit.Content{
		Title: p.T("ui.scans.title"), Body: body, First: first,
		Side: s.z.leaveButton(), Buttons: []*kit.Button{s.z.back(pageForm), next}, Enter: s.next,
	}
}

// say shows a hint under the cards.
func (s *scansPage) say(text string) {
	s.hint.Set(text, look.Muted)
	show(s.hint, text != "")
}

// next goes on if all papers are there.
func (s *scansPage) next() {
	_, missing := s.z.app.Flaws()
	for _, kind := range cases.Kinds() {
		c := s.cards[kind]
		if c.busy {
			return // a moment
		}
		if _, is := missing[kind]; is {
			if c.fault == "" {
				c.fail(s.z.p.ScanFlaw(cases.ScanMissing))
			}
			s.z.w.win.Canvas().Focus(c.choose)
			return
		}
	}
	s.z.open(pageCheck)
}

// dropped takes files that were dropped on the window: on the card under the
// pointer, else on those that have none yet.
func (w *Window) dropped(at fyne.Position, files []fyne.URI) {
	if z := w.wizard; z != nil && z.page == pageScans && w.stage.Top() == z.dialog {
		z.scans.dropped(at, files)
	}
}

func (s *scansPage) dropped(at fyne.Position, files []fyne.URI) {
	s.say("")
	if len(files) == 1 {
		for _, c := range s.cards {
			if c.covers(at) {
				c.take(reader(files[0]))
				return
			}
		}
	}
	for _, kind := range cases.Kinds() {
		if len(files) == 0 {
			return
		}
		if c := s.cards[kind]; c.wanting() && !c.busy {
			c.take(reader(files[0]))
			files = files[1:]
		}
	}
	if len(files) > 0 {
		s.say(s.z.p.T("ui.scans.drop-on-card"))
		s.z.dialog.Fit()
	}
}

// pick lets the person choose a picture.
func (s *scansPage) pick(c *scanCard) {
	s.z.w.choose(fileQuestion{
		use: forScan, title: s.z.p.Kind(c.kind),
		patterns: []string{"*.jpg", "*.jpeg", "*.png", "*.gif", "*.bmp"},
		took:     func(path string) { c.take(fileAt(path)) },
	})
}

// saveLetter writes the letter of authority to a file that the person names.
func (s *scansPage) saveLetter() {
	s.z.keep()
	w, p := s.z.w, s.z.p
	w.choose(fileQuestion{
		use: forSaving, title: p.T("ui.scans.letter"), name: p.Kind(cases.Authorisation) + ".pdf",
		took: func(path string) {
			s.z.inTurn(func(ctx context.Context) { s.writeLetter(ctx, path) })
		},
	})
}

func (s *scansPage) writeLetter(ctx context.Context, path string) {
	w := s.z.w
	err := writeTo(path, func(file io.Writer) error { return w.desk.Letter(ctx, s.z.id, file) })
	w.work.Post(func() {
		if err != nil {
			w.saveFailed(err)
			return
		}
		tell(w.stage.NewDialog(narrow), s.z.p, s.z.p.T("ui.saved"),
			kit.Column(look.S3, kit.NewNotice(kit.Achieved, s.z.p.T("ui.scans.letter.saved"), path), kit.Body(s.z.p.T("ui.scans.letter.next")).Wrapped()))
	})
}
