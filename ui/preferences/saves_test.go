package preferences

import (
	"errors"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app/settings"
	"ukey/ui/work"
)

// A home on a computer that does not answer keeps nobody from going on, and
// everything chosen meanwhile gets there in its turn.
func TestADiskThatHangsKeepsNobodyWaiting(t *testing.T) {
	busy := make(chan struct{})
	o := plainly(t, func(k *keeper) { k.busy = busy })
	o.mark("深色")
	o.mark("150%")
	o.mark("125%")
	if p := o.pill("125%"); !p.Chosen() || o.pill("150%").Chosen() || !o.pill("深色").Chosen() {
		t.Error("what was chosen is not shown")
	}
	o.turn("CA服务")
	o.entry(0).SetText("https://ca.example")
	o.turn("提醒与后台")
	o.mark("60 天")
	if s := o.keeper.Settings(); s.Theme == settings.Dark || s.CA.URL != "" {
		t.Errorf("kept by a disk that hangs: %+v", s)
	}
	close(busy)
	s := o.kept()
	if s.Theme != settings.Dark || s.Scale != 125 || s.CA.URL != "https://ca.example" || slices.Contains(s.Reminders.Days, 60) {
		t.Errorf("kept %+v", s)
	}
}

// What the disk takes later than the person went on to type leaves the field
// alone.
func TestALateAnswerOfTheDiskTakesNothingFromTheField(t *testing.T) {
	busy := make(chan struct{}, 1)
	o := plainly(t, func(k *keeper) { k.busy = busy })
	o.turn("网络")
	o.mark("指定")
	e := o.entry(0)
	e.SetText("http://one.example:8080")
	e.OnSubmitted(e.Text)
	e.SetText("http://two.exam")
	busy <- struct{}{}
	o.settled()
	if o.entry(0) != e || e.Text != "http://two.exam" {
		t.Errorf("the field says %q", o.entry(0).Text)
	}
	if got := o.kept().Proxy; got != "http://one.example:8080" {
		t.Errorf("kept %q", got)
	}
	o.keeper.setErr = &settings.Error{Source: "config.yaml", Err: &settings.SaveError{Err: os.ErrPermission}}
	e.SetText("http://two.example:8080")
	e.OnSubmitted(e.Text)
	busy <- struct{}{}
	o.settled()
	o.Says("没有权限")
	if e.Text != "http://two.example:8080" {
		t.Errorf("the field says %q", e.Text)
	}
}

// One that comes to nothing after the person has left the page is said there,
// and taken back.
func TestALateFailureIsToldWhereverThePersonIs(t *testing.T) {
	busy := make(chan struct{})
	o := plainly(t, func(k *keeper) {
		k.busy = busy
		k.setErr = &settings.Error{Source: "config.yaml", Err: &settings.SaveError{Err: os.ErrPermission}}
	})
	o.mark("深色")
	o.turn("数据与日志")
	close(busy)
	o.settled()
	o.Says("这项更改没有保存。", "没有权限")
	o.Press("关闭")
	o.turn("语言与外观")
	if o.pill("深色").Chosen() {
		t.Error("it is still shown as chosen")
	}
}

// A window that closes waits for what is on its way, but not for ever.
func TestClosingWaitsForTheDiskAWhile(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration // of the disk, for each choice
		kept  int32
		waits time.Duration
	}{
		"slow": {time.Second, 2, 2 * time.Second},
		"dead": {time.Hour, 0, patience},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &slowKeeper{takes: c.takes}
				w := work.New(func(f func()) { f() })
				s := NewSaves(k, w)
				for _, theme := range []string{"dark", "light"} {
					s.Set(map[string]any{settings.Look: theme}, func(error) {})
				}
				synctest.Wait()
				begun := time.Now()
				w.Close()
				if waited := time.Since(begun); waited != c.waits || k.kept.Load() != c.kept {
					t.Errorf("waited %v for %d choices", waited, k.kept.Load())
				}
				if <-s.Settled(); (s.last.err == nil) != (c.kept == 2) || s.last.err != nil && !errors.Is(s.last.err, errLeft) {
					t.Errorf("it ends with %v", s.last.err)
				}
				<-time.After(2 * time.Hour) // the disk wakes up
			})
		})
	}
}

// slowKeeper takes its time.
type slowKeeper struct {
	Keeper
	takes time.Duration
	kept  atomic.Int32
}

func (k *slowKeeper) Set(map[string]any) error {
	<-time.After(k.takes)
	k.kept.Add(1)
	return nil
}
