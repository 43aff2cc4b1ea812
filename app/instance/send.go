package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// patience is how long either side waits for the other. A window that is
// drawing answers within a second even on a slow machine.
const patience = 5 * time.Second

// Send asks something of the process that plays a role, and waits until it has
// been done. The error is ErrAbsent or ErrRefused, and another one where somebody
// else's process has taken the place, which is told nothing.
func (g Group) Send(ctx context.Context, role Role, r Request) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := g.dial(ctx, role)
	switch {
	case errors.Is(err, errForeign):
		return fmt.Errorf("instance: %w", err)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	defer conn.Close()
	allowFront()
	switch err := exchange(ctx, conn, r); {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), hungUp(err):
		// It took the connection and was gone before it said anything.
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	default:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
}

// Running tells whether a process plays the role and listens.
func (g Group) Running(ctx context.Context, role Role) bool {
	conn, err := g.dial(ctx, role)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func exchange(ctx context.Context, conn net.Conn, r Request) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	if err := writeRequest(conn, r); err != nil {
		return err
	}
	var answer answerMessage
	if err := readMessage(conn, &answer); err != nil {
		return err
	}
	if answer.Problem != "" {
		return errors.New(answer.Problem)
	}
	return nil
}
