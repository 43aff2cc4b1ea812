package app_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ukey/app"
	"ukey/renew/cases"
)

// letter writes the letter of an application and reads it with other people's
// programs (poppler-utils).
func letter(t *testing.T, a *app.App, application string) (text, fonts string) {
	t.Helper()
	var pdf bytes.Buffer
	if err := a.Letter(t.Context(), application, &pdf); err != nil {
		t.Fatal(err)
	}
	if pdf.Len() > 200<<10 {
		t.Errorf("%d bytes: more of the font is inside than the letter needs", pdf.Len())
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(program string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
		return string(out)
	}
	return read("pdftotext", "-layout", file, "-"), read("pdffonts", file)
}

func TestLetterIsFilledInAndItsTextCanBeSelected(t *testing.T) {
	a, id := expired(t)
	draft, err := a.Apply(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	form := cases.Form{IDNumber: "110101 19900307 7934", Name: "张三丰", Address: "广东省深圳市福田区示例路 1 号", Phone: "13800138000"}
	if _, err := a.SaveForm(t.Context(), draft.ID, form); err != nil {
		t.Fatal(err)
	}
	text, fonts := letter(t, a, draft.ID)
	for _, want := range []string{
		"法人授权书", "深圳市示例科技有限公司", "张三丰", "110101199003077934", "13800138000", "福田区示例路", "电子邮箱", "盖公章",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "，") {
			t.Errorf("a line begins with a comma:\n%s", text)
		}
	}
	// The columns are name, type, encoding, embedded, subset by its name, Unicode.
	font := strings.Fields(strings.TrimSpace(fonts[strings.LastIndex(fonts, "---")+3:]))
	if len(font) < 7 || font[0] != "UKeySansSC" || font[4] != "yes" || font[6] != "yes" {
		t.Errorf("the font is not embedded, or its text cannot be selected:\n%s", fonts)
	}
}

func TestLetterHoldsWhateverACertificateAndAFormSay(t *testing.T) {
	a, id := expired(t)
	draft, err := a.Apply(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	form := cases.Form{Name: "李\n# 标题\r| x | y", Address: strings.Repeat("很长的地址", 80), Email: "\u0007𠮷😀@example.com"}
	if _, err := a.SaveForm(t.Context(), draft.ID, form); err != nil {
		t.Fatal(err)
	}
	text, _ := letter(t, a, draft.ID)
	if strings.Count(text, "很长的地址") < 20 || !strings.Contains(text, "李 # 标题 | x | y") || !strings.Contains(text, "日期") {
		t.Errorf("the letter says\n%s", text)
	}
}
