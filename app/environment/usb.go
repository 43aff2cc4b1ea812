package environment

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Device is something on a USB port that looks like a key.
type Device struct {
	// Vendor and Product are the numbers by which USB knows it, four hex
	// digits each.
	Vendor, Product string
	// Name is what it calls itself.
	Name string
	// Node is the file through which drivers reach it.
	Node string
	// Err says why the user may not use it; nil if they may.
	Err error
}

// USB returns the numbers as lsusb writes them.
func (d *Device) USB() string { return d.Vendor + ":" + d.Product }

// usbNumber is how sysfs writes them. They go into a command that people are
// given, which nothing else may get into.
var usbNumber = regexp.MustCompile(`^[0-9a-f]{4}$`)

// smartCard is the class of an interface for smart cards (USB-IF, CCID).
const smartCard = "0b"

// makers are those of keys, by their USB numbers (the list of usb.ids), whose
// keys need not show as smart cards.
var makers = []string{
	"096e", // Feitian
	"163c", // Watchdata
}

// named are words in which keys name themselves, in lower case.
var named = []string{"ukey", "usbkey", "usb key", "usb-key", "epass", "mtoken", "token", "netca", "longmai", "haitai", "watchdata", "feitian"}

// Devices lists what looks like a key on the USB ports. It is false where they
// cannot be looked at: it takes Linux (sysfs).
func (c *Computer) Devices() ([]Device, bool) {
	const folder = "sys/bus/usb/devices"
	entries, err := fs.ReadDir(c.Root, folder)
	if c.GOOS != "linux" || err != nil {
		return nil, false
	}
	var found []Device
	for _, e := range entries {
		at := folder + "/" + e.Name()
		vendor, product := c.read(at+"/idVendor"), c.read(at+"/idProduct")
		if !usbNumber.MatchString(vendor) || !usbNumber.MatchString(product) {
			continue // an interface of a device
		}
		d := Device{Vendor: vendor, Product: product}
		d.Name = strings.TrimSpace(c.read(at+"/manufacturer") + " " + c.read(at+"/product"))
		if !slices.Contains(makers, vendor) && !namesKey(d.Name) && !c.isSmartCard(folder, e.Name()) {
			continue
		}
		bus, errBus := strconv.Atoi(c.read(at + "/busnum"))
		device, errDevice := strconv.Atoi(c.read(at + "/devnum"))
		if errBus == nil && errDevice == nil {
			d.Node = fmt.Sprintf("/dev/bus/usb/%03d/%03d", bus, device)
			d.Err = c.Access(d.Node)
		}
		found = append(found, d)
	}
	slices.SortFunc(found, func(a, b Device) int { return cmp.Compare(a.Node, b.Node) })
	return found, true
}

func namesKey(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(named, func(word string) bool { return strings.Contains(name, word) })
}

// isSmartCard looks at the interfaces of a device, which are named after it:
// 1-2:1.0 is one of 1-2.
func (c *Computer) isSmartCard(folder, device string) bool {
	matches, err := fs.Glob(c.Root, folder+"/"+device+":*/bInterfaceClass")
	if err != nil {
		return false
	}
	return slices.ContainsFunc(matches, func(path string) bool { return c.read(path) == smartCard })
}
