// Package sms hands over text messages: to a folder, for demonstrations and
// tests ([Outbox]), or to somebody else's service that sends them ([Webhook]).
// It does not log, and its errors name neither number nor text.
package sms

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"
)

// Sender hands over text messages. It may be used from any goroutine.
type Sender interface {
	// Send returns nil when the message has been taken over; whether it
	// arrives is another matter. The number is one of the mainland, such as
	// 13812345678.
	Send(ctx context.Context, to, text string) error
}

// Message is a text message as it is handed over, in JSON.
type Message struct {
	// ID is the same if the same message is handed over once more.
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	To   string    `json:"to"`
	Text string    `json:"text"`
}

func newMessage(to, text string, now time.Time) Message {
	id := make([]byte, 16)
	rand.Read(id) // never fails
	return Message{ID: hex.EncodeToString(id), At: now.UTC(), To: to, Text: text}
}
