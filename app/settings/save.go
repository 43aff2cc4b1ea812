package settings

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
	"go.yaml.in/yaml/v3"
)

// Save writes options into a person's file, by option name, and leaves
// everything else in it as it is, comments included. A file that is not there
// is made. The error is an *Error; the file is then as it was.
func Save(path string, options map[string]string) error {
	fail := func(err error) error { return &Error{Source: path, Err: err} }
	var doc yaml.Node
	old, err := os.ReadFile(path)
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
	for name, value := range options {
		set(root, name, value)
	}

	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(&doc), encoder.Close()); err != nil {
		return fail(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fail(err)
	}
	if err := atomic.WriteFile(path, &out); err != nil {
		return fail(err)
	}
	return nil
}

// set replaces a top-level option or adds it. Options with a dot are not
// saved by any program yet.
func set(root *yaml.Node, name, value string) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == name {
			root.Content[i+1].SetString(value)
			return
		}
	}
	var key, val yaml.Node
	key.SetString(name)
	val.SetString(value)
	root.Content = append(root.Content, &key, &val)
}
