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
