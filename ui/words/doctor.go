package words

import (
	"runtime"
	"strconv"
	"strings"
	"time"

	"ukey/app"
	"ukey/token"
)

// Layer names a layer of a report.
func (p *Printer) Layer(l app.Layer) string { return p.T("layer." + string(l)) }

// Result names how a check went.
func (p *Printer) Result(r app.Result) string { return p.T("result." + string(r)) }

// Check says what a check found and, unless it is fine, what to do about it.
// Where there is no sentence for the finding, the error it met has one.
func (p *Printer) Check(c *app.Check) Message {
	id := "check." + string(c.Finding)
	if c.Err != nil && !p.Has(id) {
		return p.ofFile(p.Error(c.Err), c)
	}
	m := p.say(id, p.checkData(c)...)
	if c.Err != nil {
		m.Detail = c.Err.Error()
	}
	if c.Result == app.ResultOK {
		m.Next, m.Article = "", ""
	}
	return p.ofFile(m, c)
}

// ofFile adds what is known of a driver's file. That it is made for another
// machine is said in its own words: 32 or 64 bits is what one has to ask for.
func (p *Printer) ofFile(m Message, c *app.Check) Message {
	l := c.Library
	if l.Machine == "" {
		return m
	}
	data := append(ownMachine(), "Text", m.Text, "Bits", l.Bits, "Machine", l.Machine, "Package", l.Package)
	switch {
	case c.Driver.State == app.DriverWrongArchitecture:
		m.Text, m.Article = p.T("check.driver-machine", data...), articleOf("check.driver-machine")
	case c.Driver.State != app.DriverLoaded:
	case l.Package != "":
		m.Text = p.T("check.driver-file.package", data...)
	default:
		m.Text = p.T("check.driver-file", data...)
	}
	return m
}

// ownMachine is what this program is made for.
func ownMachine() []any { return []any{"Own", runtime.GOARCH, "OwnBits", strconv.IntSize} }

// Subject names what was looked at; it is empty for a check of everything.
func (p *Printer) Subject(c *app.Check) string {
	switch {
	case c.Notice != nil:
		return c.Notice.Option
	case c.Driver != nil:
		return c.Driver.Path
	case c.Certificate != nil:
		parts := []string{p.Use(c.Certificate.Use), c.Certificate.Owner()}
		if c.Certificate.Owner() == "" {
			parts[1] = c.Certificate.Label
		}
		return strings.TrimSpace(strings.Join(parts, " "))
	case c.Key != nil:
		return p.T("check.subject.token", "Label", c.Key.ID.Label, "Serial", c.Key.ID.Serial)
	case c.Folder != nil:
		return c.Folder.Path
	default:
		return c.URL
	}
}

// checkData is what the sentences about a check may hold.
func (p *Printer) checkData(c *app.Check) []any {
	var data []any
	if c.Notice != nil {
		data = append(data, "Option", c.Notice.Option, "Source", p.Source(c.Notice.Source))
	}
	if c.Driver != nil {
		data = append(data, "Vendor", c.Driver.Vendor, "Origin", p.T("source."+string(c.Driver.Source)))
	}
	if len(c.Slots) > 0 {
		data = append(data, p.slotData(c.Slots)...)
	}
	if c.Key != nil {
		device := strings.TrimSpace(c.Key.Manufacturer + " " + c.Key.Model)
		data = append(data, "Slot", c.Key.Slot, "Device", device, "Tries", p.Tries(c.Key.PIN), "Driver", c.Key.ID.Driver)
	}
	if c.Certificate != nil {
		data = append(data, "Status", p.Status(c.Certificate), "Issuer", c.Certificate.Issuer.CommonName(),
			"From", p.Date(c.Certificate.NotBefore), "Until", p.Date(c.Certificate.NotAfter))
	}
	data = append(data, p.computerData(c)...)
	return append(data, "URL", c.URL, "Proxy", c.Proxy, "Here", moment(c.Here), "There", moment(c.There))
}

// slotData counts slots, and has the first fault among them.
func (p *Printer) slotData(slots []token.Slot) []any {
	occupied, fault := 0, ""
	for _, s := range slots {
		if s.Occupied {
			occupied++
		}
		if fault == "" {
			fault = s.Fault
		}
	}
	return []any{"Slots", p.N("check.slots", len(slots)), "Occupied", occupied, "Fault", fault}
}

// moment is a time of the day, by this computer's time zone.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }
