package ui

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew/cases"
)

func TestAPictureThatIsTooLargeIsMadeSmallerOnRequest(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) { a.Form = aForm() })
	card := h.wizard.scans.cards[cases.Organisation]
	card.take(reader(h.file("大图.png", aLargeScan(t))))
	h.settled()
	h.Says("须小于 1024 KB")
	if _, there := card.scan(); there {
		t.Fatal("the picture was attached all the same")
	}
	h.press("ui.scans.shrink")
	h.settled()
	h.Says("大图.jpg", "可以提交")
	if scan, there := card.scan(); !there || scan.Size >= cases.MaxScan {
		t.Errorf("attached: %v, %d bytes", there, scan.Size)
	}
}

func TestAFileThatIsNoPictureIsRefusedOnItsCard(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a zip called jpg": {[]byte("PK\x03\x04 not a picture"), "这不是 jpg、png、gif 或 bmp 图片。"},
		"cut off":          {aScan(t)[:2000], "图片已损坏，打不开。"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.applying(func(a *app.Application) { a.Form = aForm() })
			h.wizard.scans.cards[cases.IDCard].take(reader(h.file("x.jpg", c.data)))
			h.settled()
			h.Says(c.want)
			h.press("ui.wizard.next")
			h.Says(c.want, "还没有选择扫描件。") // of the card before it
			if h.title() != "盖章的扫描件" {
				t.Error("the wizard went on")
			}
		})
	}
}

func TestAFileIsDroppedOntoTheCardUnderThePointer(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) { a.Form = aForm() })
	card := h.wizard.scans.cards[cases.Authorisation]
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(card.box).AddXY(20, 20)
	h.dropped(at, []fyne.URI{h.file("授权书.jpg", aScan(t))})
	h.settled()
	if scan, there := card.scan(); !there || scan.Name != "授权书.jpg" {
		t.Errorf("the card holds %q", scan.Name)
	}
	h.press("ui.scans.remove")
	h.Until("the empty card", func() bool { _, there := card.scan(); return !there })
}

func TestTheTemplateHasWhatWasTypedLast(t *testing.T) {
	h := open(t, chinese())
	h.applying(nil)
	var seen string
	h.desk.letter = func(w io.Writer) error {
		seen = h.desk.one("a1").Form.Name
		_, err := w.Write([]byte("%PDF"))
		return err
	}
	h.fill(cases.FieldName, "陈小明")
	h.wizard.keep()
	path := filepath.Join(t.TempDir(), "letter.pdf")
	h.wizard.inTurn(func(ctx context.Context) { h.wizard.scans.writeLetter(ctx, path) })
	h.Until("the message", func() bool { return h.title() == "已保存" })
	written, err := os.ReadFile(path)
	if seen != "陈小明" || string(written) != "%PDF" || err != nil {
		t.Errorf("written with %q: %q, %v", seen, written, err)
	}
}
