package notify

import (
	"context"
	"errors"
	"strings"
	"unicode"
)

// ErrNoService: there is nobody on this desktop who shows notifications, or he
// does not answer.
var ErrNoService = errors.New("no notification service")

// Message is a notification. All texts are plain.
type Message struct {
	// ID names it among ours. A message takes the place of an earlier one of its
	// ID.
	ID string
	// Title has no foreign text in it: services differ in what they make of one.
	Title string
	// Body is a few lines, which may quote anything.
	Body string
	// Urgent keeps the message on the screen until it is withdrawn or dismissed,
	// also after a button has been pressed. Any message waits on the screen for
	// the person: nobody may be there yet.
	Urgent bool
	// Buttons are what can be done about it. Pressing the message itself is the
	// first one.
	Buttons []Button
	// Unaided stands below the body where the desktop shows no buttons.
	Unaided string
}

// Button is one way to answer a Message.
type Button struct {
	ID    string
	Label string
}

// Desktop is where notifications are shown. Its methods may be called from any
// goroutine.
type Desktop interface {
	// Show shows a message. When it returns nil the desktop has taken it, and it
	// comes back by itself if the service is started again. The error wraps
	// ErrNoService, or is ctx's.
	Show(ctx context.Context, m Message) error
	// Withdraw takes a message away; one that is not there is no error.
	Withdraw(ctx context.Context, id string) error
	// Close takes all away and lets go of the service.
	Close() error
}

// Config says who notifies, and who hears of the answers.
type Config struct {
	// Name is the program's, for people; ID its desktop entry's.
	Name, ID string
	// Icon is a square PNG.
	Icon []byte
	// Pressed is told which button of which message was pressed, Back that a
	// service has been started, so that what could not be shown may be now. They
	// are called by one goroutine at a time and must not block for long.
	Pressed func(message, button string)
	Back    func()
	// Bus is the address of the D-Bus to use; the session's own if empty.
	Bus string
}

// most is how many runes of a text are shown. Some services show whatever they
// get, as large as that is.
const most = 600

// tame leaves nothing in a text that could do more than be read: lines stay,
// other control characters and those that turn the direction of writing do not.
func tame(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

// below puts one text under another; both may be empty.
func below(above, text string) string {
	return strings.Trim(above+"\n"+text, "\n")
}
