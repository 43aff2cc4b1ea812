package ui

import (
	"context"
	"reflect"
	"slices"
	"time"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
)

// ItemDates remembers when the site of an item was last opened; *opened.Book
// does. It may take as long as a disk does.
type ItemDates interface {
	Dates() (map[string]time.Time, error)
	Note(item string) error
}

// renewalList is 证照更新: a row for the certificates of each holder on each key and
// for each item of the settings. Rows are renewed one by one, or one after the other,
// and each fails or succeeds on its own.
type renewalList struct {
	w      *Window
	dialog *kit.Dialog
	opened map[string]time.Time
	// outcomes are of this dialog's renewals.
	outcomes map[rowRef]outcome
	// queue are the rows that wait for the one that is being renewed. at counts
	// those that were begun, of all of this turn.
	queue  []rowRef
	at, of int
	// What is on the screen.
	rows    []renewalRow
	buttons map[rowRef]*kit.Button
}

// openRenewal opens 证照更新.
func (w *Window) openRenewal() {
	if w.stage.Busy() || !w.renewable() {
		return
	}
	l := &renewalList{w: w, dialog: w.stage.NewDialog(wide).About("renew"), outcomes: map[rowRef]outcome{}}
	l.dialog.OnClose = func() { w.renewals = nil }
	w.renewals = l
	l.show()
	l.readDates()
}

// renewable tells whether 证照更新 has a row.
func (w *Window) renewable() bool {
	return len(w.opts.Items) > 0 || w.model.snapshot != nil && len(w.model.snapshot.Keys) > 0
}

// view is what the rows show now: the selected key's first.
func (l *renewalList) view() []renewalRow {
	w, p := l.w, l.w.words
	var rows []renewalRow
	if s := w.model.snapshot; s != nil {
		for i := range s.Keys {
			k := &s.Keys[i]
			those := rowsOfKey(p, k, func(h app.HolderID) undone { return w.model.undone(k, h) })
			if k == w.model.key() {
				rows = slices.Insert(rows, 0, those...)
			} else {
				rows = append(rows, those...)
			}
		}
	}
	credit := creditCode(w.model.key())
	for i := range w.opts.Items {
		item := &w.opts.Items[i]
		rows = append(rows, rowOfItem(p, item, l.opened[item.ID], credit))
	}
	for i := range rows {
		rows[i] = l.outcomes[rows[i].id].over(p, rows[i])
	}
	return rows
}

// show brings the rows to the screen, if they are not there as they are now.
// The focus stays with its row.
func (l *renewalList) show() {
	rows := l.view()
	if l.dialog.Open() && reflect.DeepEqual(rows, l.rows) {
		return
	}
	var focused rowRef
	for id, b := range l.buttons {
		if l.w.win.Canvas().Focused() == b {
			focused = id
		}
	}
	l.rows = rows
	l.present(focused)
}

// press does what the button of a row says.
func (l *renewalList) press(r *renewalRow) {
	w := l.w
	switch r.act {
	case rowRenew, rowInstall:
		l.run([]rowRef{r.id})
		return
	case rowOpen:
		l.browse(r.id, r.url)
		return
	}
	k := l.key(r.id)
	if k == (token.ID{}) {
		return
	}
	l.dialog.Close()
	w.pick(startAt(w.model.snapshot.Key(k), r.id.holder))
	switch r.act {
	case rowApply:
		w.openApply()
	case rowChange:
		w.openPIN()
	case rowUnlock:
		w.openUnlockHelp()
	case rowUnblock:
		w.openUnblock()
	}
}

// key is the key of a row, or zero if it is not plugged in any more.
func (l *renewalList) key(id rowRef) token.ID {
	for i := range l.w.model.snapshot.Keys {
		if k := &l.w.model.snapshot.Keys[i]; nameOf(k.ID) == id.key && id.item == "" {
			return k.ID
		}
	}
	return token.ID{}
}

// allAtOnce is 一键更新: what is due and can be renewed without a form is renewed, one
// after the other. If nothing is, it leads to the first row that wants the
// person.
func (l *renewalList) allAtOnce() {
	if ids := atOneClick(l.rows); len(ids) > 0 {
		l.run(ids)
		return
	}
	if i := slices.IndexFunc(l.rows, wantsPerson); i >= 0 {
		l.press(&l.rows[i])
	}
}

// wantsPerson tells whether something is due in a row that 一键更新 cannot do.
func wantsPerson(r renewalRow) bool {
	return r.act != rowNothing && r.act != rowOpen && !r.act.automatic()
}

// run renews rows one after the other.
func (l *renewalList) run(ids []rowRef) {
	l.queue, l.at, l.of = ids, 0, len(ids)
	for _, id := range ids {
		l.outcomes[id] = outcome{state: rowWaiting}
	}
	if len(ids) > 1 { // the others are left to the person
		for i := range l.rows {
			if r := &l.rows[i]; wantsPerson(*r) {
				l.outcomes[r.id] = outcome{state: rowNeedsYou}
			}
		}
	}
	l.next()
}

// next begins with the row at the head of the queue.
func (l *renewalList) next() {
	if len(l.queue) == 0 || !l.dialog.Open() {
		l.show()
		return
	}
	id := l.queue[0]
	l.queue, l.at = l.queue[1:], l.at+1
	k := l.w.model.snapshot.Key(l.key(id))
	if k == nil {
		l.ended(id, outcome{rowFailed, l.w.words.Error(token.ErrRemoved).Line()})
		return
	}
	l.outcomes[id] = outcome{state: rowWorking}
	l.show()
	d := l.w.renewalOf(k, l.w.model.undone(k, id.holder))
	d.at, d.of = l.at, l.of
	d.ended = func(o outcome) { l.ended(id, o) }
	d.start()
}

func (l *renewalList) ended(id rowRef, o outcome) {
	l.outcomes[id] = o
	l.next()
}

// browse opens an item's site and remembers the day.
func (l *renewalList) browse(id rowRef, url string) {
	w := l.w
	l.outcomes[id] = outcome{rowOpened, w.words.T("ui.renew.opened.now")}
	if l.opened == nil {
		l.opened = map[string]time.Time{}
	}
	l.opened[id.item] = w.opts.Clock()
	l.show()
	w.browse(url)
	if w.opts.ItemDates == nil {
		return
	}
	w.work.Start(func(context.Context) {
		err := w.opts.ItemDates.Note(id.item)
		w.work.Post(func() {
			if err != nil {
				tellError(w.stage.NewDialog(narrow), w.words, w.words.T("ui.renew"), kit.Warning, w.words.Error(err))
			}
		})
	})
}

// readDates shows when the items' sites were opened. Dates that cannot be read
// are not known.
func (l *renewalList) readDates() {
	w := l.w
	if w.opts.ItemDates == nil || len(w.opts.Items) == 0 {
		return
	}
	w.work.Start(func(context.Context) {
		dates, err := w.opts.ItemDates.Dates()
		w.work.Post(func() {
			if err == nil && l.dialog.Open() {
				l.opened = dates
				l.show()
			}
		})
	})
}
