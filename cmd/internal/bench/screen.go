package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// screen is the X display that DISPLAY names, to be looked at. Without a window
// manager a window stands in its upper left corner.
type screen struct {
	conn *xgb.Conn
	root xproto.Drawable
}

// The part that is looked at, where the state of the first certificate stands.
// To read all of the screen again and again would keep a core from what is
// measured.
const (
	partX, partY          = 780, 100
	partWidth, partHeight = 210, 120
)

func openScreen() (*screen, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("no screen to measure windows on: %w", err)
	}
	s := xproto.Setup(conn).DefaultScreen(conn)
	return &screen{conn, xproto.Drawable(s.Root)}, nil
}

func (s *screen) close() { s.conn.Close() }

// lookEvery is short beside the start of any program.
const lookEvery = 5 * time.Millisecond

// until looks at the screen until it shows what is wanted.
func (s *screen) until(ctx context.Context, wanted func(pixels) bool) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		image, err := xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, s.root, partX, partY, partWidth, partHeight, ^uint32(0)).Reply()
		if err != nil {
			return fmt.Errorf("look at the screen: %w", err)
		}
		if wanted(image.Data) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the screen does not show what is waited for: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// pixels are four bytes each: blue, green, red, and one that means nothing.
type pixels []byte

// count counts the pixels whose colour is wanted.
func (p pixels) count(wanted func(r, g, b byte) bool) int {
	n := 0
	for i := 0; i+3 < len(p); i += 4 {
		if wanted(p[i+2], p[i+1], p[i]) {
			n++
		}
	}
	return n
}

// blank is the bare screen.
func blank(p pixels) bool {
	return p.count(func(r, g, b byte) bool { return r|g|b != 0 }) == 0
}

// window is one that has drawn itself, in a light theme.
func window(p pixels) bool {
	return p.count(func(r, g, b byte) bool { return r > 200 && g > 200 && b > 200 }) > partWidth*partHeight/2
}

// keyListed is a window with a certificate that ends soon: there is amber.
func keyListed(p pixels) bool {
	return window(p) && p.count(func(r, g, b byte) bool { return r > 140 && r < 175 && g > 90 && g < 120 && b < 30 }) > 50
}
