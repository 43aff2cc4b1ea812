package notify

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sys/windows"
)

// desktop shows each message as an icon of its own in the notification area,
// with a balloon, which newer systems make a toast of. There are no buttons:
// pressing balloon or icon is the message's first one. The icon stays until the
// message is withdrawn, or answered if it is not urgent.
//
// Icons belong to a window, and a window to a thread: all that is done about
// them is done there. A text is copied into a structure of the shell's, and read
// by nobody else.
type desktop struct {
	Config

	mu      sync.Mutex
	window  *window // nil until it is needed
	numbers map[string]uint32
	up      map[uint32]Message
	last    uint32
}

// Open returns the desktop of this session.
func Open(c Config) Desktop {
	return &desktop{Config: c, numbers: map[string]uint32{}, up: map[uint32]Message{}}
}

func (d *desktop) Show(ctx context.Context, m Message) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrNoService, ctx.Err())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.window == nil {
		w, err := openWindow(d.Icon, d.pressed, d.restarted)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNoService, err)
		}
		d.window = w
	}
	number, known := d.numbers[m.ID]
	if !known {
		d.last++
		number = d.last
	}
	if err := d.window.show(number, known, d.Name, m); err != nil {
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	d.numbers[m.ID], d.up[number] = number, m
	return nil
}

func (d *desktop) Withdraw(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.withdraw(id)
	return nil
}

// withdraw needs mu.
func (d *desktop) withdraw(id string) {
	if number, ok := d.numbers[id]; ok {
		d.window.hide(number)
		delete(d.numbers, id)
		delete(d.up, number)
	}
}

// Close implements Desktop.
func (d *desktop) Close() error {
	d.mu.Lock()
	w := d.window
	for id := range d.numbers {
		d.withdraw(id)
	}
	d.window = nil
	d.mu.Unlock()
	if w != nil {
		w.close()
	}
	return nil
}

// pressed is called on the window's thread.
func (d *desktop) pressed(number uint32) {
	d.mu.Lock()
	m, ok := d.up[number]
	if ok && !m.Urgent {
		d.withdraw(m.ID)
	}
	d.mu.Unlock()
	if ok && len(m.Buttons) > 0 && d.Pressed != nil {
		d.Pressed(m.ID, m.Buttons[0].ID)
	}
}

// restarted is called on the window's thread when there is a new taskbar, which
// knows nothing of the icons of the old one.
func (d *desktop) restarted() {
	d.mu.Lock()
	for number, m := range d.up {
		if d.window != nil && d.window.show(number, false, d.Name, m) != nil {
			break // there will be another taskbar
		}
	}
	d.mu.Unlock()
	if d.Back != nil {
		d.Back()
	}
}

// window is a window that nobody sees, and the thread that it belongs to.
type window struct {
	handle windows.HWND
	icon   windows.Handle
	ended  chan struct{}
}

// openWindow begins a thread with a window on it. pressed is called with the
// number of the icon, restarted when there is a new taskbar.
func openWindow(icon []byte, pressed func(uint32), restarted func()) (*window, error) {
	w := &window{ended: make(chan struct{})}
	opened := make(chan error)
	go func() {
		defer close(w.ended)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := w.create(icon, pressed, restarted)
		opened <- err
		if err == nil {
			w.loop()
		}
	}()
	if err := <-opened; err != nil {
		<-w.ended
		return nil, err
	}
	return w, nil
}

// show adds an icon with its balloon, or changes it if it is known.
func (w *window) show(number uint32, known bool, name string, m Message) error {
	n := w.notifyIcon(number)
	n.flags, n.callback, n.icon = nifMessage|nifIcon|nifTip, wmIcon, w.icon
	put(n.tip[:], below(tame(name), tame(m.Title)))
	if !known {
		if err := n.send(nimAdd); err != nil {
			return err
		}
	}
	n.flags |= nifInfo
	n.infoFlags = niifInfo
	if m.Urgent {
		n.infoFlags = niifWarning
	}
	put(n.infoTitle[:], tame(m.Title))
	put(n.info[:], below(tame(m.Body), m.Unaided))
	return n.send(nimModify)
}

// hide takes an icon away; with the taskbar gone, so is the icon.
func (w *window) hide(number uint32) {
	_ = w.notifyIcon(number).send(nimDelete)
}

// put writes a text into a field of the shell's, cut to its length and closed
// with a zero.
func put(field []uint16, text string) {
	clear(field)
	units := windows.StringToUTF16(text) // tame leaves no zeros
	n := copy(field[:len(field)-1], units[:len(units)-1])
	if n > 0 && n < len(units)-1 && units[n-1]>>10 == 0xd800>>10 {
		field[n-1] = 0 // half of a pair
	}
}
