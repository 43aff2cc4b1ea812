package ui

import (
	"context"
	"math"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// codePage asks for the code that the CA has sent, and counts down how long it
// is good and until when no other is to be had.
type codePage struct {
	d      *renewalDialog
	q      app.CodeQuestion
	entry  *kit.Entry
	field  *kit.Field
	life   *kit.Text // how long the code is good
	demo   *kit.Text // the message itself, where there is no phone; else empty
	resend *kit.Button
	answer func(app.CodeReply, error)
}

// showCode asks for the code.
func (d *renewalDialog) showCode(q app.CodeQuestion, answer func(app.CodeReply, error)) {
	p := d.p
	c := &codePage{d: d, q: q, answer: answer, entry: kit.NewEntry(), life: kit.Caption(""), demo: kit.Caption("").In(look.AccentText).Wrapped()}
	c.field = kit.NewField(p.T("ui.code.enter"), c.life, c.entry, d.dialog.Fit)
	c.entry.OnSubmitted = func(string) { c.send() }
	c.entry.OnChanged = func(text string) {
		if text != "" {
			c.field.Fail("")
		}
	}
	c.resend = kit.NewButton(p.T("ui.code.again"), kit.Plain, func() { c.reply(app.CodeReply{Again: true}, nil) })
	no := func() { c.reply(app.CodeReply{}, app.ErrCancelled) }
	c.count()
	body := kit.Column(look.S3, d.card(),
		kit.NewNotice(kit.Info, p.T("ui.code.sent", "Phone", q.SentTo), p.T("ui.code.sent.next")), c.field.Box)
	if c.demo.Text() != "" {
		body.Add(c.demo)
	}
	d.dialog.Present(kit.Content{
		Title: p.T("ui.code"), Article: "sms-code", Body: body,
		First: c.entry, Side: c.resend,
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.cancel"), kit.Secondary, no),
			kit.NewButton(p.T("ui.ok"), kit.Primary, c.send),
		},
		Enter: c.send, Escape: no,
	})
	if q.Err != nil {
		c.field.Fail(p.Error(q.Err).Line())
	}
	d.stopClock = d.w.work.Start(func(ctx context.Context) {
		second := time.NewTicker(time.Second)
		defer second.Stop()
		for {
			select {
			case <-second.C:
				d.w.work.Post(func() {
					if ctx.Err() == nil {
						c.count()
					}
				})
			case <-ctx.Done():
				return
			}
		}
	})
}

func (c *codePage) send() {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, c.entry.Text)
	if code == "" {
		c.field.Fail(c.d.p.T("ui.code.missing"))
		return
	}
	c.reply(app.CodeReply{Code: code}, nil)
}

func (c *codePage) reply(reply app.CodeReply, err error) {
	c.entry.SetText("")
	c.answer(reply, err)
}

// count shows the time that is left.
func (c *codePage) count() {
	p, now := c.d.p, c.d.w.opts.Clock()
	wait := c.q.ResendAfter.Sub(now)
	if wait > 0 {
		c.resend.Set(p.N("ui.code.again.wait", int(math.Ceil(wait.Seconds()))), kit.Plain)
	} else {
		c.resend.Set(p.T("ui.code.again"), kit.Plain)
	}
	enable(c.resend, wait <= 0)
	if demo := c.d.w.opts.Demo; demo != nil && demo.Message != nil {
		c.demo.Set(p.T("ui.code.demo", "Message", demo.Message()), look.AccentText)
	}
	switch left := c.q.Expires.Sub(now); {
	case c.q.Expires.IsZero(): // of a code before, of which no more is known
	case left <= 0:
		c.life.Set(p.T("ui.code.expired"), theme.ColorNameWarning)
	default:
		c.life.Set(p.N("ui.code.minutes", int(math.Ceil(left.Minutes()))), look.Muted)
	}
}
