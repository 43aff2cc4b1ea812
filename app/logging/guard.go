package logging

import (
	"encoding/json"
	"log/slog"
	"strings"
	"unicode"

	"ukey/app/mask"
)

// withheld is written in place of what nobody is to read.
const withheld = "[withheld]"

// secrets are words in the names of attributes whose values are withheld.
var secrets = map[string]bool{
	"pin": true, "puk": true, "password": true, "passphrase": true, "passwd": true,
	"code": true, "otp": true, "secret": true, "access": true, "authorization": true,
	"private": true,
}

// Options are those of every handler of the programs' logs, wherever it writes.
func Options(level slog.Leveler) *slog.HandlerOptions {
	return &slog.HandlerOptions{Level: level, ReplaceAttr: guard(mask.New())}
}

// guard is the second belt: the first is that secrets have types that cannot
// be printed.
func guard(masker *mask.Masker) func([]string, slog.Attr) slog.Attr {
	return func(_ []string, a slog.Attr) slog.Attr {
		if secret(a.Key) {
			return slog.String(a.Key, withheld)
		}
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(masker.Text(v))
		case error:
			a.Value = slog.StringValue(masker.Text(v.Error()))
		case slog.Level, []byte: // which are written in base64
		default:
			if a.Value.Kind() == slog.KindAny {
				a.Value = masked(masker, v)
			}
		}
		return a
	}
}

// masked is a value of any other type as JSON has it, which knows exported
// fields alone.
func masked(masker *mask.Masker, v any) slog.Value {
	data, err := json.Marshal(v)
	if err != nil {
		return slog.StringValue(masker.Text(err.Error()))
	}
	text := masker.Text(string(data))
	var plain *string // nil for null
	switch {
	case json.Unmarshal([]byte(text), &plain) == nil && plain != nil:
		return slog.StringValue(*plain)
	case json.Valid([]byte(text)):
		return slog.AnyValue(json.RawMessage(text))
	default:
		return slog.StringValue(text)
	}
}

// secret takes a name apart: newPIN, sms_code.
func secret(name string) bool {
	var word strings.Builder
	var before rune
	for _, r := range name + "." {
		if !unicode.IsLetter(r) || (unicode.IsUpper(r) && unicode.IsLower(before)) {
			if secrets[strings.ToLower(word.String())] {
				return true
			}
			word.Reset()
		}
		if unicode.IsLetter(r) {
			word.WriteRune(r)
		}
		before = r
	}
	return false
}
