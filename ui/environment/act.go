package environment

import (
	"context"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/report"
)

func (c *check) view() view { return describe(c.host.Words, c.found, c.at) }

// detail shows or hides what support wants to know of a line.
func (c *check) detail(l app.Layer) {
	c.found.detailed[l] = !c.found.detailed[l]
	c.show()
}

// fix does what a button says.
func (c *check) fix(l app.Layer, f app.Fix) {
	switch {
	case f.Kind == app.FixSettings:
		c.dialog.Close()
		c.opts.Settings(f.Target)
	case f.Kind == app.FixDownload:
		c.host.Browse(f.Target)
	case f.Automatic() && c.found.fixing == nil:
		c.carryOut(l, f)
	}
}

// carryOut has the fix done and, if that went well, looks whether it has
// helped.
func (c *check) carryOut(l app.Layer, f app.Fix) {
	c.found.fixing = &f
	delete(c.found.trouble, f)
	c.show()
	c.stop = append(c.stop, c.host.Work.Start(func(ctx context.Context) {
		err := c.desk.Fix(ctx, f)
		c.host.Work.Post(func() {
			if !c.dialog.Open() {
				return
			}
			c.found.fixing = nil
			if err != nil {
				c.found.trouble[f] = err
				c.show()
				return
			}
			c.examine(together(l))
		})
	}))
}

// report is what was found, as it may leave the computer.
func (c *check) report() *app.Report {
	return &app.Report{At: c.at, Checks: c.found.report()}
}

func (c *check) text() string {
	r := c.report()
	return r.Masker().Text(report.Headed(c.host.Words, r, c.opts.Version))
}

func (c *check) json() []byte {
	r := c.report()
	return report.New(c.host.Words, r, c.opts.Version).Masked(r.Masker()).JSON()
}

func (c *check) copyReport() { c.host.Copy(c.host.Words.T("environment.report"), c.text()) }

// askWhere asks in which form the report is to be saved, and then where.
func (c *check) askWhere() {
	p := c.host.Words
	d := c.host.Stage.NewDialog(narrow)
	name := "ukey-" + c.report().At.Local().Format("20060102-1504")
	save := func(ending string, data []byte) {
		d.Close()
		c.host.Save(p.T("environment.save"), name+ending, data)
	}
	asText := kit.NewButton(p.T("environment.save.text"), kit.Primary, func() { save(".txt", []byte(c.text())) })
	d.Present(kit.Content{
		Title: p.T("environment.save"),
		Body:  kit.NewNotice(kit.Info, p.T("environment.save.masked"), p.T("environment.save.forms")),
		Buttons: []*kit.Button{
			kit.NewButton(p.T("environment.cancel"), kit.Secondary, d.Close),
			kit.NewButton(p.T("environment.save.json"), kit.Secondary, func() { save(".json", c.json()) }),
			asText,
		},
		First: asText, Enter: asText.Press, Escape: d.Close,
	})
}

// narrow is the width of the question.
const narrow float32 = 480
