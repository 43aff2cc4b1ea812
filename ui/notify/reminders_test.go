package notify_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/app/remind"
	"ukey/token"
	"ukey/ui/notify"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

func TestTextsOfReminders(t *testing.T) { uitest.Texts{Area: "remind"}.Check(t) }

func day(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, time.Local)
	if err != nil {
		panic(err)
	}
	return t
}

// pair is the reminder of a key whose two certificates end then.
func pair(now, end string, present bool) remind.Reminder {
	one := remind.Entry{Owner: "深圳市示例科技有限公司", Use: token.Signature, NotAfter: day(end)}
	other := one
	other.Use, other.NotAfter = token.Encryption, one.NotAfter.Add(5*time.Second)
	return remind.Reminder{
		Key: remind.Key{Serial: "NETCA-00451234", Label: "单位证书"}, At: day(now),
		Certificates: []remind.Entry{one, other}, Present: present,
	}
}

func labels(m notify.Message) (all []string) {
	for _, b := range m.Buttons {
		all = append(all, b.Label)
	}
	return all
}

func TestAReminderSaysWhatEndsAndWhatToDo(t *testing.T) {
	several := pair("2026-12-10 09:00", "2026-12-20 15:30", true)
	for _, end := range []string{"2027-01-01 12:00", "2027-02-01 12:00", "2027-02-02 12:00", "2027-02-03 12:00"} {
		several.Certificates = append(several.Certificates, remind.Entry{Use: token.Both, NotAfter: day(end)})
	}
	suggested := pair("2026-11-23 09:00", "2026-12-20 15:30", true)
	suggested.Certificates[1].RenewFrom = day("2026-11-20 08:00")
	late := pair("2026-12-23 16:00", "2026-12-20 15:30", false)
	late.Certificates[1].RenewFrom = day("2026-11-20 08:00")

	for _, c := range []struct {
		name    string
		in      words.Language
		r       remind.Reminder
		title   string
		body    []string
		buttons []string
		urgent  bool
	}{
		{
			"plugged in", words.Chinese, suggested, "UKey证书还有 27 天到期",
			[]string{"深圳市示例科技有限公司", "签名证书、加密证书：2026-12-20 到期", "单位证书（序列号尾号 1234）", "证书服务商建议从 2026-11-20 起更新。"},
			[]string{"现在更新", "明天提醒"},
			false,
		},
		{
			"the last day, in a drawer", words.Chinese, pair("2026-12-20 09:00", "2026-12-20 15:30", false), "UKey证书今天到期",
			[]string{"深圳市示例科技有限公司", "签名证书、加密证书：2026-12-20 到期", "单位证书（序列号尾号 1234）", "更新前请先插入这个UKey。"},
			[]string{"现在更新", "明天提醒"},
			false,
		},
		{
			"expired, in a drawer", words.Chinese, late, "UKey证书已过期 3 天",
			[]string{"深圳市示例科技有限公司", "签名证书、加密证书：2026-12-20 已过期", "单位证书（序列号尾号 1234）", "更新前请先插入这个UKey。"},
			[]string{"现在更新", "明天提醒", "不再提醒…"},
			true,
		},
		{
			"expired, plugged in", words.English, pair("2026-12-21 16:00", "2026-12-20 15:30", true), "A UKey certificate ended 1 day ago",
			[]string{"深圳市示例科技有限公司", "Signature certificate, Encryption certificate: ended on 2026-12-20", "单位证书 (serial ending in 1234)"},
			[]string{"Renew now", "Remind me tomorrow"},
			true,
		},
		{
			"several ends", words.Chinese, several, "UKey证书还有 10 天到期",
			[]string{
				"深圳市示例科技有限公司", "签名证书、加密证书：2026-12-20 到期", "签名和加密证书：2027-01-01 到期",
				"签名和加密证书：2027-02-01 到期", "另有 2 张证书", "单位证书（序列号尾号 1234）",
			},
			[]string{"现在更新", "明天提醒"},
			false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := notify.Compose(words.New(c.in), &c.r)
			if m.Title != c.title || m.Body != strings.Join(c.body, "\n") || m.Urgent != c.urgent || !slices.Equal(labels(m), c.buttons) {
				t.Errorf("urgent %v, %q\n%s\n%q", m.Urgent, m.Title, m.Body, labels(m))
			}
			if notify.KeyOf(m.ID) != c.r.Key || m.Unaided == "" {
				t.Errorf("of key %q; without buttons: %q", notify.KeyOf(m.ID), m.Unaided)
			}
		})
	}
}

// board is a desktop that only remembers.
type board struct {
	notify.Desktop
	shown, withdrawn []string
}

func (b *board) Show(_ context.Context, m notify.Message) error {
	b.shown = append(b.shown, m.ID)
	return nil
}

func (b *board) Withdraw(_ context.Context, id string) error {
	b.withdrawn = append(b.withdrawn, id)
	return nil
}

func TestAReminderIsWithdrawnByItsKey(t *testing.T) {
	b := &board{}
	r := &notify.Reminders{Desktop: b, Words: words.New(words.Chinese)}
	reminder := pair("2026-12-21 16:00", "2026-12-20 15:30", true)
	if err := r.Show(t.Context(), reminder); err != nil {
		t.Fatal(err)
	}
	r.Withdraw(t.Context(), reminder.Key)
	if len(b.shown) != 1 || !slices.Equal(b.shown, b.withdrawn) {
		t.Errorf("shown %q, withdrawn %q", b.shown, b.withdrawn)
	}
}
