package book_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ukey/ui/help/book"
)

// found is what a query finds in a language, the best first.
func found(t *testing.T, language, query string) (ids []string) {
	t.Helper()
	for _, hit := range open(t, language).Find(query) {
		ids = append(ids, hit.Article.ID)
	}
	return ids
}

func TestWhatAClerkTypesFindsTheAnswerFirst(t *testing.T) {
	for _, test := range []struct{ language, query, want string }{
		{"zh-Hans", "修改密码", "change-pin"},
		{"zh-Hans", "忘记密码", "pin-forgotten"},
		{"zh-Hans", "密码忘了怎么办", "pin-forgotten"},
		{"zh-Hans", "锁定", "pin-locked"},
		{"zh-Hans", "puk", "pin-locked"},
		{"zh-Hans", "ＰＵＫ", "pin-locked"},
		{"zh-Hans", "续期", "renew"},
		{"zh-Hans", "投标", "before-renewal"},
		{"zh-Hans", "更新 断电", "renewal-interrupted"},
		{"zh-Hans", "密码错误", "pin-forgotten"},
		{"zh-Hans", "锁住了", "pin-locked"},
		{"zh-Hans", "打不开", "site-no-key"},
		{"zh-Hans", "登不上", "site-no-key"},
		{"zh-Hans", "不识别", "no-key"},
		{"zh-Hans", "驱动", "driver"},
		{"zh-Hans", "换电脑", "moving"},
		{"zh-Hans", "升级", "moving"},
		{"zh-Hans", "多少钱", "invoice"},
		{"zh-Hans", "丢了", "lost"},
		{"zh-Hans", "公司改名", "lost"},
		{"zh-Hans", "拔出来了", "renewal-interrupted"},
		{"zh-Hans", "审核不通过", "review"},
		{"zh-Hans", "forgot", "pin-forgotten"},
		{"zh-Hans", "更新", "renew"},
		{"zh-Hans", "过期了怎么办", "expired"},
		{"zh-Hans", "锁了", "pin-locked"},
		{"zh-Hans", "驱动", "driver"},
		{"zh-Hans", "CA", "ca-unreachable"},
		{"zh-Hans", "发票", "invoice"},
		{"zh-Hans", "换电脑", "moving"},
		{"zh-Hans", "收不到验证码", "sms-code"},
		{"zh-Hans", "配置文件", "admin-settings"},
		{"zh-Hans", "怎么办", "environment"}, // and not nothing
		{"en", "forgot", "pin-forgotten"},
		{"en", "I forgot my PIN", "pin-forgotten"},
		{"en", "how do I renew", "renew"},
		{"en", "driver", "driver"},
		{"en", "log in", "site-no-key"},
		{"en", "change pin", "change-pin"},
		{"en", "tender", "before-renewal"},
		{"en", "I forgot my password", "pin-forgotten"},
		{"en", "how to log in to a site", "site-no-key"},
		{"en", "the UKey is lost", "lost"},
		{"en", "忘记密码", "pin-forgotten"},
		{"en", "LOCKED", "pin-locked"},
	} {
		if got := found(t, test.language, test.query); len(got) == 0 || got[0] != test.want {
			t.Errorf("%s: %q finds %v, want %s first", test.language, test.query, got, test.want)
		}
	}
}

func TestEveryArticleIsFoundByItsTitleAndKeywords(t *testing.T) {
	for _, language := range []string{"zh-Hans", "en"} {
		b := open(t, language)
		for _, a := range b.Articles() {
			if hits := b.Find(a.Title); len(hits) == 0 || hits[0].Article.ID != a.ID {
				t.Errorf("%s: the title %q does not find its article first", language, a.Title)
			}
			for _, word := range a.Keywords {
				holds := func(h book.Hit) bool { return h.Article.ID == a.ID }
				if !slices.ContainsFunc(b.Find(word), holds) {
					t.Errorf("%s: %q does not find %s", language, word, a.ID)
				}
			}
		}
	}
}

func TestEveryWordHasToBeFound(t *testing.T) {
	if got := found(t, "zh-Hans", "投标 粟裕鑫"); got != nil {
		t.Errorf("found %v, though nothing has the second word", got)
	}
}

func TestWhatMeansNothingFindsNothing(t *testing.T) {
	for _, query := range []string{"", "   ", "。。", "?!", "zzqqxx", "\x00\xff"} {
		if got := found(t, "zh-Hans", query); got != nil {
			t.Errorf("%q finds %v", query, got)
		}
	}
}

func TestAnExcerptShowsWhereItWasFound(t *testing.T) {
	for _, test := range []struct{ language, query string }{{"zh-Hans", "公章"}, {"zh-Hans", "招标平台"}, {"en", "coating"}} {
		for _, hit := range open(t, test.language).Find(test.query) {
			if strings.Contains(hit.Article.Text(), test.query) && !strings.Contains(hit.Excerpt, test.query) {
				t.Errorf("%q is not in the excerpt of %s: %q", test.query, hit.Article.ID, hit.Excerpt)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, query := range []string{"密码", "-8001", "a b c", "\xff\xfe", "ﷺ", "İstanbul", "锁定怎么办", "１２３"} {
		f.Add(query)
	}
	chinese, english := open(f, "zh-Hans"), open(f, "en")
	f.Fuzz(func(t *testing.T, query string) {
		for _, b := range []*book.Book{chinese, english} {
			seen := map[string]bool{}
			for _, hit := range b.Find(query) {
				if seen[hit.Article.ID] {
					t.Fatalf("%s was found twice", hit.Article.ID)
				}
				seen[hit.Article.ID] = true
				if hit.Excerpt == "" || !utf8.ValidString(hit.Excerpt) {
					t.Fatalf("%s has the excerpt %q", hit.Article.ID, hit.Excerpt)
				}
			}
		}
	})
}
