package casework

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ukey/renew/cases"
)

// maxReason is the longest reason, in characters.
const maxReason = 1000

// checkReasons tidies reasons up: there must be one, and none about what there
// is not.
func checkReasons(r cases.Reasons) (*cases.Reasons, error) {
	tidy := &cases.Reasons{Fields: map[cases.Field]string{}, Documents: map[cases.Kind]string{}}
	var err error
	if tidy.Note, err = reason(r.Note); err != nil {
		return nil, err
	}
	for field, text := range r.Fields {
		if !slices.Contains(cases.Fields(), field) {
			return nil, refuse(BadReasons, "a form has no field %q", field)
		}
		if text, err = reason(text); err != nil {
			return nil, err
		}
		if text != "" {
			tidy.Fields[field] = text
		}
	}
	for kind, text := range r.Documents {
		if !slices.Contains(cases.Kinds(), kind) {
			return nil, refuse(BadReasons, "there is no scan %q", kind)
		}
		if text, err = reason(text); err != nil {
			return nil, err
		}
		if text != "" {
			tidy.Documents[kind] = text
		}
	}
	if tidy.Empty() {
		return nil, refuse(NoReasons, "say why, so that the applicant knows what to do")
	}
	return tidy, nil
}

// reason tidies one text up.
func reason(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case utf8.RuneCountInString(text) > maxReason:
		return "", refuse(BadReasons, "a reason may have up to %d characters", maxReason)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }):
		return "", refuse(BadReasons, "a reason holds characters that cannot be printed")
	}
	return text, nil
}

// named says what reasons are about, for the audit log. What they say is in
// the case, and may be about people.
func named(r *cases.Reasons) map[string]string {
	facts := make(map[string]string)
	if len(r.Fields) > 0 {
		var fields []string
		for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
			fields = append(fields, string(field))
		}
		facts["fields"] = strings.Join(fields, ",")
	}
	if len(r.Documents) > 0 {
		var kinds []string
		for _, kind := range slices.Sorted(maps.Keys(r.Documents)) {
			kinds = append(kinds, string(kind))
		}
		facts["documents"] = strings.Join(kinds, ",")
	}
	return facts
}
