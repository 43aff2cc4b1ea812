package settings

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The options by their names in a file. They are also the keys of
// Sources.Flags.
const (
	Modules  = "modules"
	CAURL    = "ca.url"
	CARoot   = "ca.root"
	WarnDays = "warn_days"
	// Seconds that a driver may take for a call, and for making a key.
	Timeout       = "driver_timeout"
	KeygenTimeout = "keygen_timeout"
	Lang          = "language"
	Look          = "theme"
)

// locked is the list of options in the machine's file that it fixes.
const locked = "locked"

// option knows how one option is read. The value is what YAML or a flag gives,
// or a string from the environment.
type option struct {
	name string
	read func(s *Settings, value any) error
	// rebase makes relative paths start from a folder; nil for options that
	// name no files.
	rebase func(s *Settings, folder string)
}

func options() []option {
	return []option{
		{name: Modules, rebase: rebaseModules, read: func(s *Settings, v any) (err error) {
			s.Modules, err = list(v)
			return err
		}},
		{name: CAURL, read: func(s *Settings, v any) (err error) {
			s.CA.URL, err = httpsURL(v)
			return err
		}},
		{name: CARoot, rebase: rebaseCARoot, read: func(s *Settings, v any) (err error) {
			s.CA.Root, err = text(v)
			return err
		}},
		{name: WarnDays, read: func(s *Settings, v any) (err error) {
			s.WarnDays, err = number(v, 0, maxWarnDays)
			return err
		}},
		{name: Timeout, read: func(s *Settings, v any) (err error) {
			s.Timeout, err = seconds(v)
			return err
		}},
		{name: KeygenTimeout, read: func(s *Settings, v any) (err error) {
			s.KeygenTimeout, err = seconds(v)
			return err
		}},
		{name: Lang, read: func(s *Settings, v any) (err error) {
			s.Language, err = language(v)
			return err
		}},
		{name: Look, read: func(s *Settings, v any) (err error) {
			s.Theme, err = choice(v, System, Light, Dark)
			return err
		}},
	}
}

func known(name string) bool {
	return slices.ContainsFunc(options(), func(o option) bool { return o.name == name })
}

// variable is the option's environment variable.
func (o option) variable() string {
	return "UKEY_" + strings.ToUpper(strings.ReplaceAll(o.name, ".", "_"))
}

// rebaseModules leaves the bare name of a library as it is: the system looks
// for it in its own folders.
func rebaseModules(s *Settings, folder string) {
	for i, path := range s.Modules {
		if !filepath.IsAbs(path) && filepath.Base(path) != path {
			s.Modules[i] = filepath.Join(folder, path)
		}
	}
}

func rebaseCARoot(s *Settings, folder string) {
	if s.CA.Root != "" && !filepath.IsAbs(s.CA.Root) {
		s.CA.Root = filepath.Join(folder, s.CA.Root)
	}
}

func text(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", &ValueError{Fault: NotText, Value: fmt.Sprint(v)}
	}
	return strings.TrimSpace(s), nil
}

// list takes a YAML list, or a text with the system's path list separator.
func list(v any) ([]string, error) {
	var out []string
	switch v := v.(type) {
	case []string:
		out = v
	case []any:
		for _, item := range v {
			s, err := text(item)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	case string:
		out = filepath.SplitList(v)
	default:
		return nil, &ValueError{Fault: NotList, Value: fmt.Sprint(v)}
	}
	return slices.DeleteFunc(slices.Clone(out), func(s string) bool { return s == "" }), nil
}

func number(v any, low, high int) (int, error) {
	n, ok := v.(int)
	if s, isText := v.(string); isText {
		parsed, err := strconv.Atoi(strings.TrimSpace(s))
		n, ok = parsed, err == nil
	}
	if !ok || n < low || n > high {
		return 0, &ValueError{Fault: NotNumber, Value: fmt.Sprint(v), Low: low, High: high}
	}
	return n, nil
}

// seconds takes a number of them, an hour at most.
func seconds(v any) (time.Duration, error) {
	n, err := number(v, 1, 3600)
	return time.Duration(n) * time.Second, err
}

func choice[T ~string](v any, allowed ...T) (T, error) {
	s, err := text(v)
	if err != nil {
		return "", err
	}
	if !slices.Contains(allowed, T(s)) {
		return "", notOneOf(s, allowed...)
	}
	return T(s), nil
}

func notOneOf[T ~string](value string, allowed ...T) *ValueError {
	e := &ValueError{Fault: NotChoice, Value: value}
	for _, a := range allowed {
		e.Choices = append(e.Choices, string(a))
	}
	return e
}

// language also takes the tags that people write for the same two languages.
func language(v any) (Language, error) {
	s, err := text(v)
	if err != nil {
		return "", err
	}
	switch base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(s, "_", "-")), "-"); base {
	case "zh":
		return Chinese, nil
	case "en":
		return English, nil
	}
	return "", notOneOf(s, Chinese, English)
}

func httpsURL(v any) (string, error) {
	s, err := text(v)
	if err != nil || s == "" {
		return s, err
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "", &ValueError{Fault: NotURL, Value: withoutUser(s)}
	case u.Scheme != "https" || u.Host == "":
		return "", &ValueError{Fault: NotHTTPS, Value: withoutUser(s)}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", &ValueError{Fault: NotPlainURL, Value: withoutUser(s)}
	}
	return s, nil
}

// withoutUser leaves out what may be a password, also of what is no URL.
func withoutUser(s string) string {
	if i := strings.LastIndex(s, "@"); i >= 0 {
		return "…" + s[i:]
	}
	return s
}
