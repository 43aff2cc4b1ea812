package files

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

func TestANewFileIsSavedByEnter(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Name: "甲公司-2026.pem"})
	for range 8 {
		d.FocusInView()
		d.Tab()
	}
	d.host.Stage.Focus(d.name.Entry)
	d.Key(fyne.KeyReturn)
	d.chose(filepath.Join(folder, "甲公司-2026.pem"))
}

func TestWhetherAFileIsReplacedIsAskedOnce(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Name: "x.txt"})
	d.list.OnSelect(filepath.Join(folder, "报告.txt"))
	d.press("files.save")
	d.Says("这里已有同名的文件", "报告.txt")
	d.FocusInView()
	d.Key(fyne.KeyEscape)
	if len(d.took) > 0 || !d.dialog.Open() || d.host.Stage.Top() != d.dialog {
		t.Fatalf("after Esc: %q", d.took)
	}
	d.press("files.save")
	d.press("files.replace.act")
	d.chose(filepath.Join(folder, "报告.txt"))
}

func TestNamesThatWillNotDoAreExplainedAtOnce(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Name: "x.pem"})
	for text, want := range map[string]string{
		"": "请输入文件名。", "  ": "请输入文件名。", "..": "请输入文件名。",
		"../x": "文件名里不能有", `a\b`: "文件名里不能有", "照片": "",
	} {
		d.name.Entry.SetText(text)
		if want == "" {
			if err := os.Mkdir(filepath.Join(folder, text+".pem"), 0o700); err != nil {
				t.Fatal(err)
			}
			want = "这里有一个同名的文件夹"
		}
		d.press("files.save")
		d.Says(want)
		d.FocusInView()
	}
	if len(d.took) > 0 {
		t.Errorf("chosen: %q", d.took)
	}
}

func TestANameWithoutAnEndingGetsTheOneThatWasProposed(t *testing.T) {
	for name, want := range map[string]string{"证书": "证书.pem", "证书.cer": "证书.cer", " a b ": "a b.pem"} {
		if got, wrong := target("/x", name, "old.pem"); got != filepath.Join("/x", want) || wrong != "" {
			t.Errorf("%q becomes %q, %q", name, got, wrong)
		}
	}
}

func TestAFolderIsOpenedWhileAFileIsSaved(t *testing.T) {
	folder := aFolder(t)
	d := show(t, Question{Folder: folder, Name: "x.pem"})
	d.list.OnOpen(filepath.Join(folder, "照片"))
	d.isThere()
	d.press("files.save")
	d.chose(filepath.Join(folder, "照片", "x.pem"))
}
