package preferences

import (
	"context"
	"crypto/x509"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// keeper keeps the settings in a file, as the program does.
type keeper struct {
	t       *testing.T
	machine string // content of the administrator's file
	path    string
	stale   atomic.Bool
	root    *x509.Certificate
	setErr  error
	busy    chan struct{} // if not nil, the disk answers once for each value of it
	ca      func(context.Context) error
	driver  func(path string) (int, error)
}

func (k *keeper) Settings() *settings.Settings {
	machine := filepath.Join(filepath.Dir(k.path), "machine.yaml")
	if err := os.WriteFile(machine, []byte(k.machine), 0o600); err != nil {
		k.t.Fatal(err)
	}
	s, err := settings.Load(settings.Sources{MachineFile: machine, UserFile: k.path})
	if err != nil {
		k.t.Fatal(err)
	}
	return s
}

func (k *keeper) Set(options map[string]any) error {
	if k.busy != nil {
		<-k.busy
	}
	if k.setErr != nil {
		return k.setErr
	}
	if _, ok := options[settings.Modules]; ok {
		k.stale.Store(true)
	}
	return settings.Save(k.path, options)
}

func (k *keeper) Stale() bool { return k.stale.Load() }

func (k *keeper) Roots(path string) ([]*x509.Certificate, error) {
	if k.root == nil {
		return nil, &app.RootsError{Path: path, Err: os.ErrNotExist}
	}
	return []*x509.Certificate{k.root}, nil
}

func (k *keeper) TryCA(ctx context.Context) error                    { return k.ca(ctx) }
func (k *keeper) TryDriver(_ context.Context, p string) (int, error) { return k.driver(p) }
func (k *keeper) Folders() []Folder {
	return []Folder{{ForSettings, "/home/clerk/.config/ukey"}, {ForData, "/home/clerk/.local/state/ukey"}, {ForLogs, "/home/clerk/.local/state/ukey/logs"}}
}

// opened is the screen in a test.
type opened struct {
	*uitest.Screen
	words  *words.Printer // of the language that it was opened in
	keeper *keeper
	saves  *Saves
	picked func(take func(string)) // what choosing a file does
	shown  []string                // folders that were opened
	calls  []string
}

func open(t *testing.T, l uitest.Look, size fyne.Size, prepare func(*keeper)) *opened {
	t.Helper()
	screen1, host := uitest.Open(t, l, size)
	k := &keeper{t: t, path: filepath.Join(t.TempDir(), "config.yaml"), ca: func(context.Context) error { return nil }}
	looks := map[string]any{
		settings.Lang: string(screen1.Look.Language), settings.Look: string(screen1.Look.Theme), settings.Type: string(screen1.Look.Text),
	}
	if err := settings.Save(k.path, looks); err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(k)
	}
	o := &opened{Screen: screen1, words: host.Words, keeper: k, saves: NewSaves(k, host.Work)}
	Open(host, Config{
		Keeper: k, Saves: o.saves,
		Drivers: func() []app.Driver {
			return []app.Driver{
				{Library: discovery.Library{Path: "/usr/lib/softhsm/libsofthsm2.so", Vendor: "SoftHSM", Source: discovery.BuiltIn}, State: app.DriverLoaded},
				{Library: discovery.Library{Path: "/opt/vendor/lib/libvendor_p11.so", Source: discovery.P11Kit}, State: app.DriverWrongArchitecture},
			}
		},
		Apply: func(s *settings.Settings) screen.Host {
			o.App.Settings().SetTheme(look.New(look.Mode(s.Theme)).WithText(look.TextSize(s.TextSize)))
			host.Words = words.New(words.Language(s.Language))
			return host
		},
		Pick:         func(_ string, _ []string, take func(string)) { o.picked(take) },
		Show:         func(folder string) { o.shown = append(o.shown, folder) },
		Applications: func() { o.calls = append(o.calls, "applications") },
		Restart:      func() { o.calls = append(o.calls, "restart") },
	})
	return o
}

func plainly(t *testing.T, prepare func(*keeper)) *opened {
	return open(t, uitest.Usual, uitest.Normal, prepare)
}

// turn goes to a page with the arrow keys.
func (o *opened) turn(title string) {
	o.T.Helper()
	var list *kit.Outline
	o.Walk(func(x fyne.CanvasObject) {
		if l, ok := x.(*kit.Outline); ok {
			list = l
		}
	})
	for _, r := range list.Rows() {
		if r.Title == title {
			list.OnSelect(r.ID)
			return
		}
	}
	o.T.Fatalf("no page %s", title)
}

// choose presses the pill of that label, and waits until that is kept.
func (o *opened) choose(label string) {
	o.T.Helper()
	o.mark(label)
	o.settled()
}

// mark is choose without waiting.
func (o *opened) mark(label string) {
	o.T.Helper()
	p := o.pill(label)
	if p == nil {
		o.T.Fatalf("no choice %s; the screen says:\n%s", label, o.Text())
	}
	o.Win.Canvas().Focus(p)
	o.Key(fyne.KeySpace)
}

// settled waits until what was chosen is on the disk, or cannot be.
func (o *opened) settled() {
	o.T.Helper()
	o.Until("the disk", func() bool { return len(o.saves.waiting) == 0 })
}

// kept are the settings once all is.
func (o *opened) kept() *settings.Settings {
	o.T.Helper()
	o.settled()
	return o.keeper.Settings()
}

func (o *opened) pill(label string) (found *kit.Pill) {
	o.Walk(func(x fyne.CanvasObject) {
		if p, ok := x.(*kit.Pill); ok && p.Label() == label && found == nil {
			found = p
		}
	})
	return found
}

// entry is the n-th field of the page.
func (o *opened) entry(n int) *kit.Entry { return o.entries()[n] }

func (o *opened) entries() (all []*kit.Entry) {
	o.Walk(func(x fyne.CanvasObject) {
		if e, ok := x.(*kit.Entry); ok {
			all = append(all, e)
		}
	})
	return all
}

func TestTextsAreThereInBothLanguages(t *testing.T) {
	var composed []string
	for _, p := range pages {
		composed = append(composed, "preferences.page."+string(p.page))
	}
	for _, row := range []string{"language", "theme", "scale", "type", "reminders", "background", "autostart", "proxy", "log"} {
		composed = append(composed, "preferences."+row+".hint")
	}
	for _, f := range []FolderKind{ForSettings, ForData, ForLogs} {
		composed = append(composed, "preferences.folder."+string(f), "preferences.folder."+string(f)+".hint")
	}
	for _, s := range []app.DriverState{
		app.DriverLoaded, app.DriverPending, app.DriverMissing, app.DriverWrongArchitecture,
		app.DriverNotPKCS11, app.DriverFailing, app.DriverSetAside,
	} {
		composed = append(composed, "preferences.driver."+string(s))
	}
	uitest.Texts{
		Area: "preferences", Composed: composed,
		Made: []string{"preferences.theme.", "preferences.type.", "preferences.proxy.", "preferences.log."},
	}.Check(t)
}

func TestAChoiceIsKeptAndInForceAtOnce(t *testing.T) {
	o := plainly(t, nil)
	o.choose("English")
	o.Says("Settings", "Looks", "Of the window, the reminders and the help.")
	o.choose("Large")
	o.choose("150%")
	s := o.kept()
	if s.Language != settings.English || s.TextSize != settings.LargeText || s.Scale != 150 {
		t.Errorf("kept %+v", s)
	}
	if f, ok := o.Win.Canvas().Focused().(*kit.Pill); !ok || f.Label() != "150%" || !f.Chosen() {
		t.Errorf("the focus is on %v", o.Win.Canvas().Focused())
	}
}

func TestReminderDaysAreSwitchedOneByOne(t *testing.T) {
	o := plainly(t, nil)
	o.turn("提醒与后台")
	o.choose("60 天")
	o.choose("1 天")
	if got := o.kept().Reminders.Days; !slices.Equal(got, []int{90, 30, 15, 7, 3}) {
		t.Errorf("kept %v", got)
	}
	o.choose("60 天")
	if got := o.kept().Reminders.Days; !slices.Equal(got, []int{90, 60, 30, 15, 7, 3}) {
		t.Errorf("kept %v", got)
	}
}

func TestTheHoursOfRemindersAreChosenAsOne(t *testing.T) {
	o := plainly(t, func(k *keeper) { k.machine = "reminders: {from: 22, until: 6}\n" })
	o.turn("提醒与后台")
	o.Says("每天几点提醒", "22–6 点")
	if !o.pill("22–6 点").Chosen() {
		t.Error("the hours of the machine are not shown as chosen")
	}
	o.choose("9–18 点")
	if r := o.kept().Reminders; r.From != 9 || r.Until != 18 {
		t.Errorf("kept %+v", r)
	}
	o.choose("全天")
	if r := o.kept().Reminders; r.From != 0 || r.Until != 24 {
		t.Errorf("kept %+v", r)
	}
}

func TestWhatIsLockedCanBeReadAndNotChanged(t *testing.T) {
	o := plainly(t, func(k *keeper) {
		k.machine = "reminders: {days: [30, 7]}\nca: {url: 'https://ca.example'}\nlocked: [reminders.days, ca.url, proxy, modules]\n"
	})
	o.turn("提醒与后台")
	o.Says("由管理员统一设置")
	o.choose("7 天")
	if p := o.pill("7 天"); !p.Disabled() || !p.Chosen() {
		t.Error("the locked day can be pressed, or is not shown as chosen")
	}
	if got := o.kept().Reminders.Days; !slices.Equal(got, []int{30, 7}) {
		t.Errorf("now %v", got)
	}
	o.turn("CA服务")
	o.Says("https://ca.example")
	if n := len(o.entries()); n > 0 {
		t.Errorf("%d fields where the address is locked", n)
	}
	o.turn("UKey驱动")
	if b := o.Button("添加驱动文件"); !b.Disabled() {
		t.Error("a driver can be added")
	}
}

func TestADriverIsAddedMovedAndRemoved(t *testing.T) {
	o := plainly(t, nil)
	o.picked = func(take func(string)) { take("/opt/own.so") }
	o.turn("UKey驱动")
	o.Says("SoftHSM", "正常", "位数不符")
	o.Press("添加驱动文件")
	o.settled()
	o.Says("own.so", "重新启动后使用", "有的更改要在重新启动本程序后才生效。")
	want := []string{"/usr/lib/softhsm/libsofthsm2.so", "/opt/vendor/lib/libvendor_p11.so", "/opt/own.so"}
	if got := o.kept().Modules; !slices.Equal(got, want) {
		t.Errorf("kept %v", got)
	}
	o.Press("上移") // the last one
	want[1], want[2] = want[2], want[1]
	if got := o.kept().Modules; !slices.Equal(got, want) {
		t.Errorf("moved to %v", got)
	}
	for range 3 {
		o.Press("移除")
	}
	if got := o.kept().Modules; got != nil {
		t.Errorf("left %v", got)
	}
	o.Says("SoftHSM") // those that are found again
	o.Press("立即重新启动")
	if !slices.Equal(o.calls, []string{"restart"}) {
		t.Errorf("calls %v", o.calls)
	}
}

func TestADriverIsTried(t *testing.T) {
	o := plainly(t, func(k *keeper) {
		k.driver = func(path string) (int, error) {
			if strings.Contains(path, "vendor") {
				return 0, &token.LibraryError{Path: path, Fault: token.LibraryWrongArchitecture}
			}
			return 2, nil
		}
	})
	o.turn("UKey驱动")
	var tests []*kit.Button
	o.Walk(func(x fyne.CanvasObject) {
		if b, ok := x.(*kit.Button); ok && b.Label() == "测试" {
			tests = append(tests, b)
		}
	})
	tests[0].Press()
	o.Until("the driver's answer", func() bool { return uitest.Contains(o.Text(), "现在插着 2 个UKey") })
}

func TestAnAddressIsCheckedBeforeItIsKept(t *testing.T) {
	o := plainly(t, nil)
	o.turn("CA服务")
	e := o.entry(0)
	o.Win.Canvas().Focus(e)
	test.Type(e, "http://ca.example")
	o.Key(fyne.KeyReturn)
	o.Says("没有保存：“http://ca.example”不是以 https:// 开头的网址。")
	if got := o.kept().CA.URL; got != "" {
		t.Errorf("kept %q", got)
	}
	e.SetText("https://ca.example:8443")
	o.turn("数据与日志") // leaving keeps it
	if got := o.kept().CA.URL; got != "https://ca.example:8443" {
		t.Errorf("kept %q", got)
	}
}

func TestAProxyWithAPasswordIsRefused(t *testing.T) {
	o := plainly(t, nil)
	o.turn("网络")
	o.choose("指定")
	e := o.entry(0)
	o.Win.Canvas().Focus(e)
	test.Type(e, "http://clerk:hush@proxy.example:8080")
	o.Key(fyne.KeyReturn)
	o.Says("请改用不需要登录的代理服务器")
	if uitest.Contains(o.Text(), "不正确：“http://clerk:hush") {
		t.Error("the password is repeated")
	}
	e.SetText("socks5://proxy.example:1080")
	o.Key(fyne.KeyReturn)
	if got := o.kept().Proxy; got != "socks5://proxy.example:1080" {
		t.Errorf("kept %q", got)
	}
	o.choose("不使用")
	if got := o.kept().Proxy; got != settings.ProxyNone {
		t.Errorf("kept %q", got)
	}
}

func TestTheConnectionIsTriedWithWhatIsTyped(t *testing.T) {
	asked := ""
	o := plainly(t, func(k *keeper) {
		k.ca = func(context.Context) error {
			asked = k.Settings().CA.URL
			return &est.ProxyError{Proxy: "http://proxy", Fault: est.ProxyWantsPassword}
		}
	})
	o.turn("CA服务")
	o.entry(0).SetText("https://ca.example")
	o.Press("测试连接")
	o.Until("the outcome", func() bool { return uitest.Contains(o.Text(), "要求登录") })
	if asked != "https://ca.example" {
		t.Errorf("asked %q", asked)
	}
}

func TestAChangeThatCannotBeKeptIsToldAndNotShown(t *testing.T) {
	o := plainly(t, func(k *keeper) {
		k.setErr = &settings.Error{Source: "/home/clerk/.config/ukey/config.yaml", Err: &settings.SaveError{Err: os.ErrPermission}}
	})
	o.choose("深色")
	o.Says("这项更改没有保存。", "没有权限")
	o.Key(fyne.KeyReturn)
	dark := o.pill("深色")
	if dark.Chosen() {
		t.Error("it is shown as chosen")
	}
	if o.Win.Canvas().Focused() != fyne.Focusable(dark) {
		t.Error("the focus is not where it was")
	}
}

func TestFoldersAreOpenedAndCopied(t *testing.T) {
	o := plainly(t, nil)
	o.turn("数据与日志")
	o.Press("打开") // the last one
	o.Press("复制")
	if !slices.Equal(o.shown, []string{"/home/clerk/.local/state/ukey/logs"}) || o.App.Clipboard().Content() != o.shown[0] {
		t.Errorf("opened %v, copied %q", o.shown, o.App.Clipboard().Content())
	}
	o.Press("查看申请进度")
	if !slices.Equal(o.calls, []string{"applications"}) || o.Win.Canvas().Overlays().Top() != nil {
		t.Errorf("calls %v, or the dialog is still open", o.calls)
	}
}

// Every page can be used with the keyboard alone, and nothing that has the
// focus lies outside the window.
func TestTabReachesEverything(t *testing.T) {
	o := plainly(t, nil)
	seen := map[fyne.Focusable]bool{}
	for range 20 {
		seen[o.Win.Canvas().Focused()] = true
		o.Tab()
	}
	labels := map[string]bool{}
	for f := range seen {
		if p, ok := f.(*kit.Pill); ok {
			labels[p.Label()] = true
		}
	}
	for _, label := range []string{"English", "深色", "200%", "大字"} {
		if !labels[label] {
			t.Errorf("%s is not reached, only %v", label, slices.Sorted(maps.Keys(labels)))
		}
	}
	o.Key(fyne.KeyEscape)
	if o.Win.Canvas().Overlays().Top() != nil {
		t.Error("Esc does not close it")
	}
}

func TestARootThatIsNoneIsRefused(t *testing.T) {
	o := plainly(t, nil)
	o.picked = func(take func(string)) { take("/missing.pem") }
	o.turn("CA服务")
	o.Press("选择文件")
	o.Until("the file", func() bool { return uitest.Contains(o.Text(), "这项更改没有保存。") })
	if got := o.kept().CA.Root; got != "" {
		t.Errorf("kept %q", got)
	}
}
