package tray

import (
	"context"
	"strings"
	"sync"

	"fyne.io/systray"

	"ukey/app/instance"
	"ukey/assets"
)

// Run shows the views, always the newest, until ctx or the desktop session
// ends. do is called with what the person chooses, from any goroutine, and must
// not block for long. It is to be called once in a process, on its first
// goroutine: Windows hands the clicks to the thread that made the icon.
//
// Without a session bus, or without a tray, there is nothing to be seen. An icon
// appears as soon as a tray does.
func Run(ctx context.Context, views <-chan View, do func(instance.Request)) {
	ctx, cancel := session(ctx)
	defer cancel()
	var showing sync.WaitGroup
	defer showing.Wait()
	systray.SetTitle(assets.AppName)
	systray.SetOnTapped(func() { do(show(instance.Home, instance.Key{})) })
	m := &menu{do: do}
	defer m.clicks.Wait()
	next := func() bool {
		select {
		case v := <-views:
			m.show(v)
			return true
		case <-ctx.Done():
			m.clear()
			return false
		}
	}
	ready := func() {
		next() // the tray waits with the menu until this has returned
		showing.Go(func() {
			defer systray.Quit()
			for next() {
			}
		})
	}
	systray.Run(ready, nil)
}

// menu is what is on the screen. Its methods are called by one goroutine.
type menu struct {
	do     func(instance.Request)
	icon   assets.TrayIcon
	groups [][]*item
	clicks sync.WaitGroup
}

// item is a line of the menu that follows its Item.
type item struct {
	line *systray.MenuItem

	mu  sync.Mutex
	now Item
}

// show changes what differs. As long as the number of lines stays, an open menu
// stays open.
func (m *menu) show(v View) {
	if v.Icon != m.icon {
		m.icon = v.Icon
		systray.SetIcon(picture(v.Icon))
	}
	systray.SetTooltip(v.Tooltip)
	if !m.fits(v.Menu) {
		m.build(v.Menu)
		return
	}
	for i, group := range v.Menu {
		for j, now := range group {
			m.groups[i][j].set(now)
		}
	}
}

func (m *menu) fits(groups [][]Item) bool {
	if len(groups) != len(m.groups) {
		return false
	}
	for i := range groups {
		if len(groups[i]) != len(m.groups[i]) {
			return false
		}
	}
	return true
}

func (m *menu) build(groups [][]Item) {
	m.clear()
	for i, group := range groups {
		if i > 0 {
			systray.AddSeparator()
		}
		var items []*item
		for _, now := range group {
			it := &item{line: systray.AddMenuItem(label(now.Text), ""), now: now}
			it.enable()
			m.clicks.Go(func() { m.follow(it) })
			items = append(items, it)
		}
		m.groups = append(m.groups, items)
	}
}

// clear takes all lines away, which ends their channels.
func (m *menu) clear() {
	systray.ResetMenu()
	m.groups = nil
}

// follow carries out the clicks on a line until it is taken away. A click that
// nobody waits for would be lost.
func (m *menu) follow(it *item) {
	for range it.line.ClickedCh {
		it.mu.Lock()
		request := it.now.Request
		it.mu.Unlock()
		m.do(request)
	}
}

func (it *item) set(now Item) {
	it.mu.Lock()
	before := it.now
	it.now = now
	it.mu.Unlock()
	if now.Text != before.Text {
		it.line.SetTitle(label(now.Text))
	}
	if now.enabled() != before.enabled() {
		it.enable()
	}
}

func (it *item) enable() {
	if it.now.enabled() {
		it.line.Enable()
	} else {
		it.line.Disable()
	}
}

// label doubles the character that marks a key of the keyboard in a menu, which
// would not be shown.
func label(text string) string { return strings.ReplaceAll(text, mnemonic, mnemonic+mnemonic) }
