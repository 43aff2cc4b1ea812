package tray

import (
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/ui/notify"
	"ukey/ui/words"
)

// FaultID is that of the message about settings that cannot be used, and of no
// reminder, which is named by a key.
const FaultID = "settings"

// Fault is that message: what is wrong, and that reminders go on.
func Fault(p *words.Printer, err error) notify.Message {
	return notify.Message{
		ID: FaultID, Title: p.T("tray.fault"), Body: p.Error(err).Text + "\n" + p.T("tray.fault.text"),
		Buttons: []notify.Button{{ID: "open", Label: p.T("tray.fault.open")}},
		Unaided: p.T("tray.fault.unaided"),
	}
}

// explain opens the window, which says in its place what is wrong and what to do.
func explain() instance.Request { return show(instance.Home, instance.Key{}) }

// Pressed is what is to be done when a button of a message is pressed.
func Pressed(message, button string) instance.Request {
	if message == FaultID {
		return explain()
	}
	return answer(notify.KeyOf(message), remind.Answer(button))
}
