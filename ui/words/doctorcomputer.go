package words

import (
	"fmt"
	"strings"

	"ukey/app"
	"ukey/app/environment"
)

// computerData is what the sentences about the computer may hold.
func (p *Printer) computerData(c *app.Check) []any {
	data := append(ownMachine(), "Scale", c.Scale, "Programs", p.list(c.Programs))
	if s := c.System; s != nil {
		data = append(data, "System", p.system(s))
	}
	if f := c.Folder; f != nil {
		free := p.T("check.folder.unknown")
		if f.FreeKnown {
			free = Size(f.Free)
		}
		data = append(data, "Use", p.T("check.folder."+string(f.Use)), "Free", free, "Reason", p.FileReason(f.Err))
	}
	var devices []string
	for _, d := range c.Devices {
		devices = append(devices, strings.TrimSpace(d.Name+" ("+d.USB()+")"))
	}
	return append(data, "Devices", p.list(devices))
}

// system is the name of a system and, where they are known, of the kernel and
// the desktop.
func (p *Printer) system(s *environment.System) string {
	parts := []string{s.Name}
	for _, part := range []string{s.Kernel, s.Desktop, s.Session} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return p.list(parts)
}

// list writes several names one after the other.
func (p *Printer) list(names []string) string {
	return strings.Join(names, p.T("check.and"))
}

// Size is a number of bytes as people say it: 1.5 GB.
func Size(bytes uint64) string {
	const step = 1024
	size, units := float64(bytes), []string{"B", "KB", "MB", "GB", "TB"}
	for len(units) > 1 && size >= step {
		size, units = size/step, units[1:]
	}
	if size < 10 && units[0] != "B" {
		return fmt.Sprintf("%.1f %s", size, units[0])
	}
	return fmt.Sprintf("%.0f %s", size, units[0])
}
