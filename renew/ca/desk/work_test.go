package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"ukey/renew/cases"
)

func TestAReviewersWorkWithTheMouse(t *testing.T) {
	r := newRig(t)
	first := r.apply(t, example(t))
	r.at(23, 9, 30)
	second := r.apply(t, of(t, "乙公司", "王二"))
	r.at(23, 10, 0)
	b := r.tab(t, look{Width: 1280, Height: 800, Language: "zh-CN"})
	b.signIn(wang)

	// The oldest: its letter lacks a seal, as the full size shows.
	b.click(".rows tbody tr:first-child a")
	b.click("a[href$='/scans/authorisation']")
	if width := value[int](b, "document.querySelector('.fullsize img').naturalWidth"); width != 20 {
		t.Errorf("the scan is %d pixels wide", width)
	}
	b.click(".back a")
	b.fill("input[name=document-authorisation]", "缺少公章")
	b.fill("#note", "请盖章后\n重新上传")
	b.click("button[value=need-more]")
	b.sees("申请人将看到")
	b.click("button[formaction]") // back, since something was forgotten
	b.fill("input[name=field-address]", "请写到门牌号")
	b.click("button[value=need-more]")
	b.click(".actions .primary")
	b.sees("已退回给申请人补充")
	want := &cases.Reasons{
		Note: "请盖章后\n重新上传", Fields: map[cases.Field]string{cases.FieldAddress: "请写到门牌号"},
		Documents: map[cases.Kind]string{cases.Authorisation: "缺少公章"},
	}
	if diff := cmp.Diff(want, first.sees(t).Reasons); diff != "" {
		t.Error(diff)
	}

	// The other one is found by its name, and is fine.
	b.click(".brand")
	b.open(chromedp.SendKeys(chromedp.ID("text"), "乙公司\r"))
	b.click(".rows a.strong")
	b.click("button[value=approve]")
	b.sees("13800138000")
	b.click(".actions .primary")
	if sees := second.sees(t); sees.State != cases.Approved {
		t.Errorf("it is %s", sees.State)
	}

	// What came back is rejected.
	again := example(t)
	first.submit(t, again)
	b.click(".brand")
	b.click(".rows tbody tr:first-child a")
	b.fill("#note", "单位名称与证照不符")
	b.click("button[value=reject]")
	b.click(".actions .danger")
	if sees := first.sees(t); sees.State != cases.Rejected || sees.Reasons.Note != "单位名称与证照不符" {
		t.Errorf("it is %s, %v", sees.State, sees.Reasons)
	}
	b.click(".person form:last-child button")
	b.sees("登录审核台")
}

// press sends keys to whatever has the focus.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until what the selector names has the focus. Whatever had
// it on the way must have shown so.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	focused := fmt.Sprintf(`(() => {
		const e = document.activeElement, s = getComputedStyle(e)
		if (e !== document.body && (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2)) return 'hidden: ' + e.outerHTML
		return e.matches(%q) ? 'here' : 'elsewhere'
	})()`, selector)
	for range 80 {
		b.press("\t")
		switch at := value[string](b, focused); at {
		case "here":
			return
		case "elsewhere":
		default:
			b.t.Errorf("nothing shows where the focus is: %s", at)
		}
	}
	b.picture("failed-" + b.t.Name())
	b.t.Fatalf("Tab does not lead to %s", selector)
}

// waitFor waits until what the selector names has the focus, as a page gives it
// some time after it has come.
func (b *tab) waitFor(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	focused := fmt.Sprintf("document.activeElement.matches(%q)", selector)
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](focused, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))); err != nil {
		b.fail(err)
	}
}

// enter presses Enter, which leads to another page.
func (b *tab) enter() {
	b.t.Helper()
	b.open(chromedp.KeyEvent("\r"))
}

func TestAReviewersWorkWithTheKeyboardAlone(t *testing.T) {
	for _, l := range []look{
		{Width: 720, Height: 600, Language: "en-GB", Dark: true},
		{Width: 1600, Height: 1000, Language: "zh-CN"},
	} {
		t.Run(fmt.Sprint(l.Width), func(t *testing.T) {
			r := newRig(t)
			a := r.apply(t, example(t))
			b := r.tab(t, l)
			b.goTo("/desk/")
			b.waitFor("#name")
			b.press(zhou)
			b.tabTo("#password")
			b.press(password)
			b.enter()

			b.tabTo("#text")
			b.press("91440300MA5EXAMP0C")
			b.enter()
			b.tabTo(".rows a.strong")
			b.enter()
			b.tabTo("figure a[href$='/scans/id-card']")
			b.enter()
			b.tabTo(".back a")
			b.enter()
			b.tabTo("input[name=document-authorisation]")
			b.press("no seal")
			b.tabTo("#note")
			b.press("Please add the seal.")
			b.tabTo("button[value=need-more]")
			b.enter()
			b.tabTo("button[formaction]")
			b.enter()
			b.tabTo("button[value=need-more]")
			b.enter()
			b.waitFor(".actions .primary")
			b.enter()
			if sees := a.sees(t); sees.State != cases.NeedMore || sees.Reasons.Documents[cases.Authorisation] != "no seal" || sees.Reasons.Note != "Please add the seal." {
				t.Errorf("%s, %v", sees.State, sees.Reasons)
			}

			again := example(t)
			a.submit(t, again)
			b.tabTo(".brand")
			b.enter()
			b.tabTo(".rows a.strong")
			b.enter()
			b.tabTo("#phone")
			b.press("13900139000")
			b.tabTo("button[value=approve]")
			b.enter()
			b.waitFor(".actions .primary")
			b.enter()
			if sees := a.sees(t); sees.State != cases.Approved || sees.Phone != "139****9000" {
				t.Errorf("%s, the code goes to %s", sees.State, sees.Phone)
			}

			b.tabTo("nav a[href='/desk/operators']")
			b.enter()
			b.tabTo("#name")
			b.press("lina")
			b.tabTo("#role")
			b.tabTo("#password")
			b.press(password)
			b.enter()
			if _, err := r.Staff.Get(t.Context(), "lina"); err != nil {
				t.Errorf("not added: %v", err)
			}
			b.tabTo(".person form:last-child button")
			b.enter()
			b.waitFor("#name")
		})
	}
}
