package ui

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

func TestDetailsTellEverything(t *testing.T) {
	c := readCertificate(t, "signature")
	text := plainText(viewDetails(words.New(words.Chinese), &c))
	for _, want := range []string{
		"证书类型: 签名证书", "生效时间: 2025-12-20 00:00:00 CST", "到期时间: 2026-12-19 23:59:59 CST",
		"统一社会信用代码: 91440300MA5FD3EM0N", "序列号: 5A3C90E1D2B4F607", "单位 (O): 深圳市鹏程示例科技有限公司",
		"名称 (CN): NETCA Organization ClassA CA", "公钥算法: RSA 2048", "签名算法: SHA256-RSA", "SHA-256指纹: ",
		"CKA_ID: 0173", "标签: signature", "私钥: 在UKey中", "密钥用法（关键）: ", "组织机构代码: ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func TestDetailsOfAnUnreadableCertificateSayWhyAndKeepItsFingerprint(t *testing.T) {
	c := unreadableCertificate()
	text := plainText(viewDetails(words.New(words.Chinese), &c))
	for _, want := range []string{"无法读取的原因: ", "SHA-256指纹: ", "标签: damaged"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func TestCopyAllPutsTheDetailsOnTheClipboard(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.openDetails()
	h.press("ui.details.copy-all")
	if got := h.App.Clipboard().Content(); !strings.Contains(got, "5A3C90E1D2B4F607") {
		t.Errorf("the clipboard has %q", got)
	}
	if h.Button("已复制全部") == nil {
		t.Error("nothing in the dialog says that it was copied")
	}
}

func TestTheButtonOfWhatWasCopiedShowsATick(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	var buttons []*kit.ToolButton
	h.Walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.ToolButton); ok && b.Label() == "" {
			buttons = append(buttons, b)
		}
	})
	for _, b := range buttons[:2] {
		b.Press()
		if h.lastCopied != b {
			t.Error("another button shows the tick")
		}
	}
	if got := h.App.Clipboard().Content(); got != "91440300MA5FD3EM0N" {
		t.Errorf("the clipboard has %q", got)
	}
}

func TestACertificateIsSavedWhereThePersonWants(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.openDetails()
	h.press("ui.details.save-der")
	h.press("files.save")
	h.Until("the message", func() bool { return h.title() == "已保存" })
	name := "深圳市鹏程示例科技有限公司-签名证书-2026.cer"
	saved, err := os.ReadFile(filepath.Join(home, name))
	if err != nil {
		t.Fatal(err)
	}
	if c := readCertificate(t, "signature"); !bytes.Equal(saved, c.DER) {
		t.Error("another certificate was saved")
	}
	h.Says("已保存到这个文件", name)
}

func TestACertificateIsSavedAsItIs(t *testing.T) {
	c := readCertificate(t, "signature")
	if got := formatDER.encode(c.DER); !bytes.Equal(got, c.DER) {
		t.Error("DER has changed on its way")
	}
	block, rest := pem.Decode(formatPEM.encode(c.DER))
	if block == nil || len(rest) != 0 || block.Type != "CERTIFICATE" {
		t.Fatal("not one PEM block of a certificate")
	}
	if parsed, err := x509.ParseCertificate(block.Bytes); err != nil || !bytes.Equal(parsed.Raw, c.DER) {
		t.Errorf("the PEM holds another certificate: %v", err)
	}
}

func TestFileNamesAreSafeOnEverySystem(t *testing.T) {
	k, c := companyKey(t), readCertificate(t, "signature")
	p := words.New(words.Chinese)
	if got := fileName(p, &k, &c); got != "深圳市鹏程示例科技有限公司-签名证书-2026" {
		t.Errorf("called %q", got)
	}
	c.Subject = token.Name{Attributes: []token.Attribute{{Short: "O", Value: `../a\b:c*?"<>|`}}}
	if got := fileName(p, &k, &c); strings.ContainsAny(got, `/\:*?"<>|.`) {
		t.Errorf("called %q", got)
	}
}

func TestAFileNameIsNeverTooLongForADisk(t *testing.T) {
	k, c := companyKey(t), readCertificate(t, "signature")
	for i := range c.Subject.Attributes {
		c.Subject.Attributes[i].Value = strings.Repeat("深", 10000)
	}
	if got := fileName(words.New(words.Chinese), &k, &c) + ".pem"; len(got) > 255 || !strings.HasSuffix(got, "-签名证书-2026.pem") {
		t.Errorf("%d bytes, %q", len(got), got)
	}
}

// closing closes the file, so that it cannot be closed again: on a full disk that
// is what fails.
func closing(file io.Writer) error { return file.(io.Closer).Close() }

func TestAFullDiskIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pem")
	for name, err := range map[string]error{
		"opened":  writeTo(filepath.Dir(path), closing),
		"written": writeTo(path, func(io.Writer) error { return errTest }),
		"closed":  writeTo(path, closing),
	} {
		if err == nil {
			t.Errorf("a file that could not be %s counts as saved", name)
		}
	}
	h := open(t, chinese())
	h.saveFailed(errors.New("no space left on device"))
	h.Says("文件没有保存成功。", "请检查磁盘空间", "no space left on device")
}
