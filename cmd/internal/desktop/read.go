package desktop

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"unicode"
)

// looks are the ways to look at a picture, each of which finds text that the
// others do not: white type on a button is not found among dark type on white,
// so that the picture is read as it is and with its colours turned round; and
// lines are looked for all over the picture, or in columns as on a page.
var looks = []struct{ turn, layout string }{
	{"+negate", "11"}, {"+negate", "3"}, {"-negate", "11"}, {"-negate", "3"},
}

// readUntil looks at the window in one way after the other until what was read
// is enough.
func (w *Window) readUntil(ctx context.Context, enough func(string) bool) (string, error) {
	picture, err := w.capture(ctx)
	if err != nil {
		return "", err
	}
	return read(ctx, picture, enough)
}

// Text is what can be read in a picture, a line for each piece of text, without
// spaces: between Chinese characters they mean nothing. Single characters are
// misread now and then, most of all in small or pale type. A picture is the way
// to read what does not stay on the screen for as long as reading takes.
func Text(ctx context.Context, picture image.Image) (string, error) {
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		return "", err
	}
	return read(ctx, encoded.Bytes(), func(string) bool { return false })
}

// read reads a PNG.
func read(ctx context.Context, picture []byte, enough func(string) bool) (string, error) {
	text := ""
	for _, look := range looks {
		large, err := enlarge(ctx, picture, look.turn)
		if err != nil {
			return "", err
		}
		recognised, err := recognise(ctx, large, look.layout)
		if err != nil {
			return "", err
		}
		if text += squeeze(recognised) + "\n"; enough(text) {
			break
		}
	}
	return text, nil
}

// enlarge makes of a screen's small type what a reader of printed pages takes.
func enlarge(ctx context.Context, picture []byte, turn string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "convert", "png:-", "-colorspace", "Gray", turn, "-resize", "250%", "png:-")
	cmd.Stdin = bytes.NewReader(picture)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	return out, nil
}

// recognise reads Chinese, and the Latin between it.
func recognise(ctx context.Context, picture []byte, layout string) (string, error) {
	cmd := exec.CommandContext(ctx, "tesseract", "-", "-", "-l", "chi_sim", "--psm", layout)
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads wait for one another more than they read
	cmd.Stdin = bytes.NewReader(picture)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("tesseract: %w", err)
	}
	return string(out), nil
}

// squeeze leaves out empty lines and all space within lines.
func squeeze(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, line)
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
