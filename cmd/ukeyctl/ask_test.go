package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/words"
)

// fakeTerminal answers with the PINs in order, and then blocks.
type fakeTerminal struct {
	pins     []string
	restored bool
}

func (f *fakeTerminal) hidden() (*token.PIN, error) {
	if len(f.pins) == 0 {
		select {} // nobody types
	}
	pin := f.pins[0]
	f.pins = f.pins[1:]
	return token.NewPIN([]byte(pin)), nil
}

func (f *fakeTerminal) restore() { f.restored = true }

func piped(input string, agreed agreement) (*asker, *bytes.Buffer) {
	var prompts bytes.Buffer
	return &asker{
		say: words.New(words.Chinese), lines: lineReader{strings.NewReader(input)},
		agreed: agreed, prompts: &prompts,
	}, &prompts
}

func typed(answers string, pins ...string) (*asker, *bytes.Buffer) {
	a, prompts := piped(answers, agreement{})
	a.terminal = &fakeTerminal{pins: pins}
	return a, prompts
}

func question(change ...func(*app.Key)) app.PINQuestion {
	k := keyWith(signing())
	for _, f := range change {
		f(&k)
	}
	return app.PINQuestion{Key: &k, Purpose: app.ForPINChange}
}

func TestPipedPINsComeInTheOrderAskedWithoutPrompts(t *testing.T) {
	a, prompts := piped("old-secret\nnew-secret\n", agreement{})
	old, fresh, err := a.NewPIN(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	if string(old.Bytes()) != "old-secret" || string(fresh.Bytes()) != "new-secret" {
		t.Error("wrong PINs")
	}
	if prompts.Len() != 0 {
		t.Errorf("prompted %q although nobody is there", prompts)
	}
}

func TestPipedInputThatEndsEarlyIsNoPIN(t *testing.T) {
	a, _ := piped("old-secret\n", agreement{})
	old, _, err := a.NewPIN(t.Context(), question())
	if !errors.Is(err, errNoPIN) {
		t.Errorf("got %v", err)
	}
	if old.Len() == 0 {
		t.Error("the old PIN is not handed over for wiping")
	}
}

func TestTerminalIsToldWhichKeyAndWhatLength(t *testing.T) {
	a, prompts := typed("", "old-secret", "new-secret", "new-secret")
	if _, _, err := a.NewPIN(t.Context(), question(func(k *app.Key) {
		k.PIN.State, k.PIN.Tries = token.PINLow, 3
	})); err != nil {
		t.Fatal(err)
	}
	want := "深圳市示例科技有限公司，UKey 单位证书（序列号 0123）\n剩余重试次数：3\n原PIN码：\n新PIN码（6 到 16 位）：\n再输入一次新PIN码：\n"
	if prompts.String() != want {
		t.Errorf("got %q\nwant %q", prompts, want)
	}
	if strings.Contains(prompts.String(), "secret") {
		t.Error("a PIN is shown")
	}
}

func TestUnblockingAsksForThePUKAndTheNewPINTwice(t *testing.T) {
	a, prompts := typed("", "puk-secret", "new-secret", "new-secret")
	q := question(func(k *app.Key) {
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		k.PUK = token.PINStatus{State: token.PINLow, Tries: 2}
	})
	q.Purpose = app.ForUnblock
	puk, fresh, err := a.Unblock(t.Context(), q)
	if err != nil || string(puk.Bytes()) != "puk-secret" || string(fresh.Bytes()) != "new-secret" {
		t.Fatalf("error %v", err)
	}
	want := "深圳市示例科技有限公司，UKey 单位证书（序列号 0123）\n剩余重试次数：2\nPUK：\n新PIN码（6 到 16 位）：\n再输入一次新PIN码：\n"
	if prompts.String() != want {
		t.Errorf("got %q\nwant %q", prompts, want)
	}

	a, prompts = piped("puk-secret\nnew-secret\n", agreement{})
	puk, fresh, err = a.Unblock(t.Context(), q)
	if err != nil || string(puk.Bytes()) != "puk-secret" || string(fresh.Bytes()) != "new-secret" || prompts.Len() != 0 {
		t.Errorf("piped: error %v, prompts %q", err, prompts)
	}
}

func TestThePUKsLastTryIsNeverAgreedToBySilence(t *testing.T) {
	lastTry := app.Confirmation{What: app.ConfirmLastPUKTry}
	a, _ := piped("y\n", agreement{renewal: true})
	if ok, err := a.Confirm(t.Context(), lastTry); ok || !errors.Is(err, errLastPUKTry) {
		t.Errorf("without a terminal: %v, %v", ok, err)
	}
	a, prompts := typed("\n")
	if ok, err := a.Confirm(t.Context(), lastTry); ok || err != nil || !strings.Contains(prompts.String(), "再也无法解锁") {
		t.Errorf("silence: %v, %v, %q", ok, err, prompts)
	}
}

func TestNewPINTypedDifferentlyIsRefused(t *testing.T) {
	a, _ := typed("", "old", "new-one", "new-two")
	if _, _, err := a.NewPIN(t.Context(), question()); !errors.Is(err, app.ErrPINMismatch) {
		t.Errorf("got %v", err)
	}
}

func TestPINPadIsLeftToTheKey(t *testing.T) {
	a, prompts := typed("")
	pin, err := a.PIN(t.Context(), question(func(k *app.Key) { k.PINPad = true }))
	if pin != nil || err != nil || !strings.Contains(prompts.String(), "请在UKey上输入") {
		t.Errorf("%v, %v, %q", pin, err, prompts)
	}
}

func TestLastTryIsNeverAgreedToBySilence(t *testing.T) {
	lastTry := app.Confirmation{What: app.ConfirmLastTry}

	a, _ := piped("y\n", agreement{renewal: true})
	if ok, err := a.Confirm(t.Context(), lastTry); ok || !errors.Is(err, token.ErrLastTry) {
		t.Errorf("without a terminal: %v, %v", ok, err)
	}
	a, _ = piped("", agreement{lastTry: true})
	if ok, err := a.Confirm(t.Context(), lastTry); !ok || err != nil {
		t.Errorf("with the flag: %v, %v", ok, err)
	}
	for answer, want := range map[string]bool{
		"": false, "\n": false, "n\n": false, "什么\n": false,
		"y\n": true, "YES\r\n": true, "是\n": true,
	} {
		a, _ := typed(answer)
		if ok, err := a.Confirm(t.Context(), lastTry); ok != want || err != nil {
			t.Errorf("answer %q: %v, %v", answer, ok, err)
		}
	}
}

func TestRenewalIsAskedForWithItsPlan(t *testing.T) {
	k, c := keyWith(signing()), signing()
	q := app.Confirmation{What: app.ConfirmRenewal, Key: &k, Renewal: &app.Plan{Key: &k, Signature: &c, CA: "https://ca.example", Resumes: true, Preflight: &app.Preflight{}}}
	a, prompts := typed("y\n")
	if ok, err := a.Confirm(t.Context(), q); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	for _, want := range []string{"继续上次", "单位证书", "签名证书", "深圳市示例科技有限公司", "https://ca.example", "[y/N]"} {
		if !strings.Contains(prompts.String(), want) {
			t.Errorf("%q is missing in\n%s", want, prompts)
		}
	}
	a, _ = piped("", agreement{})
	if _, err := a.Confirm(t.Context(), q); !errors.Is(err, errNeedsYes) {
		t.Errorf("without a terminal: %v", err)
	}
}

func TestCodeIsAskedForWithWhereItWentAndWhyTheLastOneWasNotTaken(t *testing.T) {
	expires := time.Date(2026, 11, 25, 10, 30, 0, 0, time.Local)
	q := app.CodeQuestion{CodeSent: cases.CodeSent{SentTo: "138****5678", Expires: expires}}
	a, prompts := typed("", "123456")
	if reply, err := a.Code(t.Context(), q); err != nil || reply.Code != "123456" || reply.Again {
		t.Errorf("%+v, %v", reply, err)
	}
	if want := "验证码已发送到 138****5678，10:30:00 前有效。\n验证码（直接按回车可重新发送）：\n"; prompts.String() != want {
		t.Errorf("got %q\nwant %q", prompts, want)
	}
	q.Err = &est.RefusedError{Problem: est.Problem{Status: 403, Code: cases.ProblemWrongCode}}
	a, prompts = typed("", "654321")
	if _, err := a.Code(t.Context(), q); err != nil || !strings.HasPrefix(prompts.String(), "验证码不正确。") || strings.Contains(prompts.String(), "654321") {
		t.Errorf("%q, %v", prompts, err)
	}
	a, _ = typed("")
	a.terminal = emptyLine{}
	if reply, err := a.Code(t.Context(), q); err != nil || !reply.Again {
		t.Errorf("an empty line: %+v, %v", reply, err)
	}

	a, prompts = piped("123456\n", agreement{})
	if reply, err := a.Code(t.Context(), q); err != nil || reply.Code != "123456" || prompts.Len() != 0 {
		t.Errorf("piped: %+v, %v, %q", reply, err, prompts)
	}
	if _, err := a.Code(t.Context(), q); !errors.Is(err, q.Err) {
		t.Errorf("piped, after a wrong one: %v", err)
	}
	a, _ = piped("", agreement{})
	if _, err := a.Code(t.Context(), app.CodeQuestion{}); !errors.Is(err, errNoCode) {
		t.Errorf("piped, nothing: %v", err)
	}
}

// emptyLine is a person who only presses Enter.
type emptyLine struct{}

func (emptyLine) hidden() (*token.PIN, error) { return nil, errNoPIN }
func (emptyLine) restore()                    {}

func TestInterruptedQuestionEndsAndShowsTypingAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a, _ := typed("")
	a.prompts = writerFunc(func(b []byte) (int, error) {
		if strings.Contains(string(b), "PIN码：") {
			cancel() // as the person reads the prompt
		}
		return len(b), nil
	})
	if _, err := a.PIN(ctx, question()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !a.terminal.(*fakeTerminal).restored {
		t.Error("what is typed stays hidden")
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

var _ io.Writer = writerFunc(nil)
