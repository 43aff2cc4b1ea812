package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// parted takes what a person has to think of themselves out of what was looked
// at.
func parted(f *app.Preflight) (checks []app.Check, bound *app.Check) {
	if f == nil {
		return nil, nil
	}
	for i := range f.Checks {
		if c := &f.Checks[i]; c.Finding == app.FoundBound {
			bound = c
		} else {
			checks = append(checks, *c)
		}
	}
	return folded(checks), bound
}

// reach are the layers of a connection. A person cares for them one by one only
// if something is wrong.
var reach = []app.Layer{app.LayerProxy, app.LayerName, app.LayerConnection, app.LayerTLS, app.LayerEST}

// folded makes one check of those of the connection, if they are fine.
func folded(checks []app.Check) []app.Check {
	fine := !slices.ContainsFunc(checks, func(c app.Check) bool {
		return slices.Contains(reach, c.Layer) && c.Result != app.ResultOK
	})
	if !fine {
		return checks
	}
	return slices.DeleteFunc(slices.Clone(checks), func(c app.Check) bool {
		return slices.Contains(reach[:len(reach)-1], c.Layer)
	})
}

// checked is what was looked at before a renewal: in one line that opens, unless
// there is something in it to be read.
func (d *renewalDialog) checked(checks []app.Check) fyne.CanvasObject {
	notable := slices.ContainsFunc(checks, func(c app.Check) bool {
		return c.Result == app.ResultWarning || c.Result == app.ResultFailed
	})
	if notable {
		return kit.Column(look.S2, kit.Body(d.p.T("ui.preflight")).Bold(), checkLines(d.p, checks))
	}
	var line *kit.Fold
	list := kit.Inset(0, look.S3, 12, look.S3, checkLines(d.p, checks))
	set := func(open bool) {
		show(list, open)
		line.Set(kit.Achieved, "", d.p.T("ui.preflight.fine"), open, false)
	}
	line = kit.NewFold(d.p.T("ui.preflight"), func() {
		set(!list.Visible())
		d.dialog.Fit()
	})
	set(false)
	return kit.Layers(kit.NewBox(theme.ColorNameBackground, theme.ColorNameSeparator),
		kit.Column(0, line, list))
}

// worstFirst puts what stands in the way before what does not.
func worstFirst(checks []app.Check) []app.Check {
	var failed, rest []app.Check
	for _, c := range checks {
		if c.Result == app.ResultFailed {
			failed = append(failed, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(failed, rest...)
}

// checkLines draws checks under each other: how each went, what it was about
// and what was found, and what to do if that is not as it should be.
func checkLines(p *words.Printer, checks []app.Check) fyne.CanvasObject {
	list := kit.Column(6)
	for i := range checks {
		c := &checks[i]
		m := p.Check(c)
		tone := checkTone(c.Result)
		ink := theme.ColorNameForeground
		if c.Result == app.ResultFailed {
			ink = tone.Colour()
		}
		layer, found := p.Layer(c.Layer), m.Text
		switch {
		case c.Result == app.ResultFailed:
			found = p.Result(c.Result) // the sentence stands over the list
		case c.Layer == app.LayerToken && c.Result == app.ResultOK:
			found = p.T("ui.preflight.token") // in which slot, the environment check says
		case c.Layer == app.LayerEST && c.Result == app.ResultOK:
			layer, found = p.T("ui.preflight.ca"), p.T("ui.preflight.ca.fine", "URL", c.URL) // which the layers before it led to
		}
		text := kit.Column(2, kit.Body(p.T("ui.preflight.line", "Layer", layer, "Text", found)).In(ink).Wrapped())
		if c.Result == app.ResultWarning && m.Next != "" {
			text.Add(kit.Caption(m.Next).Wrapped())
		}
		list.Add(kit.TopRow(10, 1, kit.Inset(3, 0, 0, look.S1, kit.NewMark(tone, 16)), text))
	}
	return list
}

func checkTone(r app.Result) kit.Tone {
	switch r {
	case app.ResultOK:
		return kit.Achieved
	case app.ResultWarning:
		return kit.Warning
	case app.ResultFailed:
		return kit.Broken
	default:
		return kit.Neutral
	}
}
