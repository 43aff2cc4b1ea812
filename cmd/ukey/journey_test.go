//go:build window

package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"ukey/cmd/internal/desktop"
	"ukey/cmd/internal/rig"
	"ukey/token/softkey"
)

const (
	journeyKey = "单位证书"
	freshPIN   = "246813579"
)

// TestAClerkChangesThePINAndRenews is what the program is there for, with the
// real window on a real screen, from the start to the new date, by keyboard.
// What it came to is read from the screen, and from the key with ukeyctl.
func TestAClerkChangesThePINAndRenews(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	j := newJourney(ctx, t)
	before := j.notAfter(ctx)

	w := j.start(ctx)
	j.must(w.Says(ctx, "证照更新", "天到期", dateOf(before)))
	keepRead(ctx, t, w, "journey-due.png")

	j.must(w.Press(ctx, "ctrl+p"))
	j.must(w.Says(ctx, "原PIN码"))
	for _, pin := range []string{softkey.DefaultPIN, freshPIN, freshPIN} {
		j.must(w.Type(ctx, pin))
		j.must(w.Press(ctx, "Tab"))
	}
	j.must(w.Press(ctx, "Tab", "space", "Return")) // past the box that shows the PINs: the declaration
	j.must(w.Says(ctx, "PIN码已修改"))
	keepRead(ctx, t, w, "journey-pin.png")
	j.must(w.Press(ctx, "Return"))

	j.must(w.Press(ctx, "ctrl+u"))
	j.must(w.Says(ctx, "最近更新日期"))
	j.must(w.Press(ctx, "Return"))
	j.must(w.Says(ctx, "开始更新"))
	keepRead(ctx, t, w, "window-plan.png")
	j.must(w.Press(ctx, "space", "Return")) // agreed
	j.must(w.Says(ctx, "忘记密码"))
	j.must(w.Type(ctx, freshPIN))
	j.must(w.Press(ctx, "Return"))
	j.must(w.Says(ctx, "您的新证书已安装成功"))
	keepRead(ctx, t, w, "window-renewed.png")
	j.must(w.Press(ctx, "Return"))

	after := j.notAfter(ctx)
	if !after.After(before) {
		t.Errorf("the certificate in force ended %s, and ends %s now", before, after)
	}
	j.must(w.Says(ctx, dateOf(after), "有效"))
	keepRead(ctx, t, w, "journey-valid.png")
}

// journey is a computer on which the program is set up, with a key plugged in
// whose certificates end soon, and the CA that renews them.
type journey struct {
	t *testing.T
	*rig.Rig
	env []string
}

func newJourney(ctx context.Context, t *testing.T) *journey {
	t.Helper()
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	j := &journey{t: t, Rig: rig.New(dir, bin)}
	j.must(rig.Build(ctx, bin, "ukey/cmd/ukey", "ukey/cmd/ukeyctl", "ukey/cmd/ukeyca"))
	t.Cleanup(func() { j.must(j.Close()) })
	j.must(j.ServeCA(context.WithoutCancel(ctx), rig.AnyPort))
	j.must(j.Organisation(ctx, journeyKey, "rsa", time.Now().Add(27*24*time.Hour), j.ByCA))

	config := filepath.Join(dir, "config", "ukey")
	j.must(os.MkdirAll(config, 0o700))
	j.must(os.WriteFile(filepath.Join(config, "config.yaml"), fmt.Appendf(nil,
		"modules: [%q]\nca: {url: %q, root: %q}\nlanguage: zh-Hans\ntheme: light\nbackground: false\n", j.Module, j.URL, j.Root), 0o600))
	j.env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
	return j
}

func (j *journey) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

// start starts the program without a word on the command line, as a double
// click does.
func (j *journey) start(ctx context.Context) *desktop.Window {
	j.t.Helper()
	var output bytes.Buffer
	ukey := exec.Command(j.Program("ukey"))
	ukey.Env, ukey.Stdout, ukey.Stderr = j.env, &output, &output
	j.must(ukey.Start())
	j.t.Cleanup(func() {
		if j.t.Failed() {
			j.t.Logf("the program said: %s", output.String())
		}
		j.must(ukey.Process.Signal(syscall.SIGTERM))
		if err := ukey.Wait(); err != nil {
			j.t.Errorf("the program ended with %v", err)
		}
	})
	w, err := desktop.Find(ctx, "UKey")
	j.must(err)
	j.must(w.Focus(ctx))
	return w
}

// notAfter asks the key when its signing certificate in force ends.
func (j *journey) notAfter(ctx context.Context) (last time.Time) {
	j.t.Helper()
	list := exec.CommandContext(ctx, j.Program("ukeyctl"), "list", "--json")
	list.Env = j.env
	out, err := list.Output()
	j.must(err)
	var keys struct {
		Tokens []struct {
			Certificates []struct {
				Use      string
				NotAfter time.Time
			}
		}
	}
	j.must(json.Unmarshal(out, &keys))
	for _, k := range keys.Tokens {
		for _, c := range k.Certificates {
			if c.Use == "signature" && c.NotAfter.After(last) {
				last = c.NotAfter
			}
		}
	}
	return last
}

func dateOf(t time.Time) string { return t.Local().Format(time.DateOnly) }

// keepRead keeps what the window shows.
func keepRead(ctx context.Context, t *testing.T, w *desktop.Window, name string) {
	t.Helper()
	picture, err := w.Picture(ctx)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, name, picture)
}
