package notify

import (
	"context"
	"slices"
	"strings"
	"time"

	"ukey/app/remind"
	"ukey/ui/words"
)

// Reminders shows reminders on a desktop. It is a remind.Notifier.
type Reminders struct {
	Desktop Desktop
	Words   *words.Printer
}

// Show implements remind.Notifier.
func (r *Reminders) Show(ctx context.Context, reminder remind.Reminder) error {
	return r.Desktop.Show(ctx, Compose(r.Words, &reminder))
}

// Withdraw implements remind.Notifier. What cannot be withdrawn, the person
// closes.
func (r *Reminders) Withdraw(ctx context.Context, key remind.Key) {
	_ = r.Desktop.Withdraw(ctx, messageID(key))
}

// Compose makes the notification of a reminder.
func Compose(p *words.Printer, r *remind.Reminder) Message {
	m := Message{
		ID: messageID(r.Key), Title: title(p, r), Body: strings.Join(lines(p, r), "\n"),
		Urgent: r.Expired(), Unaided: p.T("remind.unaided"),
	}
	for _, a := range r.Answers() {
		m.Buttons = append(m.Buttons, Button{string(a), Label(p, a)})
	}
	return m
}

// Label is what stands on the button of an answer.
func Label(p *words.Printer, a remind.Answer) string {
	switch a {
	case remind.Tomorrow:
		return p.T("remind.tomorrow")
	case remind.Never:
		return p.T("remind.never")
	default:
		return p.T("remind.renew")
	}
}

// title speaks of days alone: what is in a title some services show as it is,
// and others take for markup.
func title(p *words.Printer, r *remind.Reminder) string {
	switch left := r.Validity().DaysLeft; {
	case r.Expired():
		return p.N("remind.title.expired", -left)
	case left == 0:
		return p.T("remind.title.today")
	default:
		return p.N("remind.title.expiring", left)
	}
}

// mostEnds is how many different ends are listed.
const mostEnds = 3

// lines say whose certificates they are, which, until when, on which key, and
// what helps.
func lines(p *words.Printer, r *remind.Reminder) []string {
	all := []string{r.Certificates[0].Owner}
	rest := r.Certificates
	for ends := 0; len(rest) > 0; ends++ {
		if ends == mostEnds {
			all = append(all, p.N("remind.line.more", len(rest)))
			break
		}
		first := rest[0]
		day := p.Date(first.NotAfter)
		var uses []string
		for len(rest) > 0 && p.Date(rest[0].NotAfter) == day {
			if use := p.Use(rest[0].Use); !slices.Contains(uses, use) {
				uses = append(uses, use)
			}
			rest = rest[1:]
		}
		id := "remind.line.expiring"
		if r.At.After(first.NotAfter) {
			id = "remind.line.expired"
		}
		all = append(all, p.T(id, "Uses", strings.Join(uses, p.T("remind.comma")), "Date", day))
	}
	all = append(all, p.T("remind.key", "Label", r.Key.Label, "Digits", tail(r.Key.Serial)))
	if from := suggested(r); !from.IsZero() && !r.Expired() {
		all = append(all, p.T("remind.from", "Date", p.Date(from)))
	}
	if !r.Present {
		all = append(all, p.T("remind.plug"))
	}
	return all
}

// suggested is from when the CA would like to have a certificate renewed.
func suggested(r *remind.Reminder) (from time.Time) {
	for _, c := range r.Certificates {
		if !c.RenewFrom.IsZero() && (from.IsZero() || c.RenewFrom.Before(from)) {
			from = c.RenewFrom
		}
	}
	return from
}

// tail is the end of a serial number, by which people tell their keys apart.
func tail(serial string) string {
	const digits = 4
	runes := []rune(serial)
	return string(runes[max(len(runes)-digits, 0):])
}

const separator = "\x00"

// messageID names a key's reminder.
func messageID(k remind.Key) string { return k.Serial + separator + k.Label }

// KeyOf is the key that a message is about.
func KeyOf(message string) remind.Key {
	serial, label, _ := strings.Cut(message, separator)
	return remind.Key{Serial: serial, Label: label}
}
