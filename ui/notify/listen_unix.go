//go:build unix

package notify

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// listen hears what the service and the bus have to say, until the connection
// ends.
func (d *desktop) listen(conn *dbus.Conn, signals <-chan *dbus.Signal) {
	for signal := range signals {
		switch signal.Name {
		case ownerChanged:
			if owner, ok := text(signal, 2); ok {
				d.changed(conn, owner)
			}
		case actionInvoked:
			if button, ok := text(signal, 1); ok {
				d.invoked(signal, button)
			}
		case closed:
			d.mu.Lock()
			if id := d.about(signal); id != "" {
				delete(d.up, id)
			}
			d.mu.Unlock()
		}
	}
}

// changed takes note of another service, or of none if owner is empty. What was
// to be seen when the one before went is shown by the new one.
func (d *desktop) changed(conn *dbus.Conn, owner string) {
	ctx, cancel := context.WithTimeout(conn.Context(), patience)
	defer cancel()
	d.mu.Lock()
	known := d.owner == owner || d.conn != conn
	if !known {
		d.lost()
	}
	if !known && owner != "" {
		for _, m := range d.up {
			if d.show(ctx, m.Message) != nil {
				break // the next one will
			}
		}
	}
	d.mu.Unlock()
	if owner != "" && d.Back != nil {
		d.Back()
	}
}

// invoked tells that a button was pressed.
func (d *desktop) invoked(signal *dbus.Signal, button string) {
	d.mu.Lock()
	id := d.about(signal)
	m := d.up[id]
	d.mu.Unlock()
	if button == pressedItself && len(m.Buttons) > 0 {
		button = m.Buttons[0].ID
	}
	for _, b := range m.Buttons {
		if b.ID == button && d.Pressed != nil {
			d.Pressed(id, button)
		}
	}
}

// about is the message that a signal of the service is about; empty if it is
// none of ours. Others on the bus may call their signals by the same names. It
// needs mu.
func (d *desktop) about(signal *dbus.Signal) string {
	if signal.Sender != d.owner || len(signal.Body) == 0 {
		return ""
	}
	number, _ := signal.Body[0].(uint32)
	for id, m := range d.up {
		if number != 0 && m.number == number {
			return id
		}
	}
	return ""
}

// text is one of the texts that a signal carries.
func text(signal *dbus.Signal, at int) (string, bool) {
	if len(signal.Body) <= at {
		return "", false
	}
	s, ok := signal.Body[at].(string)
	return s, ok
}
