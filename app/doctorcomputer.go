package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ukey/app/environment"
)

// system tells what the system is, and how the screen is scaled.
func (d *doctor) system(context.Context) []Check {
	var checks []Check
	if d.Computer != nil {
		s := d.Computer.System()
		c := Check{Layer: LayerSystem, Result: ResultOK, Finding: FoundSystem, System: &s}
		if s.Old {
			c.Result, c.Finding = ResultWarning, FoundSystemOld
		}
		checks = append(checks, c)
	}
	if d.Scale > 0 {
		checks = append(checks, Check{Layer: LayerScreen, Result: ResultOK, Finding: FoundScreen, Scale: d.Scale})
	}
	return checks
}

// How many bytes there are to be for what the programs write: a journal takes
// some kilobytes, an application with its scans some megabytes.
const (
	enoughSpace = 100 << 20
	leastSpace  = 5 << 20
)

func (d *doctor) folders(ctx context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	folders := d.Computer.Folders(ctx)
	var checks []Check
	for i := range folders {
		checks = append(checks, checkFolder(&folders[i]))
	}
	return checks
}

func checkFolder(f *environment.Folder) Check {
	c := Check{Layer: LayerFolder, Result: ResultOK, Finding: FoundFolder, Folder: f, Err: f.Err}
	mend := Fix{FixFolder, f.Path}
	switch f.State {
	case environment.FolderUnwritable:
		c.Result, c.Finding = ResultFailed, FoundFolderClosed
		if f.Ours {
			c.Fixes = []Fix{mend}
		}
	case environment.FolderBlocked:
		c.Result, c.Finding = ResultFailed, FoundFolderBlocked
		return c
	case environment.FolderOpen:
		c.Result, c.Finding = ResultWarning, FoundFolderOpen
		c.Fixes = []Fix{mend}
	case environment.FolderToCome:
		c.Result, c.Finding = ResultInfo, FoundFolderToCome
	}
	switch {
	case !f.FreeKnown || f.Free >= enoughSpace:
	case f.Free < leastSpace:
		c.Result, c.Finding, c.Fixes = ResultFailed, FoundFolderFull, nil
	case c.Result == ResultOK, c.Result == ResultInfo:
		c.Result, c.Finding = ResultWarning, FoundFolderScarce
	}
	return c
}

// desktop tells whether the desktop has a place for the icon, and shows
// messages. Where no desktop runs there is nobody to be reminded.
func (d *doctor) desktop(ctx context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	tray := Check{Layer: LayerTray, Result: ResultOK, Finding: FoundTray}
	messages := Check{Layer: LayerMessages, Result: ResultOK, Finding: FoundMessages}
	desktop := d.Computer.Desktop(ctx)
	switch {
	case desktop.Err != nil:
		for _, c := range []*Check{&tray, &messages} {
			c.Result, c.Finding = ResultSkipped, FoundDesktopUnknown
			if !errors.Is(desktop.Err, environment.ErrNoDesktop) {
				c.Result, c.Err = ResultWarning, desktop.Err
			}
		}
		return []Check{tray, messages}
	case !desktop.Tray:
		tray.Result, tray.Finding = ResultWarning, FoundNoTray
	}
	if desktop.Server != "" {
		messages.Programs = []string{desktop.Server}
	}
	if !desktop.Notifies {
		messages.Result, messages.Finding = ResultWarning, FoundNoMessages
	}
	return []Check{tray, messages}
}

// background tells whether the resident program runs, and starts at login. That
// it does not is a fault only if the person wants it to.
func (d *doctor) background(ctx context.Context) []Check {
	var checks []Check
	if r := d.Background.Resident; r != nil {
		c := Check{Layer: LayerResident, Result: ResultOK, Finding: FoundResident}
		running, err := r.Running(ctx)
		switch {
		case running:
		case !d.Background.Wanted:
			c.Result, c.Finding = ResultInfo, FoundResidentOff
			c.Fixes = []Fix{{FixSettings, PageReminders}}
		default:
			c.Result, c.Finding, c.Err = ResultWarning, FoundNoResident, err
			c.Fixes = []Fix{{Kind: FixResident}}
		}
		checks = append(checks, c)
	}
	if l := d.Background.Login; l != nil {
		checks = append(checks, checkAutostart(d.Background.AtLogin, l))
	}
	return checks
}

func checkAutostart(wanted bool, l LoginItem) Check {
	c := Check{Layer: LayerAutostart, Result: ResultOK, Finding: FoundAutostart}
	on, err := l.Enabled()
	switch {
	case err != nil:
		c.Result, c.Finding, c.Err = ResultWarning, FoundAutostartFail, err
	case on:
	case wanted:
		c.Result, c.Finding = ResultWarning, FoundNoAutostart
		c.Fixes = []Fix{{Kind: FixAutostart}}
	default:
		c.Result, c.Finding = ResultInfo, FoundAutostartOff
		c.Fixes = []Fix{{Kind: FixSettings, Target: PageReminders}}
	}
	return c
}

// programs tells which of the programs are there that sites and guides speak
// of. None of them is needed to look after a key.
func (d *doctor) programs(context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	browsers := Check{Layer: LayerBrowser, Result: ResultOK, Finding: FoundBrowsers, Programs: d.Computer.Programs(environment.Browser)}
	if len(browsers.Programs) == 0 {
		browsers.Result, browsers.Finding = ResultWarning, FoundNoBrowser
	}
	pdf := Check{Layer: LayerPDF, Result: ResultOK, Finding: FoundPDF, Programs: d.Computer.Programs(environment.PDFReader)}
	adobe := func(name string) bool { return strings.HasPrefix(name, "Adobe") }
	switch {
	case len(pdf.Programs) == 0:
		pdf.Result, pdf.Finding = ResultInfo, FoundNoPDF
	case !slices.ContainsFunc(pdf.Programs, adobe):
		pdf.Result, pdf.Finding = ResultInfo, FoundNoAdobe
	}
	return []Check{browsers, pdf}
}
