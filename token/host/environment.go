package host

import (
	"errors"
	"slices"
	"strings"
)

// variables are the environment variables that a library gets to see. A * at
// the end stands for any rest.
var variables = []string{
	// What every program needs to find its files and to speak the person's
	// language.
	"PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LC_*",
	"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH",

	// The same on Windows, where much of the system does not start without.
	"SystemRoot", "SystemDrive", "windir", "TEMP", "TMP", "PATHEXT", "USERPROFILE", "USERNAME", "PUBLIC",
	"APPDATA", "LOCALAPPDATA", "ProgramData", "ALLUSERSPROFILE", "ProgramFiles*", "CommonProgramFiles*",
	"PROCESSOR_ARCHITECTURE", "NUMBER_OF_PROCESSORS", "OS",

	// Libraries' own settings: SoftHSM, OpenSC and its spy, p11-kit, pcsc-lite.
	"SOFTHSM2_CONF", "OPENSC_*", "PKCS11SPY*", "P11_KIT_*", "PCSC*",
}

// environment picks from all variables, as os.Environ gives them, those that
// the library may see. Names on Windows know no case; nowhere else do two of
// the list differ by it alone.
func environment(all, more []string) []string {
	allowed := slices.Concat(variables, more)
	var picked []string
	for _, entry := range all {
		name, _, ok := strings.Cut(entry, "=")
		if ok && name != "" && slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, name) }) {
			picked = append(picked, entry)
		}
	}
	// A crash is told by the exit code. Go's account of it would hold parts
	// of the memory.
	return append(picked, "GOTRACEBACK=none", inHost+"=1")
}

// inHost is set in every driver host. One that starts another is a program that
// does not know what it was started for, and the next would do the same.
const inHost = "UKEY_DRIVER_HOST"

var errInHost = errors.New("a driver host was asked to start another")

func matches(pattern, name string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return len(name) >= len(start) && strings.EqualFold(name[:len(start)], start)
	}
	return strings.EqualFold(pattern, name)
}
