package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ukey/app/environment"
)

// seen tells whether the drivers see any key at all.
func (d *doctor) seen() bool { return len(d.keys().all.Keys) > 0 }

// readers tells of the service for smart card readers. It is needed only by
// drivers that find the key as a reader, so that its absence counts only where
// no key is found.
func (d *doctor) readers(context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	c := Check{Layer: LayerReaders, Result: ResultInfo}
	switch d.Computer.Readers() {
	case environment.ServiceUnknown:
		return nil
	case environment.ServiceRuns:
		c.Result, c.Finding = ResultOK, FoundReadersRun
		return []Check{c}
	case environment.ServiceStopped:
		c.Finding = FoundReadersStopped
		c.Fixes = []Fix{{FixCommand, "sudo systemctl enable --now pcscd.socket"}}
	case environment.ServiceAbsent:
		c.Finding = FoundReadersAbsent
		if command := installReaders(d.Computer.System().Installer); command != "" {
			c.Fixes = []Fix{{FixCommand, command}}
		}
	}
	if devices, _ := d.Computer.Devices(); len(devices) > 0 && !d.seen() {
		c.Result = ResultWarning
	}
	return []Check{c}
}

// installReaders is the command that installs the service with one of the
// installers, which call it by different names; empty if that is not known.
func installReaders(installer string) string {
	switch installer {
	case "apt-get":
		return "sudo apt-get install pcscd"
	case "dnf", "yum", "zypper":
		return "sudo " + installer + " install pcsc-lite"
	case "pacman":
		return "sudo pacman -S pcsclite ccid"
	default:
		return ""
	}
}

// usb tells what looks like a key on the USB ports, and whether the user may
// use it. A key that no driver sees, and one that cannot be used, is where the
// fault lies; while keys are seen, other devices do not matter.
func (d *doctor) usb(context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	devices, ok := d.Computer.Devices()
	if !ok {
		return nil
	}
	denied := slices.DeleteFunc(slices.Clone(devices), func(d environment.Device) bool { return d.Err == nil })
	c := Check{Layer: LayerUSB, Result: ResultOK, Finding: FoundUSB, Devices: devices}
	switch {
	case len(devices) == 0:
		c.Result, c.Finding = ResultInfo, FoundNoUSB
		if !d.seen() {
			c.Result = ResultWarning
		}
	case len(denied) > 0 && !d.seen():
		c.Result, c.Finding, c.Devices, c.Err = ResultFailed, FoundUSBDenied, denied, denied[0].Err
		c.Fixes = []Fix{{FixCommand, allow(denied)}}
	}
	return []Check{c}
}

// allow is the command that lets whoever sits at the computer use these
// devices (udev(7), the tag uaccess of systemd).
func allow(devices []environment.Device) string {
	var rules strings.Builder
	for _, d := range devices {
		fmt.Fprintf(&rules, `SUBSYSTEM=="usb", ATTR{idVendor}=="%s", ATTR{idProduct}=="%s", TAG+="uaccess"\n`, d.Vendor, d.Product)
	}
	return "printf '" + rules.String() + "' | sudo tee /etc/udev/rules.d/70-ukey.rules" +
		" && sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb"
}

// holders tells of other programs that use a driver. They may keep a key for
// themselves, which counts where none is found.
func (d *doctor) holders(ctx context.Context) []Check {
	if d.Computer == nil {
		return nil
	}
	var libraries []string
	for _, l := range d.libraries() {
		libraries = append(libraries, l.Path)
	}
	if len(libraries) == 0 {
		return nil
	}
	c := Check{Layer: LayerHolders, Result: ResultOK, Finding: FoundNoHolders}
	if c.Programs = d.Computer.Holders(ctx, libraries); len(c.Programs) > 0 {
		c.Result, c.Finding = ResultInfo, FoundHolders
		if !d.seen() {
			c.Result = ResultWarning
		}
	}
	return []Check{c}
}
