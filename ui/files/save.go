package files

import (
	"os"
	"path/filepath"
	"strings"

	"ukey/ui/kit"
)

// flaw is what is wrong with a file's name.
type flaw string

const (
	unnamed   flaw = "files.flaw.none"
	separated flaw = "files.flaw.separator"
	isFolder  flaw = "files.flaw.folder"
)

// target is the path of a new file in a folder; without an ending of its own the
// name gets that of the one that was proposed.
func target(folder, name, proposed string) (string, flaw) {
	name = strings.TrimSpace(name)
	switch {
	case strings.Trim(name, ".") == "":
		return "", unnamed
	case strings.ContainsAny(name, `/\`), strings.ContainsRune(name, 0):
		return "", separated
	}
	if filepath.Ext(name) == "" {
		name += filepath.Ext(proposed)
	}
	return filepath.Join(folder, name), ""
}

// save takes the name, once it can be had.
func (b *browser) save() {
	path, wrong := target(b.folder, b.name.Entry.Text, b.q.Name)
	about, err := os.Stat(path)
	there := wrong == "" && err == nil
	if there && about.IsDir() {
		wrong = isFolder
	}
	if wrong != "" {
		b.name.Fail(b.host.Words.T(string(wrong)))
		b.host.Stage.Focus(b.name.Entry)
		return
	}
	b.name.Fail("")
	if there {
		b.askToReplace(path)
		return
	}
	b.finish(path)
}

// askToReplace asks whether what is there may go.
func (b *browser) askToReplace(path string) {
	p := b.host.Words
	d := b.host.Stage.NewDialog(narrow).About(kit.NoArticle)
	keep := kit.NewButton(p.T("ui.cancel"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title: p.T("files.replace"),
		Body:  kit.NewNotice(kit.Warning, p.T("files.replace.text"), filepath.Base(path)),
		Buttons: []*kit.Button{keep, kit.NewButton(p.T("files.replace.act"), kit.Primary, func() {
			d.Close()
			b.finish(path)
		})},
		First: keep, Escape: d.Close,
	})
}
