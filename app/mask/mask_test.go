package mask_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ukey/app/mask"
)

func TestWhatIsPersonalByItsFormIsMasked(t *testing.T) {
	for text, want := range map[string]string{
		"信用代码91440300MA5DA1B2C3，正常。":               "信用代码…B2C3，正常。",
		"9144 0300 MA5D A1B2 C3":                   "…2 C3",
		"身份证440301199001011234":                    "身份证…1234",
		"44030119900101123X":                       "…123X",
		"440301900101123":                          "…1123",
		"电话13800138000或0755-26588399":              "电话…8000或…8399",
		"发给zhang.san@example.com.cn。":              "发给[email]。",
		"/home/zhangsan/.local/state/ukey":         "/home/[user]/.local/state/ukey",
		"/home/zhangsan":                           "/home/[user]",
		`C:\Users\张 三\AppData\Local\ukey`:          `C:\Users\[user]\AppData\Local\ukey`,
		`open c:/users/li/x.yaml`:                  `open c:/users/[user]/x.yaml`,
		"http://li:s3cret@proxy.example:3128":      "http://[user]@proxy.example:3128",
		"/usr/lib/x86_64-linux-gnu/libsofthsm2.so": "/usr/lib/x86_64-linux-gnu/libsofthsm2.so",
		"https://ca.example:8443/.well-known/est":  "https://ca.example:8443/.well-known/est",
		"2026-11-22 09:00:00，还有 27 天到期 (CKR 0x30)": "2026-11-22 09:00:00，还有 27 天到期 (CKR 0x30)",
	} {
		if got := mask.New().Text(text); got != want {
			t.Errorf("%q\nbecomes %q\nwant    %q", text, got, want)
		}
	}
}

func TestKnownValuesAreMaskedAndStayApart(t *testing.T) {
	m := mask.New(
		mask.Value{Kind: mask.Owner, Text: "深圳市甲"},
		mask.Value{Kind: mask.Owner, Text: "深圳市甲科技有限公司"},
		mask.Value{Kind: mask.Owner, Text: "深圳市甲"}, // again
		mask.Value{Kind: mask.Owner, Text: "Li"},
		mask.Value{Kind: mask.Number, Text: "7A21-0049-3381-5526"},
		mask.Value{Kind: mask.Number, Text: "12"},
		mask.Value{Kind: mask.Label, Text: "UKey"},
		mask.Value{Kind: mask.Label, Text: ""},
	)
	for text, want := range map[string]string{
		"签名证书 深圳市甲科技有限公司：有效": "签名证书 [owner-2]：有效",
		"深圳市甲的UKey":          "[owner-1]的UKey",
		"Li lists Linux, Li": "[owner-3] lists Linux, [owner-3]",
		"（序列号 7A21-0049-3381-5526）已插入，在插槽 0": "（序列号 …5526）已插入，在插槽 0",
		"12 of 2012, 120": "… of 2012, 120",
		"UKey正常":          "UKey正常",
	} {
		if got := m.Text(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Whatever stands around it, a known value is never left in the text.
func TestNoKnownValueSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	names := []string{"深圳市南山区某某贸易有限公司", "王小明", "Acme (Shenzhen) Co., Ltd.", "赵六", "Ø-Werke"}
	before := []string{"", " ", "：", "（", "\"", ",O=", "CN=", "\n", "/", "的", "[", "签名证书 "}
	after := []string{" ", "：", "）", "\"", ",", "\n", "/", ".", "的", "]"}
	for range 2000 {
		secret := []string{
			pick(names) + pick([]string{"", "分公司", "（二）"}),
			fmt.Sprintf("%08X%08X", random.Uint32(), random.Uint32()),
			fmt.Sprintf("91440300%010d", random.Uint32()),
		}
		m := mask.New(
			mask.Value{Kind: mask.Owner, Text: secret[0]},
			mask.Value{Kind: mask.Number, Text: secret[1]},
			mask.Value{Kind: mask.Number, Text: secret[2]},
		)
		var text strings.Builder
		for range 6 {
			text.WriteString(pick(before) + pick(secret) + pick(after))
		}
		got := m.Text(text.String())
		for _, s := range secret {
			if strings.Contains(got, s) {
				t.Fatalf("%q is still in %q", s, got)
			}
		}
	}
}

// Nothing in a text keeps a known value, or what looks personal, from being
// found.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"/home/li/x", "a@b.cn", "https://a:b@c", "440301199001011234", "1234", "\xff甲公司", `C:\Users\x`} {
		f.Add(seed)
	}
	m := mask.New(mask.Value{Kind: mask.Owner, Text: "甲公司"}, mask.Value{Kind: mask.Number, Text: "0123456789AB"})
	f.Fuzz(func(t *testing.T, text string) {
		got := m.Text(text + "甲公司" + text + " li@example.cn /home/li " + text)
		for _, secret := range []string{"甲公司", "0123456789AB", "li@example.cn"} {
			if strings.Contains(got, secret) {
				t.Errorf("%q is still in %q", secret, got)
			}
		}
	})
}
