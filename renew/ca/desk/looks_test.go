package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestLooks(t *testing.T) {
	r := newRig(t)
	r.at(18, 9, 30)
	r.apply(t, example(t))
	b := r.tab(t, look{1280, 800, false, "zh-CN"})
	b.goTo("/desk/")
	b.picture("zh-signin")
	b.signIn(wang)
	b.picture("zh-queue")
	b.open(chromedp.Click(chromedp.CSS(".rows a.strong")))
	b.picture("zh-case")
}
