package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/uitest"
)

// The walks below use Tab, Shift-Tab, Enter, Space, Esc and letters alone, in
// the smallest window, and hold the focus to being in view at every stop.

// tabToEntry goes on to the next entry.
func (h *harness) tabToEntry() {
	h.T.Helper()
	h.Tab()
	h.TabTo("an entry", func(f fyne.Focusable) bool { _, ok := f.(*kit.Entry); return ok })
}

// tabToCheck goes on to the box of the declaration.
func (h *harness) tabToCheck() {
	h.T.Helper()
	h.TabTo("the declaration", func(f fyne.Focusable) bool { return h.isDeclaration(f) })
}

func walking(t *testing.T, key app.Key) *harness {
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(key))
	return h
}

func TestAPINIsChangedByKeyboardAlone(t *testing.T) {
	h := walking(t, companyKey(t))
	given := h.pinDesk(func() error { return nil })
	h.TabToButton("修改PIN码")
	h.Key(fyneReturn)
	h.FocusInView()
	h.Write("123456")
	h.tabToEntry()
	h.Write("690417")
	h.tabToEntry()
	h.Write("690417")
	h.tabToCheck()
	h.Key(fyne.KeySpace)
	h.FocusInView()
	h.TabToButton("确认修改")
	h.ShiftTab()
	h.FocusInView()
	h.TabToButton("确认修改")
	h.Key(fyne.KeySpace)
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
	if given[1] != "690417" {
		t.Errorf("the key was given %q", *given)
	}
	h.FocusInView()
	h.Key(fyneEscape)
	if h.title() != "" {
		t.Error("Esc did not close the message")
	}
	h.Tab()
	h.FocusInView()
}

func TestACertificateIsRenewedByKeyboardAlone(t *testing.T) {
	h := open(t, chinese())
	h.small()
	r := h.renewal(t)
	h.TabToButton("证照更新")
	h.Key(fyne.KeySpace)
	h.FocusInView()
	h.ShiftTab()
	h.FocusInView()
	h.TabToButton("一键更新")
	h.Key(fyneReturn)
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.tabToCheck()
	h.Key(fyne.KeySpace)
	h.TabToButton("开始更新")
	h.Key(fyneReturn)
	h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
	h.FocusInView()
	h.Write("123456")
	h.Key(fyneReturn)
	if pin := <-r.pins; pin != "123456" {
		t.Errorf("the key was given %q", pin)
	}
	r.reach(renew.StepImport)
	r.end(r.result(), nil)
	h.Says("您的新证书已安装成功！")
	h.FocusInView()
	h.Key(fyneReturn)
	h.FocusInView() // in the list again
	h.Key(fyneEscape)
	if h.title() != "" {
		t.Error("Esc did not close the list")
	}
}

func TestAnExpiredCertificateIsReplacedByKeyboardAlone(t *testing.T) {
	h := walking(t, expiredKey(t))
	h.desk.apply = func(token.ID) (*app.Application, error) { return newApplication(t), nil }
	h.scansAtHome()
	h.TabToButton("申请更新")
	h.Key(fyneReturn)
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
	form := aForm()
	h.FocusInView()
	for i, field := range inReading {
		if i > 0 {
			h.tabToEntry()
		}
		if field == cases.FieldAddress {
			h.Key(fyne.KeyEnd)
			continue // which the certificate has filled in
		}
		h.Write(form.Get(field))
	}
	h.TabToButton("下一步")
	h.Key(fyneReturn)
	h.Until("the scans", func() bool { return h.title() == "盖章的扫描件" })
	for range cases.Kinds() {
		h.FocusInView() // at the first paper that is missing
		h.TabToButton("选择图片…")
		h.Key(fyne.KeySpace)
		h.chooseFile()
		h.settled()
	}
	h.TabToButton("下一步")
	h.Key(fyneReturn)
	h.Says("陈小明")
	h.submits(func(string) (*cases.Case, error) { return aCase(cases.Review), nil })
	h.TabToButton("提交")
	h.Key(fyneReturn)
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	h.FocusInView()
	h.Write("123456")
	h.Key(fyneReturn)
	h.Until("the review", func() bool { return h.title() == "等待审核" })
	h.desk.progress = func(*app.Application) (*cases.Case, error) { return aCase(cases.Approved), nil }
	h.TabToButton("立即查询")
	h.Key(fyneReturn)
	h.Until("the approval", func() bool { return h.title() == "安装新证书" })
	h.desk.install = func(ctx context.Context, ask app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		reply, err := ask.Code(ctx, app.CodeQuestion{CodeSent: cases.CodeSent{SentTo: "138****8000", Expires: today.Add(time.Minute)}})
		if reply.Code != "123456" {
			err = errors.Join(err, errTest)
		}
		return (&renewalScript{h: h}).result(), err
	}
	h.TabToButton("安装证书")
	h.Key(fyneReturn)
	h.Until("the code question", func() bool { return h.title() == "输入短信验证码" })
	h.FocusInView()
	h.Write("123456")
	h.TabToButton("确定")
	h.Key(fyneReturn)
	h.Until("the new certificates", func() bool { return uitest.Contains(h.Text(), "您的新证书已安装成功！") })
	h.Key(fyneReturn)
	h.Until("the end", func() bool { return h.title() == "新证书已安装" })
	h.FocusInView()
	h.Key(fyneEscape)
	h.Until("the wizard to close", func() bool { return h.title() == "" })
}

// scansAtHome puts one picture where files are looked for first.
func (h *harness) scansAtHome() {
	h.T.Helper()
	home := h.T.TempDir()
	h.T.Setenv("HOME", home)
	h.T.Setenv("USERPROFILE", home)
	if err := os.WriteFile(filepath.Join(home, "scan.jpg"), aScan(h.T), 0o600); err != nil {
		h.T.Fatal(err)
	}
}

// chooseFile chooses the picture of scansAtHome.
func (h *harness) chooseFile() {
	h.T.Helper()
	h.Until("the picture", func() bool { return uitest.Contains(h.Text(), "scan.jpg") })
	h.FocusInView()
	h.Key(fyneReturn)
}

func TestEscInTheFileDialogDoesNotReachTheWizardUnderIt(t *testing.T) {
	h := open(t, chinese())
	h.scansAtHome()
	h.applying(func(a *app.Application) { a.Form = aForm() })
	h.press("ui.scans.choose")
	h.Until("the picture", func() bool { return uitest.Contains(h.Text(), "scan.jpg") })
	h.Key(fyneEscape)
	if h.title() != "盖章的扫描件" || h.win.Canvas().Overlays().Top() != h.stage.Top() {
		t.Errorf("after Esc: %q", h.title())
	}
	h.FocusInView()
}
