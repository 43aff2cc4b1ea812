package help

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/help/book"
	"ukey/ui/kit"
	"ukey/ui/screen"
	"ukey/ui/uitest"
)

// helpline is a contact as a provider sets it.
func helpline() settings.Contact {
	return settings.Contact{
		Name:  settings.Text{settings.Chinese: "证书客服热线", settings.English: "Certificate hotline"},
		Phone: "0755-12345678", URL: "https://help.example.cn",
		Hours: settings.Text{settings.Chinese: "工作日 9:00–18:00", settings.English: "Weekdays 9:00–18:00"},
	}
}

// desk is the help on a window.
type desk struct {
	*uitest.Screen
	host screen.Host
	went []string // the screens that were opened
}

func read(t *testing.T, l uitest.Look, size fyne.Size, article string, contacts ...settings.Contact) *desk {
	t.Helper()
	d := &desk{}
	d.Screen, d.host = uitest.Open(t, l, size)
	goTo := func(name string) func() { return func() { d.went = append(d.went, name) } }
	err := Open(d.host, article, Options{
		Contacts:  contacts,
		Shortcuts: []Shortcut{{"Ctrl+U", "证照更新"}, {"F5", "刷新"}},
		Screens:   map[string]func(){"environment": goTo("environment"), "applications": goTo("applications")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func chinese(t *testing.T, article string, contacts ...settings.Contact) *desk {
	t.Helper()
	return read(t, uitest.Usual, uitest.Normal, article, contacts...)
}

func (d *desk) open() bool { return d.host.Stage.Top() != nil }

// list is the contents, or what was found.
func (d *desk) list() *kit.Outline {
	var found *kit.Outline
	d.Walk(func(o fyne.CanvasObject) {
		if l, ok := o.(*kit.Outline); ok {
			found = l
		}
	})
	return found
}

func TestTheFirstPageLeadsToWhatPeopleComeFor(t *testing.T) {
	d := chinese(t, "")
	d.Says("有什么可以帮您？", "忘记PIN码")
	d.Press("忘记PIN码")
	d.Says("先不要一个一个去试")
	if d.Button("‹ 返回") == nil {
		t.Error("there is no way back")
	}
}

func TestPopularArticlesExist(t *testing.T) {
	b, err := book.Open("zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(slices.Clone(popular), supportArticle) {
		if b.Article(id) == nil {
			t.Errorf("there is no article %q", id)
		}
	}
}

func TestAnArticleIsFoundAsOneTypes(t *testing.T) {
	d := chinese(t, "")
	d.Write("投标")
	rows := d.list().Rows()
	if len(rows) == 0 || rows[0].Title != "更新前要确认的事" || rows[0].Caption == "" {
		t.Fatalf("found %+v", rows)
	}
	d.Says("新证书有新的密钥") // the best of it, at once
	if d.host.Stage.Focused() != fyne.Focusable(d.search()) {
		t.Error("the focus has left the search")
	}
	d.Key(fyne.KeyDown) // into the results
	d.Says("新证书有新的密钥")
	d.Key(fyne.KeyDown)
	if got := d.list().Selected(); got != rows[1].ID {
		t.Errorf("the arrow goes to %q, want %q", got, rows[1].ID)
	}
}

func TestWhereNothingIsFoundSomebodyIsNamed(t *testing.T) {
	d := chinese(t, "renew")
	d.host.Stage.Focus(d.search())
	d.Write("qqqq")
	d.Says("没有找到“qqqq”。", "联系客服", "大家常看")
	if d.list() != nil {
		t.Error("there is a list of nothing")
	}
	d.Key(fyne.KeyEscape) // empties the search
	if d.list() == nil || !d.open() {
		t.Error("Esc does not bring the contents back")
	}
	d.Key(fyne.KeyEscape)
	if d.open() {
		t.Error("Esc does not close the help")
	}
}

func (d *desk) search() (found *kit.Search) {
	d.Walk(func(o fyne.CanvasObject) {
		if s, ok := o.(*kit.Search); ok {
			found = s
		}
	})
	return found
}

func TestCtrlFGoesToTheSearch(t *testing.T) {
	s, host := uitest.Open(t, uitest.Usual, uitest.Normal)
	r, err := newReader(host, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.open("renew")
	if s.Win.Canvas().Focused() != fyne.Focusable(r.list) {
		t.Fatal("an article that was asked for leaves the focus to the contents")
	}
	r.lookUp() // Fyne's test driver knows no shortcuts
	if s.Win.Canvas().Focused() != fyne.Focusable(r.search) {
		t.Error("the search has not got the focus")
	}
}

func TestOneGoesBackTheWayThatLinksLed(t *testing.T) {
	d := chinese(t, "expired")
	d.Press("要准备的资料")
	d.Press("法人授权书")
	d.Says("法人授权书说明")
	if got := d.list().Selected(); got != "letter" {
		t.Errorf("the contents mark %q", got)
	}
	d.Press("‹ 返回")
	d.Says("在线申请要三份扫描件")
	d.Key(fyne.KeyBackspace)
	d.Says("过期的证书不能再签名和登录")
	if d.Button("‹ 返回") != nil {
		t.Error("there is a way back to nowhere")
	}
}

func TestAScreenIsOpenedOnceTheHelpIsClosed(t *testing.T) {
	d := chinese(t, "expired")
	d.Press("申请进度")
	if d.open() || !slices.Equal(d.went, []string{"applications"}) {
		t.Errorf("open %v, went to %v", d.open(), d.went)
	}
}

func TestAScreenThatCannotBeOpenedIsNoLink(t *testing.T) {
	d := &desk{}
	d.Screen, d.host = uitest.Open(t, uitest.Usual, uitest.Normal)
	if err := Open(d.host, "expired", Options{}); err != nil {
		t.Fatal(err)
	}
	d.Says("申请进度")
	if d.Button("申请进度") != nil {
		t.Error("it can be pressed")
	}
}

func TestWhoHelpsIsSaidHonestly(t *testing.T) {
	d := chinese(t, "support", helpline())
	d.Says("证书客服热线：0755-12345678", "工作日 9:00–18:00")
	d.Press("复制号码")
	if got := d.App.Clipboard().Content(); got != "0755-12345678" {
		t.Errorf("copied %q", got)
	}
	none := chinese(t, "support")
	none.Says("本软件里没有登记客服电话。")
}

func TestTopicsAreUnfoldedByKeyboard(t *testing.T) {
	d := chinese(t, "")
	d.Key(fyne.KeyDown) // into the contents
	d.Key(fyne.KeyReturn)
	rows := d.list().Rows()
	if len(rows) < 9 || rows[1].ID != "first-steps" {
		t.Fatalf("rows %+v", rows)
	}
	d.Key(fyne.KeyDown)
	d.Says("拿到UKey以后")
	d.Key(fyne.KeyUp)
	d.Key(fyne.KeyReturn)
	if n := len(d.list().Rows()); n != len(book.Topics()) {
		t.Errorf("%d rows after folding", n)
	}
}

// The English ones have the same blocks; see package book.
func TestEveryArticleCanBeDrawn(t *testing.T) {
	s, host := uitest.Open(t, uitest.Usual, uitest.Small)
	r, err := newReader(host, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.open("")
	for _, a := range r.book.Articles() {
		r.pick(a.ID)
		s.Says(append(strings.Split(a.Text(), "\n"), a.Title)...)
	}
}

func TestTheTextsAreAllThereInEachLanguage(t *testing.T) {
	var composed []string
	for _, topic := range book.Topics() {
		composed = append(composed, "help.topic."+string(topic))
	}
	uitest.Texts{Area: "help", Composed: composed}.Check(t)
}
