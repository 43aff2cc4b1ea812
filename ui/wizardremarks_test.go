package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/ui/uitest"
)

// sentBack is an application that the staff want a field and a scan corrected of.
func (h *harness) sentBack(a *app.Application) {
	h.T.Helper()
	h.complete(a)
	a.Case = aCase(cases.NeedMore)
	a.Case.Documents = map[cases.Kind]cases.Document{}
	for kind, scan := range a.Scans {
		a.Case.Documents[kind] = cases.Document{SHA256: scan.SHA256}
	}
	a.Case.Reasons = &cases.Reasons{
		Fields:    map[cases.Field]string{cases.FieldAddress: "请写到门牌号"},
		Documents: map[cases.Kind]string{cases.IDCard: "没有盖章"},
	}
}

func TestWhatWasNotCorrectedIsNamedAndAskedAboutOnce(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.sentBack)
	h.submits(func(string) (*cases.Case, error) { return aCase(cases.Review), nil })
	h.press("ui.wizard.next")
	h.press("ui.wizard.next")
	h.Says("有审核意见还没有处理", "请写到门牌号", "没有盖章")
	h.Key(fyneReturn) // 提交
	if h.title() != "照原样再次提交吗？" {
		t.Fatalf("%q is open", h.title())
	}
	h.Says("请写到门牌号", "没有盖章")
	h.Key(fyneReturn) // Enter does not agree
	if h.title() != "经办人资料" || h.win.Canvas().Focused() != fyne.Focusable(h.wizard.form.fields[cases.FieldAddress].Entry) {
		t.Errorf("it led to %q", h.title())
	}
	h.Says("请写到门牌号")

	h.press("ui.wizard.next")
	h.press("ui.wizard.next")
	h.press("ui.wizard.submit")
	h.press("ui.check.as-it-is.send")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	h.press("ui.cancel")
	h.Until("the page", func() bool { return h.title() == "请核对后提交" })
	h.press("ui.wizard.submit")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
}

func TestWhatWasCorrectedIsNotAskedAbout(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.sentBack)
	h.submits(func(string) (*cases.Case, error) { return aCase(cases.Review), nil })
	h.fill(cases.FieldAddress, "深圳市福田区示例路 1 号 8 楼 801")
	h.press("ui.wizard.next")
	h.wizard.scans.cards[cases.IDCard].take(reader(h.file("neu.png", h.smallPNG())))
	h.settled()
	h.press("ui.wizard.next")
	if uitest.Contains(h.Text(), "有审核意见还没有处理") {
		t.Error("what was corrected is called untouched")
	}
	h.press("ui.wizard.submit")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
}

func TestAskingInVainIsSaid(t *testing.T) {
	h := open(t, chinese())
	submitted := happened(3, "applicant", cases.Review, "")
	answers := []*cases.Case{aCase(cases.Review, submitted), aCase(cases.Review, submitted, happened(0, "staff", cases.Review, "已转交"))}
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		c := answers[0]
		answers = answers[1:]
		return c, nil
	}
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case, a.NextLook = aCase(cases.Review, submitted), today.Add(time.Hour)
	})
	h.press("ui.review.ask")
	h.Until("the answer", func() bool {
		return uitest.Contains(h.Text(), "刚刚查询过（"+today.Local().Format("15:04")+"），还没有新的进展。")
	})
	h.press("ui.review.ask")
	h.Until("the news", func() bool { return uitest.Contains(h.Text(), "已转交") && len(h.follower.asking) == 0 })
	if uitest.Contains(h.Text(), "还没有新的进展") {
		t.Error("what is new is called nothing")
	}
}

func TestAFieldToCorrectIsGoneOnWithAtItsEnd(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.sentBack)
	h.Write("801")
	if got, want := h.wizard.form.form().Address, aForm().Address+"801"; got != want {
		t.Errorf("the field reads %q, want %q", got, want)
	}
}

func TestANumberOrAnAddressForANameIsTold(t *testing.T) {
	for _, name := range []string{"13800138000", "chen@example.com"} {
		h := open(t, chinese())
		h.applying(nil)
		h.fill(cases.FieldName, name)
		h.Tab()
		h.Says("请填写经办人的姓名，不是号码或电子邮箱。")
	}
}
