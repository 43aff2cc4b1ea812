//go:build linux

package main

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"ukey/token/softkey"
)

func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME PATH")
	}
	ts.Setenv(args[0], jsonAt(ts, args[1]))
}

func picture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: picture FILE SIDE")
	}
	side, err := strconv.Atoi(args[1])
	ts.Check(err)
	img := image.NewGray(image.Rect(0, 0, side, side))
	noise := rand.New(rand.NewPCG(1, uint64(side)))
	for i := range img.Pix {
		img.Pix[i] = byte(noise.Uint32())
	}
	var b bytes.Buffer
	ts.Check(png.Encode(&b, img))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// writeCode reads the outbox of the CA, whose names sort as the messages follow
// each other.
func writeCode(s *setting, args []string) error {
	messages, err := filepath.Glob(filepath.Join(s.dir, "ca", "outbox", "*.json"))
	if err != nil {
		return err
	}
	if len(messages) == 0 {
		return errors.New("the CA has sent nothing")
	}
	message, err := os.ReadFile(slices.Max(messages))
	if err != nil {
		return err
	}
	code := regexp.MustCompile(`验证码 (\d{6})`).FindSubmatch(message)
	if code == nil {
		return errors.New("no code in the message")
	}
	return os.WriteFile(filepath.Join(s.dir, args[0]), []byte(softkey.DefaultPIN+"\n"+string(code[1])+"\n"), 0o600)
}
