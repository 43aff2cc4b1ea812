package settings

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The readers of plain values take what YAML gives, or a text from the
// environment. Their errors are *ValueError.

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

func within(low, high int) func(any) (int, error) {
	return func(v any) (int, error) { return number(v, low, high) }
}

// seconds takes a number of them, an hour at most.
func seconds(v any) (time.Duration, error) {
	n, err := number(v, 1, 3600)
	return time.Duration(n) * time.Second, err
}

// days takes a YAML list of numbers, or a text with commas. None is fine. The
// largest comes first, and each once.
func days(v any) ([]int, error) {
	var items []any
	switch v := v.(type) {
	case []any:
		items = v
	case []int:
		for _, n := range v {
			items = append(items, n)
		}
	case string:
		for part := range strings.SplitSeq(v, ",") {
			if strings.TrimSpace(part) != "" {
				items = append(items, part)
			}
		}
	default:
		return nil, &ValueError{Fault: NotList, Value: fmt.Sprint(v)}
	}
	var out []int
	for _, item := range items {
		n, err := number(item, 1, maxDays)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out, nil
}

// yesNo takes true and false, as YAML, or in the ways in which environment
// variables say it.
func yesNo(v any) (bool, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes", "on", "1":
			return true, nil
		case "false", "no", "off", "0":
			return false, nil
		}
	}
	return false, &ValueError{Fault: NotYesNo, Value: fmt.Sprint(v)}
}

func oneOf[T ~string](allowed ...T) func(any) (T, error) {
	return func(v any) (T, error) {
		s, err := text(v)
		if err != nil {
			return "", err
		}
		if !slices.Contains(allowed, T(s)) {
			return "", notOneOf(s, allowed...)
		}
		return T(s), nil
	}
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
