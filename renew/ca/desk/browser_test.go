package desk_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long a step in the browser may take on a slow, busy machine.
const patience = 2 * time.Minute

// browser is the one that all tests share; each has a profile of its own in
// it, without the cookies of the others.
var browser struct {
	sync.Mutex
	ctx  context.Context
	stop context.CancelFunc
}

func startBrowser(t testing.TB) context.Context {
	t.Helper()
	browser.Lock()
	defer browser.Unlock()
	if browser.ctx != nil {
		return browser.ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox,        // which a browser that root runs insists on
		chromedp.IgnoreCertErrors, // the server's is made for the test
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	browser.ctx, browser.stop = ctx, stop
	must(t, chromedp.Do(ctx))
	return ctx
}

func closeBrowser() {
	if browser.ctx != nil {
		_ = chromedp.Cancel(browser.ctx)
		browser.stop()
	}
}

// look is a window's size and what the person at it prefers.
type look struct {
	Width, Height int64
	Dark          bool
	Language      string
}

// tab is a window of the browser with cookies of its own.
type tab struct {
	t   testing.TB
	ctx context.Context
	url string
}

func (r *rig) tab(t testing.TB, l look) *tab {
	t.Helper()
	ctx, _ := chromedp.NewContext(startBrowser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) })
	// A deadline on the first call would be one on the window.
	must(t, chromedp.Do(ctx))
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.Language}})
	must(t, err)
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	must(t, err)
	b := &tab{t, ctx, r.URL}
	b.watch()
	b.do(chromedp.EmulateViewport(l.Width, l.Height))
	return b
}

// watch fails the test if a page does what the policy forbids, or the browser
// finds something else amiss.
func (b *tab) watch() {
	b.t.Helper()
	must(b.t, chromedp.Listen(b.ctx, func(event any) {
		added, ok := event.(*log.EventEntryAdded)
		// A status that is no success is the test's to look at.
		if ok && added.Entry.Level == log.EntryLevelError && added.Entry.Source != log.EntrySourceNetwork {
			b.t.Errorf("%s: %s", added.Entry.URL, added.Entry.Text)
		}
	}))
	_, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{})
	must(b.t, err)
}

// do acts on the page that is there.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.fail(err)
	}
}

// open acts, which leads to another page, and waits for that. It returns the
// status.
func (b *tab) open(actions ...chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, actions...)
	if err != nil {
		b.fail(err)
	}
	return int(answer.Status)
}

func (b *tab) fail(err error) {
	b.t.Helper()
	b.picture("failed-" + b.t.Name())
	b.t.Fatalf("in the browser: %v", err)
}

func (b *tab) goTo(path string) int {
	b.t.Helper()
	return b.open(chromedp.Navigate(b.url + path))
}

// signIn goes to the list of cases.
func (b *tab) signIn(name string) {
	b.t.Helper()
	b.goTo("/desk/")
	b.open(chromedp.SendKeys(chromedp.ID("name"), name), chromedp.SendKeys(chromedp.ID("password"), password), chromedp.KeyEvent("\r"))
}

// value is what an expression in the page has for a value.
func value[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.fail(err)
	}
	return v
}

// sees checks that the page shows a text.
func (b *tab) sees(text string) {
	b.t.Helper()
	if page := value[string](b, "document.body.innerText"); !strings.Contains(page, text) {
		b.t.Errorf("the page does not show %q:\n%s", text, page)
	}
}

// click follows a link or presses a button, and waits for the page behind it.
func (b *tab) click(selector chromedp.CSS) {
	b.t.Helper()
	b.open(chromedp.Click(selector))
}

// fill types into a field.
func (b *tab) fill(selector chromedp.CSS, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(selector, text))
}

// picture keeps what the whole page looks like, to be looked at.
func (b *tab) picture(name string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	ready := chromedp.Evaluate[chromedp.Void](`document.fonts.ready.then(() => null)`, chromedp.EvalAwaitPromise)
	if err := chromedp.Do(ctx, ready); err != nil {
		b.t.Fatalf("picture %s: %v", name, err)
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("picture %s: %v", name, err)
	}
	dir := filepath.Join("..", "..", "..", "out", "desk")
	must(b.t, os.MkdirAll(dir, 0o755))
	must(b.t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), png, 0o600))
}
