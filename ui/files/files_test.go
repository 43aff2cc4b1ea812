package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/uitest"
)

// desk is the screen in a window, and what was chosen.
type desk struct {
	*uitest.Screen
	*browser
	took []string
}

func show(t *testing.T, q Question) *desk { return showOn(t, uitest.Look{}, uitest.Normal, q, read) }

func showOn(t *testing.T, l uitest.Look, size fyne.Size, q Question, read reading) *desk {
	t.Helper()
	d := new(desk)
	s, host := uitest.Open(t, l, size)
	d.Screen = s
	q.Took = func(path string) { d.took = append(d.took, path) }
	if q.Title == "" {
		q.Title = "营业执照"
	}
	d.browser = open(host, q, read)
	d.isThere()
	return d
}

// isThere waits until the folder has been read.
func (d *desk) isThere() {
	d.T.Helper()
	d.Until("the folder", func() bool { return !d.busy })
}

func (d *desk) press(id string) {
	d.T.Helper()
	d.Press(d.host.Words.T(id))
}

// lists are the names that are shown.
func (d *desk) lists(names ...string) {
	d.T.Helper()
	rows := d.list.Rows()
	if len(rows) != len(names) {
		d.T.Errorf("%d rows, want %d", len(rows), len(names))
		return
	}
	for i, name := range names {
		if rows[i].Title != name {
			d.T.Errorf("row %d is %q, want %q", i, rows[i].Title, name)
		}
	}
}

func (d *desk) chose(path string) {
	d.T.Helper()
	if len(d.took) != 1 || d.took[0] != path {
		d.T.Errorf("chosen: %q", d.took)
	}
	if d.dialog.Open() {
		d.T.Error("the screen stays")
	}
}

// aFolder has folders, pictures and other things in it.
func aFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"照片", "Backup", ".cache"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"营业执照 100%+副本.JPG", "a.png", "B.png", "报告.txt", ".hidden.png", "照片/身份证.jpg"} {
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

var pictures = []string{"*.jpg", "*.png"}

func TestFoldersComeFirstAndWhatCannotBeChosenIsNotShown(t *testing.T) {
	d := show(t, Question{Folder: aFolder(t), Patterns: pictures})
	d.lists("Backup", "照片", "a.png", "B.png", "营业执照 100%+副本.JPG")
	d = show(t, Question{Folder: aFolder(t)})
	d.lists("Backup", "照片", "a.png", "B.png", "报告.txt", "营业执照 100%+副本.JPG")
}

func TestAFileIsChosenByTheKeyboardAlone(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Patterns: pictures})
	d.FocusInView()
	d.Key(fyne.KeyDown)
	d.Key(fyne.KeyReturn) // into 照片
	d.isThere()
	d.FocusInView()
	d.lists("身份证.jpg")
	d.Key(fyne.KeyBackspace)
	d.isThere()
	if e := d.selected(); e == nil || e.name != "照片" {
		t.Errorf("selected is %v", e)
	}
	d.Key(fyne.KeyEnd)
	d.Key(fyne.KeyReturn)
	d.chose(filepath.Join(folder, "营业执照 100%+副本.JPG"))
}

func TestAFileIsChosenByASecondClickOrTheButton(t *testing.T) {
	folder := aFolder(t)
	want := filepath.Join(folder, "a.png")
	for name, end := range map[string]func(*desk){
		"click":  func(d *desk) { d.list.OnOpen(want) },
		"button": func(d *desk) { d.press("files.open") },
	} {
		t.Run(name, func(t *testing.T) {
			d := show(t, Question{Folder: folder, Patterns: pictures})
			d.list.OnSelect(want)
			if len(d.took) > 0 {
				t.Error("one click was enough")
			}
			end(d)
			d.chose(want)
		})
	}
}

func TestEscChoosesNothing(t *testing.T) {
	d := show(t, Question{Folder: aFolder(t)})
	d.TabTo("the search", func(o fyne.Focusable) bool { return o == fyne.Focusable(d.search) })
	d.Key(fyne.KeyEscape)
	if len(d.took) > 0 || d.dialog.Open() {
		t.Errorf("chosen: %q", d.took)
	}
}

func TestAFileIsFoundByItsName(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Patterns: pictures})
	d.TabTo("the search", func(o fyne.Focusable) bool { return o == fyne.Focusable(d.search) })
	d.Write("PNG")
	d.lists("a.png", "B.png")
	d.Key(fyne.KeyReturn) // which of them?
	if len(d.took) > 0 || d.host.Stage.Focused() != fyne.Focusable(d.list) {
		t.Errorf("chosen: %q", d.took)
	}
	d.host.Stage.Focus(d.search)
	d.search.SetText("")
	d.Write("nothing like it")
	d.Says("没有找到这个名称。")
	d.search.SetText("")
	d.Write("b.p")
	d.Key(fyne.KeyReturn)
	d.chose(filepath.Join(folder, "B.png"))
}

func TestAFolderThatCannotBeReadSaysSo(t *testing.T) {
	d := show(t, Question{Folder: filepath.Join(t.TempDir(), "gone")})
	d.Says("这个文件夹打不开")
	if !d.take.Disabled() {
		t.Error("there is something to be opened")
	}
	d.FocusInView()
	d.press("files.up")
	d.isThere()
	d.Says("这里没有可以选择的文件。")
}

func TestAnEmptyFolderHasNoStopForTheKeyboard(t *testing.T) {
	d := show(t, Question{Folder: t.TempDir()})
	for range 8 {
		d.FocusInView()
		d.Tab()
	}
}

func TestTheUsualPlacesAreOnePressAway(t *testing.T) {
	one, other := aFolder(t), aFolder(t)
	if err := os.WriteFile(filepath.Join(other, "only here.png"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := show(t, Question{Folder: one, Places: []Place{{"一", one}, {"二", other}}, Patterns: []string{"only*"}})
	if d.places.Selected() != one {
		t.Errorf("marked is %q", d.places.Selected())
	}
	d.places.OnSelect(other)
	d.isThere()
	d.lists("Backup", "照片", "only here.png")
	d.enter(filepath.Join(one, "照片"), "")
	d.isThere()
	if d.places.Selected() != one {
		t.Errorf("marked is %q", d.places.Selected())
	}
}

// What is read too late is not shown in place of what the person has gone to.
func TestAFolderThatIsReadTooLateIsDropped(t *testing.T) {
	release, done := make(chan struct{}), make(chan struct{})
	slow := func(folder string, _ []string) ([]entry, error) {
		if folder == "/slow" {
			<-release
			defer close(done)
		}
		return []entry{{name: "in " + folder, path: folder + "/x"}}, nil
	}
	d := showOn(t, uitest.Look{}, uitest.Normal, Question{Folder: "/first"}, slow)
	d.enter("/slow", "")
	d.Says("正在读取…")
	d.enter("/second", "")
	d.isThere()
	close(release)
	<-done
	d.enter("/third", "") // what has been posted before is done by then
	d.isThere()
	d.lists("in /third")
	if d.visit != 4 {
		t.Errorf("%d folders", d.visit)
	}
}

func TestOfVeryManyFilesTheFirstAreShown(t *testing.T) {
	many := func(folder string, _ []string) (all []entry, _ error) {
		for i := range most + 1 {
			name := fmt.Sprintf("scan%04d.png", i)
			all = append(all, entry{name: name, path: filepath.Join(folder, name)})
		}
		return all, nil
	}
	d := showOn(t, uitest.Look{}, uitest.Normal, Question{Folder: "/"}, many)
	d.Says("只显示前 200 项")
	if n := len(d.list.Rows()); n != most {
		t.Errorf("%d rows", n)
	}
}

func TestTheTextsAreAllThereInEachLanguage(t *testing.T) {
	uitest.Texts{Area: "files", Composed: []string{string(unnamed), string(separated), string(isFolder)}}.Check(t)
}

func TestAFaultOfReadingIsNoEmptyFolder(t *testing.T) {
	if _, err := read(filepath.Join(t.TempDir(), "gone"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("read: %v", err)
	}
}
