//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ukey/cmd/internal/rig"
	"ukey/token/softkey"
)

// commands are those that scripts have besides testscript's own:
//
//	exits CODE PROGRAM ARG...    runs a program that must end with that code
//	json PATH WANT               a value in the JSON on the last standard output, by a path such as
//	                             tokens.0.label; count is the length of a list
//	scrub FILE                   writes the last standard output with what is different in every run replaced
//	await FILE REGEXP            waits for a file to match
//	key LABEL ALGORITHM ENDS     makes a key of an organisation; ENDS is a duration from now
//	enrolled LABEL ALGORITHM ENDS  the same, with certificates of the CA
//	blank LABEL                  makes a key without certificates
//	garbage LABEL                puts on a key what is no certificate
//	plug, unplug LABEL; tries LABEL N; pinrange LABEL MIN MAX; full, readonly LABEL
//	puktries LABEL N; noso LABEL (takes no PUK); initial LABEL (PIN to be changed)
//	pulled CALL                  pulls all keys out as that call begins
//	fails CALL CODE              has the next such call fail
//	crashes CALL N               has the next N such calls abort the process
//	hangs CALL                   has the next such call hang until unhang
//	called CALL                  waits until that call has been made; forget forgets all calls so far
//	signal TERM|HUP              tells the programs in the background
//	hanging CALL                 makes $HANGING, a driver of its own with a key, which hangs in that call
//	spied LOG MAX                at most so many calls in a log of pkcs11-spy
//	serveca, stopca, restartca
//	liar other-key|other-subject|waiting   serves a CA that sends a certificate nobody asked for, or
//	                             asks for patience
//	capture NAME PATH            keeps a value of the JSON on the last standard output, as json names it
//	picture FILE SIDE            makes a PNG of noise, so many pixels wide and high
//	code FILE                    writes the PIN, and the code of the CA's last message, for standard input
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"exits":    exits,
		"json":     checkJSON,
		"scrub":    scrub,
		"await":    await,
		"spied":    spied,
		"key":      organisation(func(s *setting) rig.Certify { return s.ByIssuer }),
		"enrolled": organisation(func(s *setting) rig.Certify { return s.ByCA }),
		"blank":    simple(1, func(s *setting, a []string) error { _, err := s.AddKey(a[0]); return err }),
		"garbage":  lever(func(k *softkey.Token, _ []int) error { return k.AddCertificate([]byte{9}, "junk", []byte("junk")) }),
		"plug":     lever(func(k *softkey.Token, _ []int) error { return k.Plug() }),
		"unplug":   lever(func(k *softkey.Token, _ []int) error { return k.Unplug() }),
		"full":     lever(func(k *softkey.Token, _ []int) error { return k.SetFull(true) }),
		"readonly": lever(func(k *softkey.Token, _ []int) error { return k.SetWriteProtected(true) }),
		"tries":    lever(func(k *softkey.Token, n []int) error { return k.SetTries(n[0]) }),
		"puktries": lever(func(k *softkey.Token, n []int) error { return k.SetPUKTries(n[0]) }),
		"noso":     lever(func(k *softkey.Token, _ []int) error { return k.SetUnblockRefused(true) }),
		"initial":  lever(func(k *softkey.Token, _ []int) error { return k.SetPINToBeChanged(true) }),
		"pinrange": lever(func(k *softkey.Token, n []int) error { return k.SetPINRange(n[0], n[1]) }),
		"pulled":   simple(1, func(s *setting, a []string) error { return s.Store.UnplugDuring(a[0], 1) }),
		"fails":    simple(2, fails),
		"crashes":  simple(2, crashes),
		"hangs":    simple(1, func(s *setting, a []string) error { return s.Store.Hang(a[0], 1) }),
		"unhang":   simple(0, func(s *setting, _ []string) error { return s.Store.ClearFaults() }),
		"called":   called,
		"signal":   signal,
		"forget":   simple(0, func(s *setting, _ []string) error { return s.Store.ResetCalls() }),
		"hanging":  hanging,
		"serveca":  simple(0, func(s *setting, _ []string) error { return s.ServeCA(context.Background(), rig.AnyPort) }),
		"stopca":   simple(0, func(s *setting, _ []string) error { return s.StopCA() }),
		"restartca": simple(0, func(s *setting, _ []string) error {
			return s.ServeCA(context.Background(), strings.TrimPrefix(s.URL, "https://"))
		}),
		"capture": capture,
		"picture": picture,
		"code":    simple(1, writeCode),
		"liar":    simple(1, func(s *setting, a []string) error { return s.serveLiar(a[0]) }),
	}
}

// simple makes a command of a function that needs so many arguments.
func simple(n int, do func(s *setting, args []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != n {
			ts.Fatalf("%d arguments needed, and no !", n)
		}
		s := ts.Value(settingKey{}).(*setting)
		ts.Check(do(s, args))
		s.export(ts.Setenv)
	}
}

// lever makes a command of what can be done to a key: its first argument names
// the key, the others are numbers.
func lever(do func(k *softkey.Token, n []int) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) == 0 {
			ts.Fatalf("which key?")
		}
		k, err := ts.Value(settingKey{}).(*setting).Key(args[0])
		ts.Check(err)
		var numbers []int
		for _, a := range args[1:] {
			n, err := strconv.Atoi(a)
			ts.Check(err)
			numbers = append(numbers, n)
		}
		ts.Check(do(k, numbers))
	}
}

// organisation makes a command that makes a key with certificates.
func organisation(by func(*setting) rig.Certify) func(*testscript.TestScript, bool, []string) {
	return simple(3, func(s *setting, args []string) error {
		ends, err := time.ParseDuration(args[2])
		if err != nil {
			return err
		}
		return s.Organisation(context.Background(), args[0], args[1], time.Now().Add(ends), by(s))
	})
}

func hanging(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("which call?")
	}
	store, err := softkey.New(ts.MkAbs("hanging"))
	ts.Check(err)
	_, err = store.AddToken(softkey.TokenSpec{Label: "hanging"})
	ts.Check(err)
	ts.Check(store.Hang(args[0], 1))
	module, err := store.Module()
	ts.Check(err)
	ts.Setenv("HANGING", module)
}

func fails(s *setting, args []string) error {
	code, err := strconv.ParseUint(args[1], 0, 32)
	if err != nil {
		return err
	}
	return s.Store.Fail(args[0], 1, uint(code))
}

func crashes(s *setting, args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	// Each waits for the next call, and the crash spares the rest: were they to
	// count calls, those that a crash hides from them would not crash.
	for range n {
		if err := s.Store.Crash(args[0], 1); err != nil {
			return err
		}
	}
	return nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = ended.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: json PATH WANT")
	}
	if got := jsonAt(ts, args[0]); got != args[1] {
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

// jsonAt finds a value in the JSON on the last standard output; what is no
// string is written as JSON.
func jsonAt(ts *testscript.TestScript, path string) string {
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &value))
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			field, ok := v[part]
			if !ok {
				ts.Fatalf("no field %q in %v", part, v)
			}
			value = field
		case []any:
			if part == "count" {
				value = len(v)
				continue
			}
			i, err := strconv.Atoi(part)
			ts.Check(err)
			if i >= len(v) {
				ts.Fatalf("only %d elements: %v", len(v), v)
			}
			value = v[i]
		default:
			ts.Fatalf("nothing at %q in %v", part, v)
		}
	}
	if text, ok := value.(string); ok {
		return text
	}
	b, err := json.Marshal(value)
	ts.Check(err)
	return string(b)
}

// scrub replaces what no two runs have in common.
func scrub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: scrub FILE")
	}
	text := ts.ReadFile("stdout")
	for _, name := range []string{"SERIAL1", "SERIAL2", "MODULE", "WORK"} {
		if v := ts.Getenv(name); v != "" {
			text = strings.ReplaceAll(text, v, "$"+name)
		}
	}
	for _, r := range []struct{ pattern, with string }{
		{`"(sha256|serial)": "[0-9a-f]{30,}"`, `"$1": "HEX"`},
		{`\b[0-9a-f]{8}\b`, "HASH"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`, "TIME"},
		{`\d{4}-\d\d-\d\d\b`, "DATE"},
		{`"slot": \d+`, `"slot": SLOT`},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.with)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// await polls, since nothing tells when another process has written.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE REGEXP")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	eventually(ts, func() (bool, string) {
		content, err := os.ReadFile(ts.MkAbs(args[0]))
		return err == nil && pattern.Match(content), fmt.Sprintf("%s does not match %q:\n%s", args[0], args[1], content)
	})
}

func called(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("which call?")
	}
	store := ts.Value(settingKey{}).(*setting).Store
	eventually(ts, func() (bool, string) {
		calls, err := store.Calls()
		ts.Check(err)
		return slices.Contains(calls, args[0]), fmt.Sprintf("no call of %s in %v", args[0], calls)
	})
}

// eventually asks until something is so, or says how it is instead.
func eventually(ts *testscript.TestScript, so func() (yes bool, instead string)) {
	const patience = 2 * time.Minute
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	deadline := time.After(patience)
	for {
		yes, instead := so()
		if yes {
			return
		}
		select {
		case <-poll.C:
		case <-deadline:
			ts.Fatalf("after %v %s", patience, instead)
		}
	}
}

// signal is testscript's kill with the signals that it lacks.
func signal(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
	if neg || len(args) != 1 || signals[args[0]] == 0 {
		ts.Fatalf("usage: signal TERM|HUP")
	}
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(signals[args[0]]))
	}
}

func spied(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: spied LOG MAX")
	}
	most, err := strconv.Atoi(args[1])
	ts.Check(err)
	calls, err := rig.SpiedCalls(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Logf("%d calls: %v", len(calls), calls)
	if len(calls) == 0 || len(calls) > most {
		ts.Fatalf("%d calls, want 1 to %d: %v", len(calls), most, calls)
	}
}
