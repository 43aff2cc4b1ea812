package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/uitest"
)

func TestReasonsStandAtWhatTheyAreAboutUntilThatIsChanged(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case = aCase(cases.NeedMore)
		a.Case.Documents = map[cases.Kind]cases.Document{cases.IDCard: {SHA256: a.Scans[cases.IDCard].SHA256}}
		a.Case.Reasons = &cases.Reasons{
			Note: "尽快补正", Fields: map[cases.Field]string{cases.FieldPhone: "打不通"},
			Documents: map[cases.Kind]string{cases.IDCard: "没有盖章"},
		}
	})
	h.Says("尽快补正", "打不通")
	if h.win.Canvas().Focused() != fyne.Focusable(h.wizard.form.fields[cases.FieldPhone].Entry) {
		t.Error("the focus is not at the field in question")
	}
	h.fill(cases.FieldPhone, "13900139000")
	h.press("ui.wizard.next")
	h.Says("没有盖章")
	h.wizard.scans.cards[cases.IDCard].take(reader(h.file("neu.png", h.smallPNG())))
	h.settled()
	if uitest.Contains(h.Text(), "没有盖章") || uitest.Contains(h.Text(), "打不通") {
		t.Error("the reason still stands at what has been replaced")
	}
}

func TestReasonsThatComeWhileTheReviewIsWatchedStandAtTheirFields(t *testing.T) {
	h := open(t, chinese())
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		c := aCase(cases.NeedMore)
		c.Reasons = &cases.Reasons{Fields: map[cases.Field]string{cases.FieldAddress: "请写到门牌号"}}
		return c, nil
	}
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case, a.NextLook = aCase(cases.Review), today.Add(time.Hour)
	})
	h.press("ui.review.ask")
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
	h.Says("请写到门牌号")
	if h.win.Canvas().Focused() != fyne.Focusable(h.wizard.form.fields[cases.FieldAddress].Entry) {
		t.Error("the focus is not at the field in question")
	}
}

func TestACAThatCannotBeReachedIsSaidOnTheReviewPage(t *testing.T) {
	h := open(t, chinese())
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		return nil, &est.UnreachableError{URL: "https://ca.example:8443", Err: errTest}
	}
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case, a.NextLook = aCase(cases.Review), today.Add(time.Hour)
	})
	h.press("ui.review.ask")
	h.Until("the answer", func() bool { return uitest.Contains(h.Text(), "无法连接CA服务") })
	if h.Button("立即查询").Disabled() {
		t.Error("the CA cannot be asked again")
	}
}

func TestARejectedApplicationSaysWhyAndBeginsAnew(t *testing.T) {
	h := open(t, chinese())
	h.desk.apply = func(token.ID) (*app.Application, error) {
		a := newApplication(t)
		a.ID, a.Form = "a2", aForm()
		return a, nil
	}
	h.applying(func(a *app.Application) {
		a.Case = aCase(cases.Rejected)
		a.Case.Reasons = &cases.Reasons{Note: "单位名称不符。"}
	})
	h.Says("单位名称不符。", "广东省电子商务认证有限公司")
	h.press("ui.review.anew")
	h.Until("the new one", func() bool { return h.wizard != nil && h.wizard.app.ID == "a2" })
	h.Says("盖章的扫描件")
}
