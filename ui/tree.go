package ui

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// A row's ID is the key's place in the snapshot's naming and what of the key it
// stands for: the key itself, one certificate, or the fold of the old ones.
func rowID(id token.ID, part string) string {
	return strings.Join([]string{id.Driver, id.Serial, id.Label, part}, "\x00")
}

const foldPart = "old"

// target is what a row of that ID stands for.
type target struct {
	selection
	fold bool
}

// rows lists what the tree shows: each key, under it its certificates in
// force, and folded together the older ones. targets says what each row stands
// for.
func rows(p *words.Printer, m *model, keyIcon fyne.Resource) (list []kit.OutlineRow, targets map[string]target) {
	targets = map[string]target{}
	if m.snapshot == nil {
		return nil, targets
	}
	add := func(row kit.OutlineRow, t target) {
		list = append(list, row)
		targets[row.ID] = t
	}
	for i := range m.snapshot.Keys {
		k := &m.snapshot.Keys[i]
		row := kit.OutlineRow{
			ID: rowID(k.ID, ""), Icon: keyIcon, Title: keyName(k), Bold: true,
			Caption: p.T("ui.tree.serial", "Serial", k.ID.Serial),
		}
		if k.PIN.State == token.PINLocked {
			row.Mark, row.Trailing = kit.Shut, p.PINState(token.PINLocked)
		}
		add(row, target{selection: selection{key: k.ID}})

		var old []*app.Certificate
		for j := range k.Certificates {
			c := &k.Certificates[j]
			if c.IsCA {
				continue // the chain that some vendors put on the key
			}
			if c.Superseded {
				old = append(old, c)
				continue
			}
			add(certificateRow(p, k, c, 1))
		}
		if len(old) == 0 {
			continue
		}
		folded := !m.unfolded[k.ID]
		add(kit.OutlineRow{
			ID: rowID(k.ID, foldPart), Depth: 1, Mark: kit.Past, Foldable: true, Folded: folded,
			Title: p.T("ui.tree.old"), Trailing: strconv.Itoa(len(old)),
		}, target{selection: selection{key: k.ID}, fold: true})
		if !folded {
			for _, c := range old {
				add(certificateRow(p, k, c, 2))
			}
		}
	}
	return list, targets
}

func certificateRow(p *words.Printer, k *app.Key, c *app.Certificate, depth int) (kit.OutlineRow, target) {
	sel := selection{key: k.ID, hash: c.SHA256()}
	title := p.T("ui.tree.unreadable")
	if c.Err == nil {
		title = p.Use(c.Use)
	}
	row := kit.OutlineRow{ID: idOf(sel), Depth: depth, Mark: toneOf(c), Title: title, Trailing: brief(p, c)}
	if c.Err == nil && k.Shared() {
		row.Caption = k.NameOf(c) // else every holder's rows would read alike
	}
	return row, target{selection: sel}
}

// idOf is the ID of the row that shows a selection.
func idOf(s selection) string {
	if s.isKey() {
		return rowID(s.key, "")
	}
	return rowID(s.key, hex.EncodeToString(s.hash[:]))
}

// brief is a certificate's state in a word or two.
func brief(p *words.Printer, c *app.Certificate) string {
	switch {
	case c.Superseded:
		return fmt.Sprint(c.NotAfter.Local().Year())
	case c.Status == token.Expiring:
		return p.N("ui.tree.days", c.DaysLeft)
	case c.Status == token.Expired:
		return p.T("ui.tree.expired")
	case c.Status == token.Valid, c.Status == token.NotYetValid:
		return p.Status(c)
	default:
		return ""
	}
}

// keyName is how the key is called: by the label that its issuer gave it.
func keyName(k *app.Key) string {
	return cmp.Or(k.ID.Label, join(" ", k.Manufacturer, k.Model), k.ID.Serial)
}

// idName is how a key is called that need not be plugged in.
func idName(id token.ID) string { return cmp.Or(id.Label, id.Serial) }
