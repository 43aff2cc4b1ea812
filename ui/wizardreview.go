package ui

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// reviewPage is what step 4 remembers between two looks at the case.
type reviewPage struct {
	asking bool
	failed *words.Message // what the last question came to
	// asked is when it was answered, and seen what had happened until then.
	asked time.Time
	seen  int
}

// reviewContent is step 4: what has happened, and when there is more to know.
func (z *wizard) reviewContent() kit.Content {
	p, stage := z.p, z.app.Stage()
	body := kit.Column(look.S3)
	c := kit.Content{Title: p.Stage(stage), Body: body}
	leave := kit.NewButton(p.T("ui.close"), kit.Secondary, z.dialog.Close)
	if stage == app.StageRejected {
		z.addRejection(body)
		again := kit.NewButton(p.T("ui.review.anew"), kit.Primary, z.anew)
		c.First, c.Buttons, c.Enter = again, []*kit.Button{leave, again}, z.anew
	} else {
		body.Add(kit.NewNotice(kit.Working, p.T("ui.review.waiting"), p.StageNext(z.app)))
		inquire := kit.NewButton(p.T("ui.review.ask"), kit.Primary, z.inquire)
		enable(inquire, !z.review.asking)
		c.First, c.Buttons, c.Enter = inquire, []*kit.Button{leave, inquire}, z.inquire
	}
	if z.review.failed != nil {
		body.Add(kit.NewNotice(kit.Warning, z.review.failed.Text, z.review.failed.Next))
	}
	if stage == app.StageReview && z.nothingNew() {
		body.Add(kit.NewNotice(kit.Info, p.T("ui.review.nothing-new", "Time", z.review.asked.Local().Format("15:04")), p.T("ui.review.nothing-new.next")))
	}
	body.Add(kit.Timeline(z.moments()...))
	if stage == app.StageReview {
		body.Add(z.nextLook())
	}
	return c
}

// addRejection says why, and whom to turn to.
func (z *wizard) addRejection(body *fyne.Container) {
	p := z.p
	body.Add(kit.NewNotice(kit.Broken, p.T("ui.review.rejected"), p.T("ui.review.rejected.next")))
	if lines := p.Reasons(z.app.Case.Reasons); len(lines) > 0 {
		reasons := kit.Column(look.S1, kit.Body(p.T("ui.review.reasons")).Bold())
		for _, line := range lines {
			reasons.Add(kit.NewBullet(line))
		}
		body.Add(reasons)
	}
	if o := z.app.Certificate.Issuer.Organization(); o != "" {
		body.Add(kit.Quiet(p.T("ui.review.contact", "Provider", o)).Wrapped())
	}
}

// moments are the case's history, the latest first.
func (z *wizard) moments() []kit.Moment {
	var list []kit.Moment
	history := z.app.Case.History
	for i := len(history) - 1; i >= 0; i-- {
		e := &history[i]
		what := z.p.T("ui.review.event.other")
		if id := "ui.review.event." + string(e.State); z.p.Has(id) {
			what = z.p.T(id)
		}
		who := e.By
		if id := "ui.review.by." + e.By; z.p.Has(id) {
			who = z.p.T(id)
		}
		tone := eventTone(e.State)
		if e.State == cases.Review && i == len(history)-1 {
			tone = kit.Working // it still is
		}
		list = append(list, kit.Moment{
			Tone: tone, What: what, Who: who, Words: e.Note,
			When: e.At.Local().Format("2006-01-02 15:04"),
		})
	}
	return list
}

func eventTone(s cases.State) kit.Tone {
	switch s {
	case cases.NeedMore:
		return kit.Warning
	case cases.Rejected:
		return kit.Broken
	default:
		return kit.Achieved
	}
}

// nextLook says when the CA was asked last and will be asked next.
func (z *wizard) nextLook() fyne.CanvasObject {
	p := z.p
	if z.review.asking {
		return kit.Column(look.S2, kit.Caption(p.T("ui.review.asking")), kit.NewBusy())
	}
	text := p.T("ui.review.heard", "Time", z.clock(z.app.Heard.Local().Format("2006-01-02"), z.app.Heard.Local().Format("15:04")))
	if next := z.app.NextLook; next.After(z.w.opts.Clock()) {
		text = p.T("ui.review.next", "Heard", text, "Time", z.clock(next.Local().Format("2006-01-02"), next.Local().Format("15:04")))
	}
	return kit.Caption(text).Wrapped()
}

// clock is a time of the day, with the day unless that is today.
func (z *wizard) clock(day, minute string) string {
	if day == z.w.opts.Clock().Local().Format("2006-01-02") {
		return minute
	}
	return fmt.Sprint(day, " ", minute)
}

// nothingNew tells whether the person has just asked in vain.
func (z *wizard) nothingNew() bool {
	return !z.review.asked.IsZero() && len(z.app.Case.History) == z.review.seen
}

// inquire asks the CA now.
func (z *wizard) inquire() {
	if z.review.asking {
		return
	}
	seen := len(z.app.Case.History)
	z.review = reviewPage{asking: true}
	z.redraw()
	z.w.follower.ask(z.id, func(err error) {
		z.review = reviewPage{}
		if err != nil {
			m := z.p.Error(err)
			z.review.failed = &m
		} else {
			z.review.asked, z.review.seen = z.w.opts.Clock(), seen
		}
		if z.w.wizard == z && z.page == pageReview {
			z.redraw()
		}
	})
}

// anew begins another application with what the rejected one held.
func (z *wizard) anew() {
	id := z.app.Token
	z.dialog.Close()
	if k := z.w.model.keyOf(z.app); k != nil {
		id = k.ID
	}
	z.w.begin(id, z.app.Holder())
}
