//go:build wine

package main_test

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"ukey/cmd/internal/desktop"
)

// remembered is a key that this Windows has seen, whose certificate has expired
// since.
const remembered = `{"version": 1, "certificates": [{"serial": "NETCA-1234", "label": "单位证书", "owner": "甲公司", "issuer": "Test CA",
	"sha256": "abababababababababababababababababababababababababababababababab", "use": "signature",
	"notAfter": "2020-01-01T00:00:00Z", "seen": "2019-12-01"}]}`

// taskbar is a desktop of wine's own, which has one, with the resident program's
// icons at its right end.
type taskbar struct {
	*wine
	t      *testing.T
	ctx    context.Context
	screen *desktop.Window
	ledger string
}

const deskWidth, deskHeight = 1024, 768

// largeFont is a LOGFONTW whose characters are read without a mistake, which
// they are not in the usual size.
func largeFont() string {
	font := struct {
		Height, Width, Escapement, Orientation, Weight int32
		Styles                                         [8]byte
		Face                                           [32]uint16
	}{Height: -22, Weight: 400}
	copy(font.Face[:], utf16.Encode([]rune("UKey Sans SC")))
	data, _ := binary.Append(nil, binary.LittleEndian, font) // has a fixed size
	return hex.EncodeToString(data)
}

// icon is the middle of the nth icon from the right.
func icon(n int) image.Point { return image.Pt(deskWidth-11-20*n, deskHeight-10) }

func openDesk(ctx context.Context, t *testing.T) *taskbar {
	t.Helper()
	d := &taskbar{wine: newWine(ctx, t), t: t, ctx: ctx}
	d.must(d.run(ctx, "cmd", "/c", "ver").Run()) // which makes the person's folders
	state := filepath.Join(d.prefix, "drive_c", "users", filepath.Base(d.person()), "AppData", "Local", "ukey", "reminders")
	d.must(os.MkdirAll(state, 0o700))
	d.ledger = filepath.Join(state, "certificates.json")
	d.must(os.WriteFile(d.ledger, []byte(remembered), 0o600))

	for _, what := range []string{"MenuFont", "StatusFont"} {
		d.must(d.run(ctx, "reg", "add", `HKCU\Control Panel\Desktop\WindowMetrics`, "/f", "/v", what, "/t", "REG_BINARY", "/d", largeFont()).Run())
	}
	// The picture of a failure is taken when the context has ended.
	explorer := d.run(context.WithoutCancel(ctx), "explorer", "/desktop=ukey,1024x768", filepath.Join(d.bin, "ukey.exe"), "--background",
		"--module", "Z:"+d.driver, "--lang", "zh-Hans")
	d.must(explorer.Start())
	t.Cleanup(func() {
		_ = explorer.Process.Kill()
		_ = explorer.Wait() // it was killed
	})
	var err error
	d.screen, err = desktop.Find(ctx, "Wine desktop")
	d.must(err)
	t.Cleanup(func() {
		if t.Failed() {
			d.keep("windows-failed.png")
		}
	})
	return d
}

// keep keeps a picture of the desk.
func (d *taskbar) keep(name string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), 10*time.Second)
	defer cancel()
	picture, err := d.screen.Picture(ctx)
	if err != nil {
		d.t.Error(err)
	}
	keep(d.t, name, picture)
}

// person is the folder of the person whose Windows this is.
func (d *taskbar) person() string {
	d.t.Helper()
	folders, err := filepath.Glob(filepath.Join(d.prefix, "drive_c", "users", "*"))
	d.must(err)
	for _, folder := range folders {
		if filepath.Base(folder) != "Public" {
			return folder
		}
	}
	d.t.Fatalf("nobody's among %q", folders)
	return ""
}

func (d *taskbar) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *taskbar) says(texts ...string) {
	d.t.Helper()
	d.must(d.screen.Says(d.ctx, texts...))
}

// line is a place on the nth line of the menu from below, with that many
// groups under its own. The menu stands on the pointer.
func line(n, groups int) image.Point { return image.Pt(deskWidth-174, deskHeight-30-36*n-17*groups) }

// appears waits for something white. If there are texts to be read in it, the
// picture is kept.
func (d *taskbar) appears(at image.Point, picture string, texts ...string) {
	d.t.Helper()
	seen, err := d.screen.Until(d.ctx, func(img image.Image) bool {
		r, g, b, _ := img.At(at.X, at.Y).RGBA()
		return min(r, g, b) == 0xffff
	})
	d.must(err)
	if len(texts) == 0 {
		return
	}
	keep(d.t, picture, seen)
	read, err := desktop.Text(d.ctx, seen)
	d.must(err)
	for _, want := range texts {
		if !strings.Contains(read, want) {
			d.t.Errorf("%s does not say %s but:\n%s", picture, want, read)
		}
	}
}

// choose opens the menu of the tray's icon and clicks on a line.
func (d *taskbar) choose(at image.Point, picture string, texts ...string) {
	d.t.Helper()
	d.must(d.screen.RightClick(d.ctx, icon(0).X, icon(0).Y))
	d.appears(line(0, 0).Add(image.Pt(-10, 5)), picture, texts...)
	d.must(d.screen.Click(d.ctx, at.X, at.Y))
}

func (d *taskbar) until(what string, holds func() bool) {
	d.t.Helper()
	if desktop.Poll(d.ctx, holds) != nil {
		d.t.Fatalf("waited in vain for: %s", what)
	}
}

// TestADayInTheTrayOfWindows goes through what a person does with the icon and a
// reminder.
func TestADayInTheTrayOfWindows(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	d := openDesk(ctx, t)
	// A balloon goes after a few seconds, sooner than it is read, and its icon
	// stays.
	d.appears(image.Pt(deskWidth-24, deskHeight-100), "")
	d.must(d.screen.Click(ctx, icon(1).X, icon(1).Y))
	d.says("请插入UKey", "NETCA-1234")

	d.choose(line(6, 2), "windows-tray.png", "单位证书", "现在更新", "明天提醒", "退出")
	d.until("tomorrow", func() bool {
		text, err := os.ReadFile(d.ledger)
		return err == nil && strings.Contains(string(text), `"later"`)
	})

	// The second start has the first one do it, through the pipe, and ends.
	d.must(d.command(ctx, "ukey.exe", "--module", "Z:"+d.driver, "--lang", "zh-Hans").Run())
	if n := d.running("ukey.exe"); n != 1 {
		t.Errorf("%d windows are open", n)
	}

	d.choose(line(0, 0), "")
	d.until("the end", func() bool { return d.running("ukeytray.exe") == 0 })
	d.until("the end of its host", func() bool { return d.running("ukeyhost.exe") <= 1 }) // the other is the window's
}
