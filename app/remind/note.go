package remind

import (
	"cmp"
	"slices"
	"time"

	"ukey/app"
)

// maxEntries is more than a person has keys. Beyond it, those are forgotten that
// have not been seen for the longest.
const maxEntries = 500

// note brings the list up to date with one key.
func note(entries []Entry, k *app.Key, now time.Time) []Entry {
	entries = slices.Clone(entries)
	for i := range k.Certificates {
		c := &k.Certificates[i]
		e := entry(k.ID, c, now)
		switch at := find(entries, &e); {
		case !k.InForce(c):
			if at >= 0 {
				entries = slices.Delete(entries, at, at+1)
			}
			continue
		case at < 0:
			entries = append(entries, e)
		default:
			e.RenewFrom, e.Told, e.Later = entries[at].RenewFrom, entries[at].Told, entries[at].Later
			entries[at] = e
		}
		// The old one may not be on the key any more, so that nothing there says
		// that it has been replaced.
		if now.Before(c.NotBefore) {
			continue
		}
		entries = slices.DeleteFunc(entries, func(old Entry) bool {
			return old.Key == e.Key && old.Line == e.Line && old.Line != "" && old.NotAfter.Before(e.NotAfter)
		})
	}
	if excess := len(entries) - maxEntries; excess > 0 {
		slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Seen, b.Seen) })
		entries = entries[excess:]
	}
	return entries
}
