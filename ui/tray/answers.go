package tray

import (
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/ui/notify"
	"ukey/ui/words"
)

// mostAnswered is how many reminders can be answered from the menu; the others
// come up when these have been.
const mostAnswered = 3

// answers are a group for each reminder that waits for one. Notifications have
// no buttons on every desktop, and here they are on each.
func answers(p *words.Printer, s State, lines []line) [][]Item {
	var groups [][]Item
	for _, r := range s.Open[:min(len(s.Open), mostAnswered)] {
		r.Present = remind.Present(s.Snapshot, r.Key)
		var group []Item
		for _, a := range r.Answers() {
			text := notify.Label(p, a)
			if len(s.Open) > 1 {
				text = p.T("tray.answer", "Answer", text, "Name", nameIn(lines, r.Key))
			}
			group = append(group, Item{text, answer(r.Key, a)})
		}
		groups = append(groups, group)
	}
	return groups
}

// nameIn is what the menu calls a key.
func nameIn(lines []line, key remind.Key) string {
	for _, l := range lines {
		if key.Means(remind.Key(l.key)) {
			return l.name
		}
	}
	return clipped(plain(key.Label), nameRunes)
}

// answer is what is to be done when a person gives an answer to the reminder of
// a key.
func answer(key remind.Key, a remind.Answer) instance.Request {
	switch a {
	case remind.Tomorrow:
		return instance.Request{Verb: instance.Later, Key: instance.Key(key)}
	case remind.Never:
		return show(instance.Forget, instance.Key(key))
	default:
		return show(instance.Renew, instance.Key(key))
	}
}
