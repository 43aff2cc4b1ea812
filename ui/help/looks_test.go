//go:build !race

package help

import (
	"testing"

	"ukey/ui/uitest"
	"ukey/ui/words"
)

// In the least window, in which there is the least room for long words.
func TestTheHelpLooksRight(t *testing.T) {
	type query map[words.Language]string
	for name, c := range map[string]struct {
		article string
		query   query
	}{
		"first":     {},
		"article":   {article: "expired"},
		"settings":  {article: "admin-settings"},
		"codes":     {article: "error-codes"},
		"shortcuts": {article: "shortcuts"},
		"contacts":  {article: supportArticle},
		"found":     {query: query{words.Chinese: "密码", words.English: "PIN"}},
		"nothing":   {query: query{words.Chinese: "天气预报", words.English: "weather"}},
	} {
		uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
			d := read(t, l, uitest.Small, c.article, helpline())
			if c.query != nil {
				d.Write(c.query[l.Language])
			}
			return d.Screen
		})
	}
}
