package words

import (
	"errors"
	"strings"

	"ukey/app/settings"
)

// Source names where a setting comes from: a file and a variable by their own
// names.
func (p *Printer) Source(name string) string {
	if name == settings.CommandLine {
		return p.T("source.command-line")
	}
	return name
}

// ofSettings says which setting cannot be used, and why.
func (p *Printer) ofSettings(err error) (Message, bool) {
	e, ok := errors.AsType[*settings.Error](err)
	if !ok {
		return Message{}, false
	}
	id := "error.setting"
	if e.Option == "" {
		id = "error.settings"
		if _, ok := errors.AsType[*settings.SaveError](err); ok {
			id = "error.settings-file"
		}
	}
	return p.say(id, "Source", p.Source(e.Source), "Option", e.Option, "Reason", p.SettingReason(e.Err)), true
}

// SettingReason says in a few words why a value or a file cannot be used, as
// the end of a sentence: “x”不是网址.
func (p *Printer) SettingReason(err error) string {
	if e, ok := errors.AsType[*settings.ValueError](err); ok {
		return p.T("setting."+string(e.Fault), "Value", e.Value, "Low", e.Low, "High", e.High,
			"Choices", strings.Join(e.Choices, p.T("setting.or")))
	}
	if e, ok := errors.AsType[*settings.SyntaxError](err); ok {
		if e.Line == 0 {
			return p.T("setting.malformed")
		}
		return p.T("setting.malformed.line", "Line", e.Line)
	}
	return p.FileReason(err)
}
