package environment

import (
	"slices"
	"time"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/report"
	"ukey/ui/words"
)

// view is what the screen says.
type view struct {
	tone            kit.Tone
	headline, under string
	busy            bool
	groups          []groupView
}

type groupView struct {
	title string
	rows  []rowView
}

// rowView is a line with what stands under it while it is open.
type rowView struct {
	layer app.Layer
	title string
	tone  kit.Tone
	note  string // a sentence on the line, while it is closed
	word  string // the result
	open  bool
	items []itemView
}

// itemView is one check.
type itemView struct {
	layer      app.Layer
	tone       kit.Tone
	text, next string
	commands   []string // for an administrator
	fixes      []fixView
	article    string // of the help; empty for none
	detail     string // for support; empty for none
	detailed   bool   // it is shown
	again      bool   // a button offers to look once more
	trouble    words.Message
}

// fixView is a button.
type fixView struct {
	fix     app.Fix
	label   string
	working bool // it is being carried out
	off     bool // something is
}

// toneOf is how a result looks.
func toneOf(r app.Result) kit.Tone {
	switch r {
	case app.ResultOK:
		return kit.Achieved
	case app.ResultInfo:
		return kit.Info
	case app.ResultWarning:
		return kit.Warning
	case app.ResultFailed:
		return kit.Broken
	default:
		return kit.Past
	}
}

// describe makes the view of what is known. at is when it was looked at last.
func describe(p *words.Printer, f *findings, at time.Time) view {
	var v view
	counts := map[app.Result]int{}
	done, all := 0, 0
	for _, g := range groups() {
		group := groupView{title: p.T("environment.group." + g.name)}
		for _, l := range g.layers {
			if !f.waiting[l] && len(f.checks[l]) == 0 {
				continue // not to be looked at on this computer
			}
			group.rows = append(group.rows, row(p, f, l))
			all++
			if !f.waiting[l] {
				done++
				counts[f.result(l)]++
			}
		}
		if len(group.rows) > 0 {
			v.groups = append(v.groups, group)
		}
	}
	v.busy = done < all
	failed, warned := counts[app.ResultFailed], counts[app.ResultWarning]
	switch {
	case v.busy:
		v.tone, v.headline, v.under = kit.Working, p.T("environment.running", "Done", done, "All", all), p.T("environment.running.under")
		return v
	case failed > 0:
		v.tone, v.headline = kit.Broken, p.N("environment.failed", failed)
		if warned > 0 {
			v.headline += p.N("environment.and-warning", warned)
		}
	case warned > 0:
		v.tone, v.headline = kit.Warning, p.N("environment.warning", warned)
	default:
		v.tone, v.headline = kit.Achieved, p.T("environment.ok")
	}
	v.under = p.N("environment.under", all, "When", at.Local().Format("2006-01-02 15:04"))
	return v
}

func row(p *words.Printer, f *findings, l app.Layer) rowView {
	r := rowView{layer: l, title: p.Layer(l)}
	if f.waiting[l] {
		r.tone, r.word = kit.Working, p.T("environment.waiting")
		return r
	}
	result := f.result(l)
	r.tone, r.word, r.open = toneOf(result), p.Result(result), f.open(l)
	checks := f.checks[l]
	if !r.open {
		r.note = report.Sentence(p, &checks[0])
		if len(checks) > 1 {
			r.note = p.N("environment.several", len(checks))
		}
		return r
	}
	for i := range checks {
		r.items = append(r.items, item(p, f, &checks[i]))
	}
	// What is wrong comes first; the order of what is alike stays.
	slices.SortStableFunc(r.items, func(a, b itemView) int { return weight(a.tone) - weight(b.tone) })
	r.items[len(r.items)-1].again = len(f.waiting) == 0 && f.fixing == nil
	return r
}

func weight(t kit.Tone) int {
	return slices.Index([]kit.Tone{kit.Broken, kit.Warning, kit.Info, kit.Achieved, kit.Past}, t)
}

func item(p *words.Printer, f *findings, c *app.Check) itemView {
	m := p.Check(c)
	v := itemView{
		layer: c.Layer, tone: toneOf(c.Result), text: report.Sentence(p, c), next: m.Next,
		article: m.Article, detail: m.Detail, detailed: f.detailed[c.Layer],
	}
	for _, fix := range c.Fixes {
		if err := f.trouble[fix]; err != nil {
			v.trouble = p.Error(err)
		}
		if fix.Kind == app.FixCommand {
			// Where nothing is wrong nobody has to be asked for help.
			if c.Result != app.ResultOK {
				v.commands = append(v.commands, fix.Target)
			}
			continue
		}
		v.fixes = append(v.fixes, fixView{
			fix: fix, label: p.T("environment.fix." + string(fix.Kind)),
			working: f.fixing != nil && *f.fixing == fix, off: f.fixing != nil,
		})
	}
	return v
}
