package ui

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"ukey/renew/cases"
	"ukey/ui/chooser"
	"ukey/ui/uitest"
)

// fakeChooser is a desktop's chooser that answers what a test says.
type fakeChooser struct {
	asked   chan chooser.Question
	answers chan chooserAnswer
	ended   chan struct{} // a value for each chooser that was taken away
}

// chooserAnswer is what the person does.
type chooserAnswer struct {
	path string
	err  error
}

func newFakeChooser() *fakeChooser {
	return &fakeChooser{make(chan chooser.Question, 10), make(chan chooserAnswer, 10), make(chan struct{}, 10)}
}

func (f *fakeChooser) Choose(ctx context.Context, q chooser.Question, opened func()) (string, error) {
	f.asked <- q
	opened()
	select {
	case a := <-f.answers:
		return a.path, a.err
	case <-ctx.Done():
		f.ended <- struct{}{}
		return "", ctx.Err()
	}
}

// withChooser opens the window on a desktop with a chooser, at the scans of an
// application.
func withChooser(t *testing.T) (*harness, *fakeChooser) {
	t.Helper()
	desktop := newFakeChooser()
	o := chinese()
	o.Chooser = desktop
	h := open(t, o)
	return h, desktop
}

func (h *harness) awaitsChooser() {
	h.T.Helper()
	h.Until("the word about the chooser", func() bool { return uitest.Contains(h.Text(), "在另一个窗口中选择") })
}

func TestAScanIsChosenInTheDesktopsChooser(t *testing.T) {
	h, desktop := withChooser(t)
	h.scansAtHome()
	h.applying(nil)
	h.wizard.open(pageScans)
	h.wizard.scans.cards[cases.IDCard].choose.Press()
	h.awaitsChooser()
	home := os.Getenv("HOME")
	if q := <-desktop.asked; q.Title != h.words.Kind(cases.IDCard) || q.Folder != home || q.Name != "" || q.Patterns[0] != "*.jpg" {
		t.Errorf("asked: %+v", q)
	}
	desktop.answers <- chooserAnswer{path: filepath.Join(home, "scan.jpg")}
	card := h.wizard.scans.cards[cases.IDCard]
	h.Until("the scan", func() bool { _, there := card.scan(); return there })
	if h.stage.Top() != h.wizard.dialog {
		t.Errorf("in front is %q", h.title())
	}
}

func TestWhoChoosesNothingIsBackWhereTheyWere(t *testing.T) {
	for name, end := range map[string]func(*harness, *fakeChooser){
		"in the chooser":           func(_ *harness, desktop *fakeChooser) { desktop.answers <- chooserAnswer{} },
		"by the button":            func(h *harness, _ *fakeChooser) { h.press("ui.cancel") },
		"by Esc":                   func(h *harness, _ *fakeChooser) { h.Key(fyneEscape) },
		"the chooser is withdrawn": func(_ *harness, desktop *fakeChooser) { desktop.answers <- chooserAnswer{err: context.Canceled} },
	} {
		t.Run(name, func(t *testing.T) {
			h, desktop := withChooser(t)
			h.plug(snapshot(companyKey(t)))
			h.openDetails()
			details := h.stage.Top()
			h.press("ui.details.save-pem")
			h.awaitsChooser()
			end(h, desktop)
			h.Until("the end", func() bool { return h.choice == nil })
			if h.stage.Top() != details || h.win.Canvas().Overlays().Top() != details {
				t.Errorf("in front is %q", h.title())
			}
			if name != "in the chooser" && name != "the chooser is withdrawn" {
				<-desktop.ended
			}
		})
	}
}

func TestACertificateIsSavedWhereTheChooserSays(t *testing.T) {
	h, desktop := withChooser(t)
	h.plug(snapshot(companyKey(t)))
	folder := t.TempDir()
	for _, name := range []string{"我的 证书 100%.cer", "b.cer"} {
		h.openDetails()
		h.press("ui.details.save-der")
		h.awaitsChooser()
		q := <-desktop.asked
		if want := "深圳市鹏程示例科技有限公司-签名证书-2026.cer"; q.Name != want || len(q.Patterns) > 0 {
			t.Errorf("asked: %+v", q)
		}
		if name == "b.cer" && q.Folder != folder {
			t.Errorf("the last file was in %s, looked into first is %s", folder, q.Folder)
		}
		path := filepath.Join(folder, name)
		desktop.answers <- chooserAnswer{path: path}
		h.Until("the message", func() bool { return h.title() == "已保存" })
		h.Says(path)
		c := readCertificate(t, "signature")
		if saved, err := os.ReadFile(path); string(saved) != string(c.DER) || err != nil {
			t.Errorf("another certificate was saved, %v", err)
		}
		h.press("ui.close") // the message
		h.press("ui.close") // the details
	}
}

func TestThereIsOneChooserAtATime(t *testing.T) {
	h, desktop := withChooser(t)
	h.plug(snapshot(companyKey(t)))
	h.openDetails()
	h.press("ui.details.save-pem")
	h.press("ui.details.save-pem") // before the first is on the screen
	h.awaitsChooser()
	desktop.answers <- chooserAnswer{}
	h.Until("the end", func() bool { return h.choice == nil })
	if n := len(desktop.asked); n != 1 {
		t.Errorf("%d choosers", n)
	}
	h.press("ui.details.save-pem")
	h.awaitsChooser()
}

// Who asked may be gone before the chooser is there: a key that is pulled out
// takes its dialogs along.
func TestTheChooserGoesWithWhatAsked(t *testing.T) {
	for name, shown := range map[string]bool{"before it is there": false, "while it is there": true} {
		t.Run(name, func(t *testing.T) {
			h, desktop := withChooser(t)
			h.plug(snapshot(companyKey(t)))
			h.openDetails()
			details := h.stage.Top()
			h.press("ui.details.save-pem")
			<-desktop.asked
			if shown {
				h.awaitsChooser()
			}
			details.Close()
			h.Until("the end", func() bool { return h.choice == nil })
			<-desktop.ended
			if h.stage.Busy() {
				t.Errorf("in front is %q", h.title())
			}
		})
	}
}

func TestWithoutADesktopsChooserThePersonChoosesHere(t *testing.T) {
	for name, err := range map[string]error{"there is none": chooser.ErrNone, "it has failed": errTest} {
		t.Run(name, func(t *testing.T) {
			h, desktop := withChooser(t)
			h.scansAtHome()
			h.plug(snapshot(companyKey(t)))
			h.openDetails()
			h.press("ui.details.save-pem")
			desktop.answers <- chooserAnswer{err: err}
			h.Until("the screen", func() bool { return h.choice == nil && h.title() == "保存为PEM" })
			h.Until("the folder", func() bool { return uitest.Contains(h.Text(), "scan.jpg") })
			h.Says("个人文件夹", "计算机")
			h.press("files.save")
			h.Until("the message", func() bool { return h.title() == "已保存" })
		})
	}
}

func TestTheChooserGoesWithTheWindow(t *testing.T) {
	h, desktop := withChooser(t)
	h.plug(snapshot(companyKey(t)))
	h.openDetails()
	h.press("ui.details.save-pem")
	h.awaitsChooser()
	h.leave()
	if !h.closed {
		t.Error("the window stays")
	}
	h.Window.Close()
	<-desktop.ended
}

func TestAFileThatCannotBeWrittenIsTold(t *testing.T) {
	h, desktop := withChooser(t)
	h.plug(snapshot(companyKey(t)))
	h.openDetails()
	h.press("ui.details.save-pem")
	h.awaitsChooser()
	desktop.answers <- chooserAnswer{path: t.TempDir()} // a folder
	h.Until("the message", func() bool { return h.title() == "没有保存" })
	h.Says("文件没有保存成功。")
}
