package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/uitest"
)

// treeTitles is what the tree says, a line for each row, old ones included as
// far as they are unfolded.
func (h *harness) treeTitles() string {
	var lines []string
	for _, row := range h.sidebar.outline.Rows() {
		lines = append(lines, strings.Repeat("  ", row.Depth)+strings.TrimSpace(row.Title+" "+row.Trailing))
	}
	return strings.Join(lines, "\n")
}

func TestTheTreeListsEveryKeyAndItsCertificates(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), expiredKey(t)))
	want := strings.Join([]string{
		"单位证书", "  签名证书 27 天", "  加密证书 27 天", "  旧证书 2",
		"业务章 2", "  签名证书 已过期", "  加密证书 已过期",
	}, "\n")
	if got := h.treeTitles(); got != want {
		t.Errorf("the tree says:\n%s\nwant:\n%s", got, want)
	}
}

func TestNothingIsSaidToBeMissingBeforeAnybodyHasLooked(t *testing.T) {
	h := open(t, chinese())
	if uitest.Contains(h.Text(), "没有插入UKey") {
		t.Error("no key is said to be there while they are being read")
	}
	h.plug(snapshot())
	h.Says("没有插入UKey")
	if text := h.sidebar.nothing.Size(); text.Width < 100 {
		t.Errorf("it has %v to be read in", text)
	}
}

func TestCertificatesOfAuthoritiesAreNotListed(t *testing.T) {
	h := open(t, chinese())
	ca := readCertificate(t, "signature-valid")
	ca.IsCA = true
	h.plug(snapshot(newKey("单位证书", "1", readCertificate(t, "signature"), ca)))
	if got := h.treeTitles(); got != "单位证书\n  签名证书 27 天" {
		t.Errorf("the tree says:\n%s", got)
	}
}

func TestTheFoldOfOldCertificatesOpensAndCloses(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	fold := rowID(companyKey(t).ID, foldPart)
	h.sidebar.outline.OnFold(fold)
	if got := h.treeTitles(); !strings.Contains(got, "    加密证书 2025") {
		t.Errorf("not unfolded:\n%s", got)
	}
	h.sidebar.outline.OnFold(fold)
	if got := h.treeTitles(); strings.Contains(got, "    ") {
		t.Errorf("not folded again:\n%s", got)
	}
}

func TestThePaneSaysWhatAClerkIsAskedFor(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.Says(
		"深圳市鹏程示例科技有限公司", "还有 27 天到期", "2025-12-20 到 2026-12-19",
		"证书类型", "签名证书", "颁发者", "NETCA Organization ClassA CA", "国家", "中国 (CN)", "省份", "广东省",
		"地址", "深圳市", "统一社会信用代码", "91440300MA5FD3EM0N", "序列号", "5A3C90E1D2B4F607",
	)
}

func TestThePrimaryActionFollowsTheState(t *testing.T) {
	locked := companyKey(t)
	locked.PIN.State = token.PINLocked
	for name, c := range map[string]struct {
		key  app.Key
		want string // "" if nothing presses
	}{
		"due":     {companyKey(t), "立即更新"},
		"expired": {expiredKey(t), "申请更新"},
		"valid":   {validKey(t), ""},
		"locked":  {locked, "如何解锁"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.plug(snapshot(c.key))
			got := ""
			if h.pane.primary.Visible() {
				got = h.pane.primary.Label()
			}
			if got != c.want {
				t.Errorf("the primary action is %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnotherKeyPluggedInDisturbsNothing(t *testing.T) {
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(companyKey(t)))
	h.pane.scroll.ScrollToOffset(fyne.NewPos(0, 40))
	h.win.Canvas().Focus(h.pane.details)
	selected, offset := h.model.selected, h.pane.scroll.Offset

	h.plug(snapshot(expiredKey(t), companyKey(t)))
	if h.model.selected != selected || h.sidebar.outline.Selected() != idOf(selected) {
		t.Error("the selection has moved")
	}
	if h.pane.scroll.Offset != offset || offset.Y == 0 {
		t.Errorf("scrolled from %v to %v", offset, h.pane.scroll.Offset)
	}
	if h.win.Canvas().Focused() != fyne.Focusable(h.pane.details) {
		t.Error("the focus has moved")
	}
}

func TestScrollAndFocusStayWhenTheShownCertificateChanges(t *testing.T) {
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(companyKey(t)))
	h.pane.scroll.ScrollToOffset(fyne.NewPos(0, 40))
	h.win.Canvas().Focus(h.pane.primary)

	older := companyKey(t)
	older.Certificates[0].DaysLeft = 26
	h.plug(snapshot(older))
	h.Says("还有 26 天到期")
	if got := h.pane.scroll.Offset.Y; got != 40 {
		t.Errorf("scrolled to %v", got)
	}
	if h.win.Canvas().Focused() != fyne.Focusable(h.pane.primary) {
		t.Error("the focus has moved")
	}
}

func TestUnpluggingShowsByItselfAndNamesTheKey(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), expiredKey(t)))
	h.plug(snapshot(expiredKey(t)))
	h.Says("“单位证书”已拔出。")
	if strings.Contains(h.Text(), "深圳市鹏程示例科技有限公司") {
		t.Error("the unplugged key's certificate is still shown")
	}
	h.plug(snapshot(companyKey(t), expiredKey(t)))
	h.Says("深圳市鹏程示例科技有限公司")
}

func TestAKeyThatComesBackIsSelectedAsBefore(t *testing.T) {
	h := open(t, chinese())
	keys := fullKeys(t)
	last := keys[len(keys)-1]
	h.plug(snapshot(keys...))
	chosen := selection{key: last.ID, hash: last.Certificates[70].SHA256()}
	h.pick(chosen)
	h.sidebar.scroll.ScrollToBottom()
	offset := h.sidebar.scroll.Offset.Y
	h.openPIN()
	h.plugIn(snapshot(keys[:len(keys)-1]...))
	h.Says("“单位证书”已拔出。")
	h.Key(fyneReturn) // read
	h.Says("重新插入后会自动显示。")
	h.plug(snapshot(keys...))
	if h.title() != "" || h.model.selected != chosen || !strings.Contains(h.Text(), "有效") {
		t.Errorf("%q is open, and selected %v", h.title(), h.model.selected)
	}
	if got := h.sidebar.scroll.Offset.Y; got != offset {
		t.Errorf("the list was scrolled to %g, and is to %g", offset, got)
	}
}

func TestWithoutAKeyTheScreenSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		snapshot *app.Snapshot
		want     []string
	}{
		"no key":         {snapshot(), []string{"没有检测到UKey。", "请插入UKey"}},
		"no driver":      {&app.Snapshot{At: today}, []string{"没有找到UKey的驱动程序"}},
		"driver missing": {&app.Snapshot{At: today, Problems: []app.Problem{missingDriver()}}, []string{"驱动不能工作", "/usr/lib/netca/libnetca_p11.so", "请安装UKey的驱动程序"}},
		"driver crashed": {&app.Snapshot{At: today, Problems: []app.Problem{{Driver: "x.so", Err: token.ErrDriverCrashed}}}, []string{"驱动程序意外退出。"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.plug(c.snapshot)
			h.Says(c.want...)
		})
	}
}

func TestAFailedDriverIsToldThoughAnotherHasKeys(t *testing.T) {
	h := open(t, chinese())
	s := snapshot(validKey(t))
	s.Problems = []app.Problem{missingDriver()}
	h.plug(s)
	h.Says("1 个驱动有问题", "已插入 1 个UKey")
	h.press("ui.status.look")
	h.Says("找不到驱动文件", "cannot open shared object file")
}

func TestTheWindowLivesWhileTheHardwareIsSlow(t *testing.T) {
	h := open(t, chinese())
	release := make(chan *app.Snapshot)
	h.desk.refresh = func(context.Context) *app.Snapshot { return <-release }
	h.plug(snapshot(companyKey(t)))

	h.Key(fyne.KeyF5)
	h.Says("正在刷新…")
	h.pick(selection{key: companyKey(t).ID, hash: hashOf(t, "encryption")})
	h.Says("5A3C90E1D2B4F608") // another certificate is shown meanwhile
	h.openAbout()
	h.Says("版本 v1.0.0")
	h.Key(fyneEscape)

	release <- snapshot(companyKey(t), expiredKey(t))
	h.Until("the new snapshot", func() bool { return len(h.model.snapshot.Keys) == 2 })
	h.Says("已插入 2 个UKey", "5A3C90E1D2B4F608")
}

func TestRefreshIsNotBegunTwice(t *testing.T) {
	h := open(t, chinese())
	calls := make(chan struct{}, 4)
	h.desk.refresh = func(ctx context.Context) *app.Snapshot {
		calls <- struct{}{}
		<-ctx.Done()
		return snapshot()
	}
	h.refresh()
	h.refresh()
	<-calls
	if len(calls) != 0 {
		t.Error("a second refresh was begun")
	}
}

func TestCopyPutsTheValueOnTheClipboard(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.copy("统一社会信用代码", "91440300MA5FD3EM0N")
	if got := h.App.Clipboard().Content(); got != "91440300MA5FD3EM0N" {
		t.Errorf("the clipboard has %q", got)
	}
	h.Says("已复制：统一社会信用代码")
}

func TestArrowsMoveThroughTheTree(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.win.Canvas().Focus(h.sidebar.outline)
	h.Key(fyne.KeyDown)
	if h.model.selected.hash != hashOf(t, "encryption") {
		t.Error("Down did not select the encryption certificate")
	}
	h.Key(fyne.KeyHome)
	if !h.model.selected.isKey() {
		t.Error("Home did not select the key")
	}
	h.Says("剩余重试次数")
}

func TestPageKeysTurnTheCertificate(t *testing.T) {
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(companyKey(t)))
	h.win.Canvas().Focus(h.sidebar.outline)
	h.Key(fyne.KeyPageDown)
	if h.pane.scroll.Offset.Y == 0 {
		t.Error("PageDown does nothing")
	}
	h.Key(fyne.KeyPageUp)
	if h.pane.scroll.Offset.Y != 0 {
		t.Error("PageUp does not lead back")
	}
}

func TestEveryActionIsReachedByTabAndPressedByEnter(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	reached := map[string]bool{}
	for range 20 {
		h.Tab()
		switch f := h.win.Canvas().Focused().(type) {
		case *kit.ToolButton:
			reached[f.Label()] = true
		case *kit.Button:
			reached[f.Label()] = true
		case *kit.Outline:
			reached["tree"] = true
		}
	}
	for _, want := range []string{"证照更新", "修改PIN码", "环境检测", "软件升级", "帮助", "关于我们", "刷新", "设置", "tree", "立即更新", "详细信息"} {
		if !reached[want] {
			t.Errorf("Tab does not reach %s", want)
		}
	}
	h.win.Canvas().Focus(h.toolbar.about)
	h.Key(fyneReturn)
	if h.title() != "关于我们" {
		t.Error("Enter did not press the button")
	}
}

func TestTheLineOfProgressStopsWhenTheKeysAreThere(t *testing.T) {
	h := open(t, chinese())
	var bars []*widget.ProgressBarInfinite
	h.Walk(func(o fyne.CanvasObject) {
		if bar, ok := o.(*widget.ProgressBarInfinite); ok {
			bars = append(bars, bar)
		}
	})
	if len(bars) != 1 || !bars[0].Running() {
		t.Fatalf("while reading there are %d lines of progress", len(bars))
	}
	h.plug(snapshot(companyKey(t)))
	if bars[0].Running() {
		t.Error("it goes on moving, and with it the whole window")
	}
}

func TestAChosenRowIsBroughtIntoViewAndTheOthersStay(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(fullKey(t, 100)))
	h.win.Canvas().Focus(h.sidebar.outline)
	h.Key(fyne.KeyEnd)
	scroll := h.sidebar.scroll
	if bottom := scroll.Offset.Y + scroll.Size().Height; bottom < scroll.Content.Size().Height-look.S4 {
		t.Errorf("the last row is chosen, and the tree ends at %g of %g", bottom, scroll.Content.Size().Height)
	}
	drawn := 0
	h.Walk(func(o fyne.CanvasObject) {
		if text, ok := o.(*kit.Text); ok && text.Text() == "签名证书" {
			drawn++
		}
	})
	if drawn < 5 || drawn > 30 {
		t.Errorf("%d of 100 rows are drawn", drawn)
	}
	scroll.ScrollToTop()
	h.plugIn(snapshot(fullKey(t, 100)))
	if scroll.Offset.Y != 0 {
		t.Error("a new snapshot scrolls the tree")
	}
}

func TestNoKeyIsMissedWhileKeysAreRead(t *testing.T) {
	h := open(t, chinese())
	missed := h.words.T("ui.tree.empty")
	if strings.Contains(h.Text(), missed) {
		t.Error("before a driver has answered")
	}
	pending := snapshot()
	pending.Drivers[0].State = app.DriverPending
	h.plug(pending)
	if strings.Contains(h.Text(), missed) {
		t.Error("while one has not answered")
	}
	h.plug(snapshot())
	h.Says(missed)
}
