package environment

import (
	"bufio"
	"bytes"
	"cmp"
	"strconv"
	"strings"
)

// System is the operating system and the desktop.
type System struct {
	// Name is what the system calls itself, with its version, such as
	// "Debian GNU/Linux 12 (bookworm)".
	Name string
	// Kernel is the kernel's release, or the build of Windows; it may be empty.
	Kernel string
	// Architecture is that of the program, as Go calls it. Bits are 32 or 64.
	Architecture string
	Bits         int
	// Emulated is set when a 32-bit program runs on a 64-bit Windows.
	Emulated bool
	// Desktop is XDG_CURRENT_DESKTOP, Session x11, wayland or empty.
	Desktop, Session string
	// Installer is the program with which packages are installed, such as apt-get
	// or dnf; empty if it is none that is known.
	Installer string
	// Old is set when the system is one that its maker does not keep up any
	// more, and on which the programs are not tried.
	Old bool
}

// currentVersion is where Windows says what it is.
const currentVersion = `SOFTWARE\Microsoft\Windows NT\CurrentVersion`

// The first builds of Windows 10 and 11. The registry calls both "Windows 10".
const (
	windows10 = 10240
	windows11 = 22000
)

// System tells what the system is.
func (c *Computer) System() System {
	s := System{Architecture: c.GOARCH, Bits: 64}
	switch c.GOARCH {
	case "386", "arm", "mips", "mipsle":
		s.Bits = 32
	}
	if c.GOOS == "windows" {
		c.windows(&s)
		return s
	}
	s.Name = cmp.Or(osRelease(c.read("etc/os-release")), osRelease(c.read("usr/lib/os-release")), c.GOOS)
	s.Kernel = c.read("proc/sys/kernel/osrelease")
	for _, program := range []string{"apt-get", "dnf", "yum", "zypper", "pacman"} {
		if s.Installer == "" && c.exists("usr/bin/"+program) {
			s.Installer = program
		}
	}
	s.Desktop, s.Session = c.Getenv("XDG_CURRENT_DESKTOP"), c.Getenv("XDG_SESSION_TYPE")
	if s.Session == "" {
		switch {
		case c.Getenv("WAYLAND_DISPLAY") != "":
			s.Session = "wayland"
		case c.Getenv("DISPLAY") != "":
			s.Session = "x11"
		}
	}
	return s
}

func (c *Computer) windows(s *System) {
	get := func(value string) string {
		if c.Registry == nil {
			return ""
		}
		return c.Registry.Text(currentVersion, value)
	}
	build := get("CurrentBuildNumber")
	s.Name = cmp.Or(get("ProductName"), "Windows")
	number, err := strconv.Atoi(build)
	if err == nil {
		if number >= windows11 {
			s.Name = strings.Replace(s.Name, "Windows 10", "Windows 11", 1)
		}
		s.Old = number < windows10
	}
	s.Name = strings.TrimSpace(s.Name + " " + get("DisplayVersion"))
	s.Kernel = build
	// Set for 32-bit programs on a 64-bit Windows alone.
	s.Emulated = c.Getenv("PROCESSOR_ARCHITEW6432") != ""
}

// osRelease is PRETTY_NAME of os-release(5), or else its name.
func osRelease(text string) string {
	var name string
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		field, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "=")
		if !ok {
			continue
		}
		if unquoted, err := strconv.Unquote(value); err == nil {
			value = unquoted
		}
		value = strings.Trim(value, `'"`)
		switch field {
		case "PRETTY_NAME":
			return value
		case "NAME":
			name = value
		}
	}
	return name
}

func trim(data []byte) string { return string(bytes.TrimSpace(data)) }
