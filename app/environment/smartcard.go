package environment

import (
	"bufio"
	"strings"
)

// Service is whether a service of the system runs.
type Service string

// The states of a service.
const (
	ServiceRuns    Service = "runs" // or is started as soon as it is needed
	ServiceStopped Service = "stopped"
	ServiceAbsent  Service = "absent" // not installed
	// ServiceUnknown: it is another matter on this system.
	ServiceUnknown Service = ""
)

// listening is the flag of a socket that takes connections (SO_ACCEPTCON in
// /proc/net/unix).
const listening = "00010000"

// Readers tells whether PC/SC, the service for smart card readers, runs
// (pcscd). Drivers that reach the key as a reader need it; others do not.
//
// It is asked without a connection, which would start it.
func (c *Computer) Readers() Service {
	if c.GOOS != "linux" {
		return ServiceUnknown
	}
	for lines := bufio.NewScanner(strings.NewReader(c.read("proc/net/unix"))); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 8 && fields[3] == listening && strings.HasSuffix(fields[7], "/pcscd/pcscd.comm") {
			return ServiceRuns
		}
	}
	for _, path := range []string{"usr/sbin/pcscd", "usr/bin/pcscd", "sbin/pcscd"} {
		if c.exists(path) {
			return ServiceStopped
		}
	}
	return ServiceAbsent
}
