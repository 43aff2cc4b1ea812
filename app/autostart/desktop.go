//go:build !windows

package autostart

import (
	"strings"
)

// entryText is the desktop entry (Desktop Entry Specification 1.5) that starts
// a program.
func entryText(name, icon, program string) string {
	return strings.Join([]string{
		"[Desktop Entry]",
		"Type=Application",
		"Name=" + escapeString(name),
		"Icon=" + icon,
		"Exec=" + execLine(program),
		"Terminal=false",
		"StartupNotify=false",
		"X-GNOME-Autostart-enabled=true",
		"",
	}, "\n")
}

// execLine is the value of Exec. Two rules lie over each other: an argument is
// quoted as for a shell, with %% for a per cent sign ("The Exec key"), and the
// result is a string, in which a backslash is written twice ("Value types").
func execLine(program string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(program)
	return escapeString(`"` + quoted + `" ` + Background)
}

func escapeString(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s)
}

// starts tells whether a desktop entry starts the program, and is not switched
// off: by Hidden, which the specification has for it, or by the key of GNOME's
// own, which others read as well.
func starts(text, program string) bool {
	inEntry, exec := false, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inEntry = line == "[Desktop Entry]"
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || !inEntry {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "Exec":
			exec = value
		case "Hidden":
			if value == "true" {
				return false
			}
		case "X-GNOME-Autostart-enabled":
			if value == "false" {
				return false
			}
		}
	}
	return exec == execLine(program)
}
