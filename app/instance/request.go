package instance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Verb is what a process is asked to do.
type Verb string

// The verbs.
const (
	// Show brings the window to the front, on a screen.
	Show Verb = "show"
	// Reload has the settings and the keys read again.
	Reload Verb = "reload"
	// Later brings the last reminder of a key again tomorrow.
	Later Verb = "later"
	// Quit ends the process.
	Quit Verb = "quit"
)

// Screen is one that the window can be opened on.
type Screen string

// The screens. Home is the window as it stands.
const (
	Home        Screen = "home"
	Renew       Screen = "renew"
	PIN         Screen = "pin"
	Environment Screen = "environment"
	Help        Screen = "help"
	// Forget asks whether the reminders of a key shall end.
	Forget Screen = "forget"
)

// Screens lists all screens.
func Screens() []Screen { return []Screen{Home, Renew, PIN, Environment, Help, Forget} }

// Key names the key that a screen is about, by what is printed and written on
// it. It may not be plugged in. The zero Key is whichever is selected.
type Key struct {
	Serial string `json:"serial,omitempty"`
	Label  string `json:"label,omitempty"`
}

// Request is one thing that is asked of another process.
type Request struct {
	Verb   Verb   `json:"do"`
	Screen Screen `json:"screen,omitempty"` // for Show; Home if empty
	Key    Key    `json:"key,omitzero"`
}

// version is raised when an older process would misunderstand a message.
// Fields that it does not know, it ignores.
const version = 1

// longest is the longest message, with its line feed. Serials and labels have
// 16 and 32 bytes in PKCS#11, and a few times that with other interfaces.
const longest = 4096

var (
	errTooLong = errors.New("message too long")
	errVersion = errors.New("message of another version")
)

type requestMessage struct {
	Version int `json:"v"`
	Request
}

type answerMessage struct {
	Version int `json:"v"`
	// Problem is empty if the request was carried out. It is for the log.
	Problem string `json:"problem,omitempty"`
}

// readRequest reads one message and checks everything in it.
func readRequest(r io.Reader) (Request, error) {
	var m requestMessage
	if err := readMessage(r, &m); err != nil {
		return Request{}, err
	}
	if m.Version != version {
		return Request{}, fmt.Errorf("%w: %d", errVersion, m.Version)
	}
	if !slices.Contains([]Verb{Show, Reload, Later, Quit}, m.Verb) {
		return Request{}, fmt.Errorf("unknown request %q", m.Verb)
	}
	if m.Screen == "" {
		m.Screen = Home
	}
	if !slices.Contains(Screens(), m.Screen) {
		return Request{}, fmt.Errorf("unknown screen %q", m.Screen)
	}
	return m.Request, nil
}

func writeRequest(w io.Writer, r Request) error {
	return writeMessage(w, requestMessage{version, r})
}

// readMessage reads one line, which is all that a connection carries in one
// direction.
func readMessage(r io.Reader, m any) error {
	line := make([]byte, 0, 512)
	for {
		n, err := r.Read(line[len(line):cap(line)])
		line = line[:len(line)+n]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
			break
		}
		switch {
		case len(line) >= longest:
			return errTooLong
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		if len(line) == cap(line) {
			line = slices.Grow(line, longest-len(line))[:len(line):longest]
		}
	}
	return json.Unmarshal(line, m)
}

func writeMessage(w io.Writer, m any) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if len(line) > longest {
		return errTooLong
	}
	_, err = w.Write(line)
	return err
}
