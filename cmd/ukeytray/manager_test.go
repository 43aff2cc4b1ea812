//go:build window

package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"ukey/app/instance"
	"ukey/cmd/internal/desktop"
	"ukey/cmd/internal/rig"
	"ukey/cmd/internal/setup"
	"ukey/token/softkey"
)

// manage gives the desktop a window manager, until it is made to crash.
func (d *day) manage() (crash func()) {
	d.t.Helper()
	d.t.Setenv("UKEY_THEME", "light") // which is read with less care
	stop, err := desktop.Manage(d.ctx)
	d.must(err)
	crash = sync.OnceFunc(stop)
	d.t.Cleanup(crash)
	return crash
}

// window starts the window, and waits until it shows the key.
func (d *day) window() (*program, *desktop.Window) {
	d.t.Helper()
	p := d.start(d.Program("ukey"), d.flags.Args()...)
	w, err := desktop.Find(d.ctx, "UKey")
	d.must(err)
	d.must(w.Says(d.ctx, label, "修改PIN码"))
	d.until("the window to listen", func() bool { return d.runs(instance.Window) })
	return p, w
}

func (d *day) runs(role instance.Role) bool { return d.flags.Group().Running(d.ctx, role) }

// quit ends the resident program, which nobody here has started.
func (d *day) quit() {
	d.t.Helper()
	d.must(d.flags.Group().Send(d.ctx, instance.Resident, instance.Request{Verb: instance.Quit}))
	d.until("the resident program to end", func() bool { return !d.runs(instance.Resident) })
}

// TestTheFramesCloseButtonLeavesTheIcon closes the window as people do where
// there is a tray, opens it again in each of their ways, and takes away what a
// crash has left.
func TestTheFramesCloseButtonLeavesTheIcon(t *testing.T) {
	d := newDay(t)
	d.manage()
	d.panel()
	d.until("a tray", d.tray)

	first, w := d.window()
	d.must(w.ClickClose(d.ctx))
	d.end(first)
	d.until("the resident program", func() bool { return d.runs(instance.Resident) })

	second, w := d.window()
	d.must(w.Minimise(d.ctx))
	d.end(d.start(d.Program("ukey"), d.flags.Args()...))
	d.must(w.AwaitFront(d.ctx)) // an icon no more

	uncover, err := desktop.Cover(d.ctx)
	d.must(err)
	d.end(d.start(d.Program("ukey"), append(d.flags.Args(), "--open", "pin")...))
	d.must(w.AwaitFront(d.ctx)) // over the other program's
	uncover()
	d.must(w.Says(d.ctx, "原PIN码"))

	d.must(second.Process.Signal(syscall.SIGKILL))
	<-second.ended
	third, w := d.window()
	d.must(w.Press(d.ctx, "alt+F4"))
	d.end(third)
	if !d.runs(instance.Resident) {
		t.Error("the resident program went with the window")
	}
	d.quit()
}

// TestWithoutATrayClosingAsks, and does what the person says.
func TestWithoutATrayClosingAsks(t *testing.T) {
	d := newDay(t)
	d.manage()

	p, w := d.window()
	d.must(w.AskToClose(d.ctx))
	d.must(w.Says(d.ctx, "关闭窗口后，还要继续提醒您", "完全退出", "继续在后台提醒"))
	d.must(w.Press(d.ctx, "Escape"))
	d.must(w.Says(d.ctx, "这个UKey里没有证书", "修改PIN码"))
	d.must(w.Press(d.ctx, "alt+F4"))
	d.must(w.Says(d.ctx, "完全退出"))
	d.must(w.Press(d.ctx, "Return")) // go on
	d.end(p)
	d.until("the resident program", func() bool { return d.runs(instance.Resident) })

	p, w = d.window()
	d.must(w.Press(d.ctx, "alt+F4"))
	d.must(w.Says(d.ctx, "完全退出"))
	d.must(w.Press(d.ctx, "shift+Tab", "space")) // to the button before it
	d.end(p)
	d.until("the resident program to end", func() bool { return !d.runs(instance.Resident) })
}

// TestTheWindowStartsAgain where a setting is read at the start alone: it does
// not hand over to the one that is ending, whether the resident program is there
// or not.
func TestTheWindowStartsAgain(t *testing.T) {
	d := newDay(t)
	d.manage()
	old, w := d.window()
	d.leave(d.startAgain(old, w, 2))
	d.resident()
	d.until("the resident program", func() bool { return d.runs(instance.Resident) })

	old, w = d.window()
	w = d.startAgain(old, w, 1)
	d.end(d.start(d.Program("ukey"), append(d.flags.Args(), "--open", "help")...))
	d.must(w.Says(d.ctx, "有什么可以帮您"))
	d.leave(w)
}

// TestTheWindowOpensWhereTheManagerHasCrashed, which has left word of itself on
// the desktop.
func TestTheWindowOpensWhereTheManagerHasCrashed(t *testing.T) {
	d := newDay(t)
	d.manage()()
	_, w := d.window()
	d.leave(w)
}

// leave ends a window that nobody here has started.
func (d *day) leave(w *desktop.Window) {
	d.t.Helper()
	d.must(d.flags.Group().Send(d.ctx, instance.Window, instance.Request{Verb: instance.Quit}))
	d.must(w.AwaitGone(d.ctx))
	d.until("its place to be free", func() bool { return !d.runs(instance.Window) })
}

// startAgain chooses one of the ways to go through a proxy under 设置, and the
// offer that is made then. It returns the new window.
func (d *day) startAgain(old *program, w *desktop.Window, proxy int) *desktop.Window {
	d.t.Helper()
	d.must(w.Click(d.ctx, 951, 37)) // 设置
	d.must(w.Says(d.ctx, "数据与日志"))
	d.must(w.Press(d.ctx, "Down", "Down", "Down", "Down"))
	d.must(w.Says(d.ctx, "代理服务器"))
	for range proxy {
		d.must(w.Press(d.ctx, "Tab"))
	}
	d.must(w.Press(d.ctx, "space"))
	d.must(w.Says(d.ctx, "立即重新启动"))
	d.must(w.Click(d.ctx, 585, 602))
	d.end(old)
	d.until("the new window", func() bool { return d.runs(instance.Window) })
	w, err := desktop.Find(d.ctx, "UKey")
	d.must(err)
	d.must(w.Says(d.ctx, label, "修改PIN码"))
	return w
}

// TestAWindowWaitsForItsKey: closing it in the middle of a renewal says why it
// does not close, and it does once the key has finished.
func TestAWindowWaitsForItsKey(t *testing.T) {
	d := newDay(t)
	d.manage()
	d.must(rig.Build(d.ctx, filepath.Dir(d.Program("ukey")), "ukey/cmd/ukeyca"))
	t.Cleanup(func() { d.must(d.Close()) })
	d.must(d.ServeCA(context.WithoutCancel(d.ctx), rig.AnyPort)) // until it is closed
	d.must(d.Keys[0].Unplug())
	const renewed = "业务章"
	d.must(d.Organisation(d.ctx, renewed, "rsa", time.Now().Add(27*24*time.Hour), d.ByCA))
	config := filepath.Join(t.TempDir(), "config.yaml")
	d.must(os.WriteFile(config, fmt.Appendf(nil, "modules: [%q]\nca: {url: %q, root: %q}\nlanguage: zh-Hans\nbackground: false\nkeygen_timeout: 3600\n",
		d.Module, d.URL, d.Root), 0o600))
	d.flags = setup.Flags{Config: config}

	p := d.start(d.Program("ukey"), d.flags.Args()...)
	w, err := desktop.Find(d.ctx, "UKey")
	d.must(err)
	d.must(w.Says(d.ctx, renewed, "天到期"))
	d.must(w.Press(d.ctx, "ctrl+u"))
	d.must(w.Says(d.ctx, "最近更新日期"))
	d.must(w.Press(d.ctx, "Return"))
	d.must(w.Says(d.ctx, "开始更新"))
	d.must(w.Press(d.ctx, "space", "Return"))
	d.must(w.Says(d.ctx, "忘记密码"))
	d.must(d.Store.Hang("C_GenerateKeyPair", 1))
	d.must(w.Type(d.ctx, softkey.DefaultPIN))
	d.must(w.Press(d.ctx, "Return"))
	d.must(w.Says(d.ctx, "正在生成密钥"))
	d.must(w.Press(d.ctx, "alt+F4"))
	d.must(w.Says(d.ctx, "UKey正在工作", "请不要拔出UKey"))
	d.must(d.Store.ClearFaults())
	d.end(p)
}
