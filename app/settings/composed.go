package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// composedOptions are the names and lists with which whoever rolls the program
// out makes it his own.
func composedOptions() []option {
	options := []option{
		{name: BrandName, read: func(s *Settings, v any) (err error) {
			s.Brand.Name, err = names(v)
			return err
		}},
		{name: BrandCaption, read: func(s *Settings, v any) (err error) {
			s.Brand.Caption, err = names(v)
			return err
		}},
		{name: BrandUpdates, read: func(s *Settings, v any) (err error) {
			s.Brand.Updates, err = webURL(v)
			return err
		}},
		{name: ServiceList, read: func(s *Settings, v any) (err error) {
			s.Services, err = entries(s, v, func(e *entry) Service {
				return Service{Name: e.names("name", true), URL: e.url("url"), Icon: e.text("icon", false)}
			})
			return err
		}},
		{name: ItemList, read: func(s *Settings, v any) (err error) {
			s.Items, err = entries(s, v, func(e *entry) Item {
				return Item{ID: e.text("id", true), Name: e.names("name", true), URL: e.url("url"), Reason: e.names("reason", false)}
			})
			return errors.Join(err, distinct(s.Items))
		}},
		{name: ContactList, read: func(s *Settings, v any) (err error) {
			s.Contacts, err = entries(s, v, func(e *entry) Contact {
				return Contact{Name: e.names("name", true), Phone: e.text("phone", false), Hours: e.names("hours", false), URL: e.url("url")}
			})
			return err
		}},
	}
	for i := range options {
		options[i].composed = true
	}
	return options
}

// distinct refuses two items with one ID: the date on which one was opened
// would be shown at the other.
func distinct(items []Item) error {
	seen := map[string]bool{}
	for i, item := range items {
		if seen[item.ID] {
			return &partError{fmt.Sprintf("[%d].id", i), &ValueError{Fault: Twice, Value: item.ID}}
		}
		seen[item.ID] = true
	}
	return nil
}

// partError says which part of a composed option is wrong: [2].url of
// services. Entries count from 0, as all tools for YAML do.
type partError struct {
	part string
	err  error
}

func (e *partError) Error() string { return e.part + ": " + e.err.Error() }

// Unwrap returns the *ValueError.
func (e *partError) Unwrap() error { return e.err }

// entries reads a list of entries, each with read. Fields that nobody asks for
// become notices. The first error counts.
func entries[T any](s *Settings, v any, read func(*entry) T) ([]T, error) {
	items, ok := v.([]any)
	if !ok {
		return nil, &ValueError{Fault: NotList, Value: fmt.Sprint(v)}
	}
	var out []T
	for i, item := range items {
		at := fmt.Sprintf("[%d]", i)
		fields, ok := item.(map[string]any)
		if !ok {
			return nil, &partError{at, &ValueError{Fault: NotEntry, Value: fmt.Sprint(item)}}
		}
		e := &entry{fields: fields, asked: map[string]bool{}}
		out = append(out, read(e))
		if e.err != nil {
			return nil, &partError{at + e.err.part, e.err.err}
		}
		for _, name := range e.unasked() {
			s.Notices = append(s.Notices, Notice{Kind: Unknown, Option: at + "." + name})
		}
	}
	return out, nil
}

// entry reads the fields of one entry, and keeps the first error.
type entry struct {
	fields map[string]any
	asked  map[string]bool
	err    *partError
}

// field is a field's value. One that is not there, or has nothing behind its
// colon, is false.
func (e *entry) field(name string, needed bool) (any, bool) {
	e.asked[name] = true
	for key, v := range e.fields {
		if strings.EqualFold(key, name) && v != nil && v != "" {
			return v, true
		}
	}
	if needed {
		e.fail(name, &ValueError{Fault: Missing})
	}
	return nil, false
}

func (e *entry) fail(field string, err error) {
	if e.err != nil || err == nil {
		return
	}
	if inner, ok := errors.AsType[*partError](err); ok {
		field, err = field+inner.part, inner.err
	}
	e.err = &partError{"." + field, err}
}

func (e *entry) text(name string, needed bool) string { return get(e, name, needed, text) }
func (e *entry) url(name string) string               { return get(e, name, false, webURL) }
func (e *entry) names(name string, needed bool) Text  { return get(e, name, needed, names) }

func get[T any](e *entry, name string, needed bool, read func(any) (T, error)) T {
	var out T
	if v, ok := e.field(name, needed); ok {
		var err error
		out, err = read(v)
		e.fail(name, err)
	}
	return out
}

func (e *entry) unasked() []string {
	var names []string
	for key := range e.fields {
		if !e.asked[strings.ToLower(key)] {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	return names
}

// names takes a text, or one for each language.
func names(v any) (Text, error) {
	if v == nil || v == "" {
		return nil, nil
	}
	byLanguage, ok := v.(map[string]any)
	if !ok {
		s, err := text(v)
		return Text{Chinese: s, English: s}, err
	}
	out := Text{}
	for tag, name := range byLanguage {
		l, err := language(tag)
		if err != nil {
			return nil, &partError{"." + tag, err}
		}
		if out[l], err = text(name); err != nil {
			return nil, &partError{"." + tag, err}
		}
	}
	return out, nil
}
