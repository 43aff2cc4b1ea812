package desktop

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"unicode"
)

// Read returns what can be read in the window, a line for each piece of text,
// without spaces: between Chinese characters they mean nothing. Single
// characters are misread now and then, most of all in small or pale type.
func (w *Window) Read(ctx context.Context) (string, error) {
	picture, err := w.capture(ctx)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	// White type on a button or a banner is not found among dark type on white,
	// so the picture is read as it is and with its colours turned round. Each of
	// the two ways to look for lines finds some that the other does not.
	for _, turn := range []string{"+negate", "-negate"} {
		large, err := enlarge(ctx, picture, turn)
		if err != nil {
			return "", err
		}
		for _, layout := range []string{"3", "11"} {
			read, err := recognise(ctx, large, layout)
			if err != nil {
				return "", err
			}
			text.WriteString(squeeze(read) + "\n")
		}
	}
	return text.String(), nil
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
