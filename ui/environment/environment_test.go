package environment

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/report"
	"ukey/ui/uitest"
)

func chinese(t *testing.T, d *fakeDesk) *rig {
	t.Helper()
	r := open(t, d, uitest.Usual, uitest.Normal)
	r.settle()
	return r
}

// fold finds a line by its title.
func (r *rig) fold(title string) *kit.Fold {
	r.T.Helper()
	var found *kit.Fold
	r.Walk(func(o fyne.CanvasObject) {
		if f, ok := o.(*kit.Fold); ok && f.Title() == title {
			found = f
		}
	})
	if found == nil {
		r.T.Fatalf("no line %q; the screen says:\n%s", title, r.Text())
	}
	return found
}

func (r *rig) says(text string) bool { return uitest.Contains(r.Text(), text) }

// last is what the desk was asked for last.
func (d *fakeDesk) last() app.Examination {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[len(d.asked)-1]
}

func TestEveryLayerHasItsPlace(t *testing.T) {
	var placed []app.Layer
	for _, g := range groups() {
		placed = append(placed, g.layers...)
	}
	all := app.Layers()
	slices.Sort(placed)
	slices.Sort(all)
	if !slices.Equal(placed, all) {
		t.Errorf("shown %v\nlooked at %v", placed, all)
	}
}

func TestWhatIsWrongIsOpenAndWhatIsFineOpensOnDemand(t *testing.T) {
	r := chinese(t, failing())
	if !r.says("但您没有使用它的权限") || r.says("文件夹：") {
		t.Error(r.Text())
	}
	r.fold("USB接口").Press()
	if r.says("请管理员执行下面的命令") {
		t.Error("still open")
	}
	before := strings.Count(r.Text(), "再检查一次")
	r.fold("浏览器").Press()
	if strings.Count(r.Text(), "再检查一次") <= before {
		t.Error("not opened")
	}
	// Where several things were looked at, what is wrong comes first.
	open, private := strings.Index(r.Text(), "其他用户也能查看"), strings.Index(r.Text(), "可以读写")
	if open < 0 || private < open {
		t.Errorf("%d, %d", open, private)
	}
}

func TestAFixIsCarriedOutAndItsEffectLookedAt(t *testing.T) {
	d := failing()
	d.fixing = make(chan struct{})
	r := chinese(t, d)
	r.Press("再试一次这个驱动")
	r.Says("正在处理…")
	if b := r.Button("修复文件夹"); !b.Disabled() {
		t.Error("two fixes at once")
	}
	d.mu.Lock()
	d.checks = healthy().checks
	d.mu.Unlock()
	close(d.fixing)
	r.Until("the driver to be fine", func() bool { return !r.says("已暂停使用") })
	r.settle()
	if !slices.Equal(d.fixed, []app.Fix{retry}) || !slices.Contains(d.last().Layers, app.LayerToken) || slices.Contains(d.last().Layers, app.LayerFolder) {
		t.Errorf("fixed %v, looked at %v", d.fixed, d.last().Layers)
	}
	r.Says("可以使用，2 项需要注意") // the others were not looked at again
}

func TestAFixThatFailsSaysWhy(t *testing.T) {
	d := failing()
	d.fixErr = errFix
	r := chinese(t, d)
	before := len(d.asked)
	r.Press("修复文件夹")
	r.Until("the reason", func() bool { return r.says(r.host.Words.Error(errFix).Text) })
	if len(d.asked) != before || r.Button("修复文件夹").Disabled() {
		t.Error("looked again, or cannot be tried again")
	}
}

func TestOtherFixesLeadElsewhere(t *testing.T) {
	r := chinese(t, failing())
	r.Press("复制")
	if r.copied != "sudo udevadm trigger --subsystem-match=usb" {
		t.Errorf("copied %q", r.copied)
	}
	r.Press("查看帮助")
	if r.helped == "" {
		t.Error("no help")
	}
	r.Press("打开设置")
	if r.page != app.PageDrivers || r.host.Stage.Busy() {
		t.Errorf("page %q", r.page)
	}
	if len(r.desk.fixed) > 0 {
		t.Errorf("the program has done %v", r.desk.fixed)
	}
}

func TestDetailsAreForSupport(t *testing.T) {
	r := chinese(t, failing())
	r.fold("驱动").Press()
	const detail = "access /dev/bus/usb/001/004: permission denied"
	if r.says(detail) {
		t.Error("shown to everybody")
	}
	r.Press("详细信息")
	r.Says(detail)
	r.Press("详细信息")
	if r.says(detail) {
		t.Error("cannot be hidden again")
	}
}

func TestOneLineIsLookedAtAgain(t *testing.T) {
	d := failing()
	r := chinese(t, d)
	for _, title := range []string{"驱动", "USB接口", "数据文件夹"} {
		r.fold(title).Press()
	}
	d.find(app.LayerResident, app.Check{Result: app.ResultOK, Finding: app.FoundResident})
	r.Press("再检查一次")
	r.settle()
	if got := d.last().Layers; !slices.Equal(got, []app.Layer{app.LayerResident}) {
		t.Errorf("looked at %v", got)
	}
	r.Says("2 项需要处理，1 项需要注意")
}

func TestEverythingIsLookedAtAgain(t *testing.T) {
	d := failing()
	r := chinese(t, d)
	d.mu.Lock()
	d.checks = healthy().checks
	d.mu.Unlock()
	r.Press("重新检测")
	r.settle()
	r.Says("一切正常")
	if e := d.last(); len(e.Layers) != len(app.Layers()) || e.Scale != 100 {
		t.Errorf("%+v", e)
	}
}

func TestClosingCutsOffWhatIsStillLookedAt(t *testing.T) {
	d := healthy()
	d.gate[app.LayerToken] = make(chan struct{}) // never opened
	r := open(t, d, uitest.Usual, uitest.Normal)
	r.Until("the driver's line", func() bool { return r.says("/opt/vendor/libkey.so") })
	r.Key(fyne.KeyEscape)
	select {
	case <-d.finished:
	case <-t.Context().Done():
	}
	if r.host.Stage.Busy() {
		t.Error("still open")
	}
}

func TestTheReportIsMaskedAndWhole(t *testing.T) {
	r := chinese(t, failing())
	r.Press("复制报告")
	r.Press("保存报告")
	r.Says("已经隐去")
	r.Press("保存为文本")
	r.Press("保存报告")
	r.Press("保存为JSON")
	text, data := r.saved["ukey-20261122-0900.txt"], r.saved["ukey-20261122-0900.json"]
	if string(text) != r.copied || len(data) == 0 {
		t.Errorf("saved %d and %d bytes", len(text), len(data))
	}
	for _, report := range []string{r.copied, string(data)} {
		if strings.Contains(report, "wangxiaoming") || !strings.Contains(report, "/home/[user]/.local/state/ukey") {
			t.Error(report)
		}
	}
	if !strings.Contains(r.copied, "1.0.0") || !strings.Contains(r.copied, "permission denied") {
		t.Error(r.copied)
	}
	var doc report.Document
	if err := json.Unmarshal(data, &doc); err != nil || doc.Result != app.ResultFailed || doc.Checks[0].Layer != app.LayerSettings {
		t.Errorf("%v: %+v", err, doc)
	}
}

func TestTheKeyboardReachesEverything(t *testing.T) {
	r := chinese(t, failing())
	reached := map[fyne.Focusable]bool{}
	for range 200 {
		r.Tab()
		reached[r.Win.Canvas().Focused()] = true
	}
	r.Walk(func(o fyne.CanvasObject) {
		f, ok := o.(fyne.Focusable)
		if d, can := o.(fyne.Disableable); ok && (!can || !d.Disabled()) && !reached[f] {
			t.Errorf("%T is not reached", o)
		}
	})
	r.Win.Canvas().Focus(r.fold("浏览器"))
	r.Key(fyne.KeySpace)
	r.Says("Google Chrome、Firefox")
	if r.Win.Canvas().Focused() != fyne.Focusable(r.fold("浏览器")) {
		t.Error("the focus has gone")
	}
	r.Key(fyne.KeyEscape)
	if r.host.Stage.Busy() {
		t.Error("still open")
	}
}

func TestTheTextsAreAllThereInEachLanguage(t *testing.T) {
	var composed []string
	for _, g := range groups() {
		composed = append(composed, "environment.group."+g.name)
	}
	for _, kind := range []app.FixKind{app.FixRetry, app.FixFolder, app.FixAutostart, app.FixResident, app.FixSettings, app.FixDownload} {
		composed = append(composed, "environment.fix."+string(kind))
	}
	uitest.Texts{Area: "environment", Composed: composed}.Check(t)
}

// What an examination tells after another one has begun is out of date.
func TestALateAnswerChangesNothing(t *testing.T) {
	d := failing()
	gate := make(chan struct{})
	d.gate[app.LayerToken] = gate
	r := open(t, d, uitest.Usual, uitest.Normal)
	r.Until("the driver's line", func() bool { return r.Button("再试一次这个驱动") != nil })
	d.mu.Lock()
	d.gate = nil
	d.checks = healthy().checks
	d.mu.Unlock()
	r.Press("再试一次这个驱动")
	r.Until("the key", func() bool { return r.says("已插入，在插槽") })
	close(gate) // the first examination goes on, and still sees no driver
	r.settle()
	if r.says("没有能工作的驱动") || !r.says("已插入，在插槽") {
		t.Error(r.Text())
	}
}
