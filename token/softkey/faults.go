package softkey

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	faultsFolder   = "faults"
	sessionsFolder = "sessions"
)

// AnyCall stands for a call of whatever name in a fault.
const AnyCall = "*"

// Fail has the nth call of that name from now on, such as C_Sign, answer rv
// without being carried out. 1 is the next one.
func (s *Store) Fail(call string, nth int, rv uint) error { return s.fault(call, nth, "fail", rv) }

// UnplugDuring pulls out every token of the store as that call begins: it is
// not carried out, and answers CKR_DEVICE_REMOVED.
func (s *Store) UnplugDuring(call string, nth int) error { return s.fault(call, nth, "pulled", 0) }

// UnplugAfter pulls out every token as that call ends: it is carried out, but
// its answer is lost to CKR_DEVICE_REMOVED.
func (s *Store) UnplugAfter(call string, nth int) error { return s.fault(call, nth, "lost", 0) }

// ReplugDuring pulls out every token as that call begins and puts it back at
// once: the call then meets a library that has not noticed.
func (s *Store) ReplugDuring(call string, nth int) error { return s.fault(call, nth, "replug", 0) }

// Crash has the process abort in that call.
func (s *Store) Crash(call string, nth int) error { return s.fault(call, nth, "crash", 0) }

// Kill has the process die in that call as a power failure ends it (SIGKILL):
// nothing of it is carried out, nor anything else in the process.
func (s *Store) Kill(call string, nth int) error { return s.fault(call, nth, "kill", 0) }

// Hang has that call return only after ClearFaults, and then go on as usual.
func (s *Store) Hang(call string, nth int) error { return s.fault(call, nth, "hang", 0) }

func (s *Store) fault(call string, nth int, action string, rv uint) error {
	if nth < 1 || call == "" || strings.ContainsFunc(call, func(r rune) bool { return r <= ' ' }) {
		return fmt.Errorf("no such call: %q, number %d", call, nth)
	}
	line := fmt.Appendf(nil, "%s %d %s %d\n", call, nth, action, rv)
	if err := writeFile(filepath.Join(s.control.path(faultsFolder), rand.Text()), line, 0o600); err != nil {
		return fmt.Errorf("set fault: %w", err)
	}
	return nil
}

// ClearFaults forgets all faults that have not struck yet, and lets go of
// calls that hang.
func (s *Store) ClearFaults() error {
	folder := s.control.path(faultsFolder)
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		if removeErr := os.Remove(filepath.Join(folder, entry.Name())); !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, removeErr)
		}
	}
	if err != nil {
		return fmt.Errorf("clear faults: %w", err)
	}
	return nil
}

// SetLatency makes every call take that much longer, in whole microseconds.
func (s *Store) SetLatency(d time.Duration) error {
	return s.control.write("latency", int(d.Microseconds()))
}

// SetEvents says whether C_WaitForSlotEvent works, as it does at first.
// Without events it is as SoftHSM's: CKR_FUNCTION_NOT_SUPPORTED if it is to
// wait, CKR_NO_EVENT if not.
func (s *Store) SetEvents(on bool) error { return s.control.toggle("no-events", !on) }

// SetSelfishWait has a thread that waits for an event keep all other calls of its
// process from returning, as libraries do that hold their lock meanwhile.
func (s *Store) SetSelfishWait(on bool) error { return s.control.toggle("selfish-wait", on) }

// SetWatchful says whether the module notices at every call that a token has
// moved, as libraries do that have a thread for it. At first it does so only
// when it is asked for the slot list.
func (s *Store) SetWatchful(on bool) error { return s.control.toggle("watchful", on) }

// Calls are the names of all calls that the module has been asked for, in
// order, by all processes. Arguments are never kept. C_GetFunctionList talks
// to no token and is not counted, nor struck by a fault.
func (s *Store) Calls() ([]string, error) {
	text, err := os.ReadFile(s.control.path("calls"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	return strings.Fields(string(text)), nil
}

// ResetCalls forgets them.
func (s *Store) ResetCalls() error { return s.control.clear("calls") }

// Timed is a call that was carried out, and how long it took, latency and all.
type Timed struct {
	Call string
	Took time.Duration // in whole microseconds
}

// SetTimed says whether the module keeps times, which it does not at first.
func (s *Store) SetTimed(on bool) error { return s.control.toggle("timed", on) }

// Times are the times that were kept, in the order in which the calls ended,
// of all processes.
func (s *Store) Times() ([]Timed, error) {
	text, err := os.ReadFile(s.control.path("times"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read times: %w", err)
	}
	var all []Timed
	for line := range strings.Lines(string(text)) {
		var call string
		var us int64
		if _, err := fmt.Sscan(line, &call, &us); err != nil {
			return nil, fmt.Errorf("read times: %q: %w", line, err)
		}
		all = append(all, Timed{Call: call, Took: time.Duration(us) * time.Microsecond})
	}
	return all, nil
}

// ResetTimes forgets them.
func (s *Store) ResetTimes() error { return s.control.clear("times") }

// OpenSessions counts the sessions that are open in all living processes.
func (s *Store) OpenSessions() (int, error) {
	entries, err := os.ReadDir(s.control.path(sessionsFolder))
	if err != nil {
		return 0, fmt.Errorf("read sessions: %w", err)
	}
	counts := control{s.control.path(sessionsFolder)}
	total := 0
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || !alive(pid) {
			continue
		}
		n, err := counts.read(entry.Name(), 0)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = process.Release() }()
	return process.Signal(syscall.Signal(0)) == nil
}
