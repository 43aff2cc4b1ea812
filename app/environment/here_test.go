package environment

import (
	"runtime"
	"testing"
)

// What this machine is like is not known here; only that it can be asked.
func TestThisComputerCanBeAsked(t *testing.T) {
	c := Here(Kept{StateFolder, t.TempDir()})
	if s := c.System(); s.Name == "" || s.Architecture != runtime.GOARCH || s.Bits == 0 {
		t.Errorf("%+v", s)
	}
	if f := c.Folders(t.Context()); len(f) != 1 || !f[0].FreeKnown || f[0].Free == 0 || f[0].State == FolderToCome {
		t.Errorf("%+v", f)
	}
	devices, _ := c.Devices()
	for _, d := range devices {
		if d.Node == "" || !usbNumber.MatchString(d.Vendor) {
			t.Errorf("%+v", d)
		}
	}
	if d := c.Desktop(t.Context()); d.Err != nil && (d.Tray || d.Notifies) {
		t.Errorf("%+v", d)
	}
	for _, name := range c.Holders(t.Context(), []string{"/nowhere/driver.so"}) {
		t.Errorf("%s has a driver that is nowhere", name)
	}
}
