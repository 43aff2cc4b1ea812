package settings

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ukey/renew/durable"
)

// Save writes options into a person's file, by option name, and leaves
// everything else in it as it is, comments included. A value is a string, an
// int, a bool, a []string or a []int; nil takes the option out of the file. A
// file that is not there is made. The error is an *Error; the file is then as
// it was.
func Save(path string, options map[string]any) error {
	fail := func(err error) error { return &Error{Source: path, Err: err} }
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	var doc yaml.Node
	old, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	if err := yaml.Unmarshal(old, &doc); err != nil {
		return fail(syntaxError(err))
	}
	if doc.Kind == 0 { // empty, or comments alone
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return fail(&SyntaxError{Line: root.Line, Err: errors.New("not a list of options")})
	}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		if err := set(root, name, options[name]); err != nil {
			return fail(err)
		}
	}

	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(&doc), encoder.Close()); err != nil {
		return fail(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fail(&SaveError{err})
	}
	if err := replace(path, out.Bytes()); err != nil {
		return fail(&SaveError{err})
	}
	return nil
}

// replace writes a file whole or not at all, with the mode that it had. The
// error is the system's: a person is told of a full disk by it.
func replace(path string, content []byte) (err error) {
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what has failed is said already
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), mode); err != nil {
		return err
	}
	return durable.Swap(f.Name(), path)
}

// set replaces an option, adds it, or takes it out. The part of a name before
// a dot is an entry that holds the rest, unless the file has written it with
// the dot.
func set(in *yaml.Node, name string, value any) error {
	if group, rest, dotted := strings.Cut(name, "."); dotted && find(in, name) < 0 {
		i := find(in, group)
		switch {
		case i < 0 && value == nil:
			return nil
		case i < 0:
			i = add(in, group)
		}
		inner := in.Content[i]
		if inner.Kind == yaml.AliasNode {
			inner = apart(inner.Alias)
			in.Content[i] = inner
		}
		if inner.Kind != yaml.MappingNode {
			become(inner, yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
		}
		return set(inner, rest, value)
	}

	i := find(in, name)
	switch {
	case value == nil && i < 0:
		return nil
	case value == nil:
		in.Content = slices.Delete(in.Content, i-1, i+1)
		return nil
	case i < 0:
		i = add(in, name)
	}
	var node yaml.Node
	if err := node.Encode(value); err != nil {
		return err
	}
	if _, numbers := value.([]int); numbers {
		node.Style = yaml.FlowStyle // on one line
	}
	become(in.Content[i], node)
	return nil
}

// find returns the index of an option's value, or -1. Capitals do not matter
// when the file is read.
func find(in *yaml.Node, name string) int {
	for i := 0; i+1 < len(in.Content); i += 2 {
		if strings.EqualFold(in.Content[i].Value, name) {
			return i + 1
		}
	}
	return -1
}

// add appends an option without a value and returns the value's index.
func add(in *yaml.Node, name string) int {
	var key yaml.Node
	key.SetString(name)
	in.Content = append(in.Content, &key, &yaml.Node{})
	return len(in.Content) - 1
}

// apart copies a value that several options share, so that the others keep
// what they have.
func apart(shared *yaml.Node) *yaml.Node {
	own := *shared
	own.Anchor = ""
	own.Content = nil
	for _, child := range shared.Content {
		own.Content = append(own.Content, apart(child))
	}
	return &own
}

// become gives a node another value, and leaves it the comments around it.
func become(node *yaml.Node, value yaml.Node) {
	node.Kind, node.Tag, node.Value, node.Style = value.Kind, value.Tag, value.Value, value.Style
	node.Content, node.Alias = value.Content, nil
}
