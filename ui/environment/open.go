package environment

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
)

// Desk is what the screen asks for; *app.App is one.
type Desk interface {
	Doctor(ctx context.Context, e app.Examination) *app.Report
	Fix(ctx context.Context, f app.Fix) error
}

// Options are what else the screen is told.
type Options struct {
	// Scale is that of the window's screen in percent, 0 if it is not known.
	Scale int
	// Version is the program's, for the report.
	Version string
	// Settings opens a page of the settings, one of package app's Page
	// constants, after this screen has been closed. Without it there is no
	// button for it.
	Settings func(page string)
}

// width is that of the dialog.
const width float32 = 780

// check is the screen while it is open.
type check struct {
	host screen.Host
	desk Desk
	opts Options

	dialog *kit.Dialog
	found  *findings
	at     time.Time // when it was looked at last
	// run numbers the examinations, runs says which one a layer waits for:
	// what an older one tells is out of date.
	run  int
	runs map[app.Layer]int
	stop []context.CancelFunc

	list  *list
	again *kit.Button
	keep  []*kit.Button // to copy and to save the report
}

// Open shows the screen over the window and begins to look.
func Open(host screen.Host, desk Desk, opts Options) {
	c := &check{host: host, desk: desk, opts: opts, found: newFindings(), runs: map[app.Layer]int{}}
	p := host.Words
	c.dialog = host.Stage.NewDialog(width).Tall().About("environment")
	c.dialog.OnClose = func() {
		for _, stop := range c.stop {
			stop()
		}
	}
	c.again = kit.NewButton(p.T("environment.again"), kit.Primary, func() { c.examine(nil) })
	c.keep = []*kit.Button{
		kit.NewButton(p.T("environment.copy"), kit.Plain, c.copyReport),
		kit.NewButton(p.T("environment.save"), kit.Plain, c.askWhere),
	}
	done := kit.NewButton(p.T("environment.close"), kit.Secondary, c.dialog.Close)
	c.list = newList(c)
	c.begin(app.Layers())
	c.show()
	c.dialog.Present(kit.Content{
		Title: p.T("environment.title"), Fill: c.list.content,
		Side: kit.Inset(0, 0, 0, -look.S2, kit.Row(0, c.keep[0], c.keep[1])), Buttons: []*kit.Button{done, c.again},
		First: done, Enter: c.again.Press, Escape: c.dialog.Close,
	})
	c.start(nil)
}

// examine looks at some layers again, or at all of them.
func (c *check) examine(layers []app.Layer) {
	if layers == nil {
		c.found = newFindings()
		layers = app.Layers()
	}
	c.begin(layers)
	c.show()
	c.start(layers)
}

// begin marks what is about to be looked at.
func (c *check) begin(layers []app.Layer) {
	c.run++
	c.at = c.host.Clock()
	for _, l := range layers {
		c.found.waiting[l] = true
		c.runs[l] = c.run
	}
}

// start has the layers looked at, all if there are none, and shows each as it
// is told.
func (c *check) start(layers []app.Layer) {
	run := c.run
	c.stop = append(c.stop, c.host.Work.Start(func(ctx context.Context) {
		var in inbox
		c.desk.Doctor(ctx, app.Examination{
			Layers: layers, Scale: c.opts.Scale,
			Told: func(l app.Layer, checks []app.Check) {
				if in.put(l, checks) {
					c.host.Work.Post(func() { c.told(run, in.take()) })
				}
			},
		})
	}))
}

// told takes in what an examination has found.
func (c *check) told(run int, news map[app.Layer][]app.Check) {
	if !c.dialog.Open() {
		return
	}
	for l, checks := range news {
		if c.runs[l] == run {
			delete(c.found.waiting, l)
			c.found.checks[l] = checks
		}
	}
	c.show()
}

// inbox collects what is told until the screen comes to it: to draw anew for
// each line, when most are told within a few milliseconds, would keep a slow
// screen busy. It may be used from any goroutine.
type inbox struct {
	mu   sync.Mutex
	news map[app.Layer][]app.Check
}

// put adds to it and tells whether somebody has to be sent to take it out.
func (in *inbox) put(l app.Layer, checks []app.Check) (first bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if first = in.news == nil; first {
		in.news = map[app.Layer][]app.Check{}
	}
	in.news[l] = checks
	return first
}

func (in *inbox) take() map[app.Layer][]app.Check {
	in.mu.Lock()
	defer in.mu.Unlock()
	news := in.news
	in.news = nil
	return news
}

// show brings to the screen what is known.
func (c *check) show() {
	v := c.view()
	c.list.show(v)
	for _, b := range append([]*kit.Button{c.again}, c.keep...) {
		enable(b, !v.busy)
	}
	if c.dialog.Open() {
		c.dialog.Fit()
	}
}

func enable(o fyne.Disableable, on bool) {
	if on {
		o.Enable()
	} else {
		o.Disable()
	}
}
