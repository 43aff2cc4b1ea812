package words_test

import (
	"strings"
	"testing"

	"ukey/renew/est"
	"ukey/ui/words"
)

func TestARefusalIsToldInTheCAsWordsWhereAPersonUnderstandsThem(t *testing.T) {
	chinese, english := words.New(words.Chinese), words.New(words.English)
	problem := func(code int) est.Problem {
		return est.Problem{
			Status: 403, Code: code, Title: "停办", Cause: "这家机构已停止签发。", Next: "请到新的机构办理。",
			Contact: "020-12345678", Detail: "closed down", Language: "zh-Hans",
		}
	}
	unknown := &est.RefusedError{Problem: problem(9999)}
	if m := chinese.Error(unknown); !strings.Contains(m.Text, "这家机构已停止签发。") ||
		!strings.Contains(m.Next, "请到新的机构办理。") || !strings.Contains(m.Next, "020-12345678") {
		t.Errorf("its own words are lost: %q %q", m.Text, m.Next)
	}
	if m := english.Error(unknown); strings.Contains(m.Text+m.Next, "机构") || !strings.Contains(m.Text, "closed down") {
		t.Errorf("Chinese to somebody who reads English: %q %q", m.Text, m.Next)
	}

	// The seed codes have an explanation of our own, with what to bring; whom
	// to call is what the CA says.
	for _, code := range []int{-8001, -7999, -7942, -7456} {
		with := chinese.Error(&est.RefusedError{Problem: problem(code)})
		without := chinese.Error(&est.RefusedError{Problem: est.Problem{Status: 403, Code: code}})
		if with.Text != without.Text || !strings.HasPrefix(with.Next, without.Next) || !strings.Contains(with.Next, "020-12345678") {
			t.Errorf("%d: %q %q", code, with.Text, with.Next)
		}
	}

	// A tag that is none, or of a language that nobody speaks here, is no
	// reason to trust the text.
	for _, tag := range []string{"", "fr", "-", "zz-zz-zz-zz"} {
		p := problem(9999)
		p.Language = tag
		if m := chinese.Error(&est.RefusedError{Problem: p}); strings.Contains(m.Text, p.Cause) {
			t.Errorf("%q is taken for Chinese: %q", tag, m.Text)
		}
	}
}
