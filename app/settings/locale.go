package settings

import "strings"

// LanguageFromLocale is the language that the locale of the environment asks
// for: English for an English one. Everything else, no locale and the C
// locale included, gets Chinese, the language of the people whom the product
// is made for. As in POSIX the first of LC_ALL, LC_MESSAGES and LANG that is
// set decides.
func LanguageFromLocale(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if l, err := language(trimCodeset(locale)); err == nil {
				return l
			}
			return Chinese
		}
	}
	return Chinese
}

// trimCodeset cuts the codeset and modifier off: en_GB.UTF-8@euro is en_GB.
func trimCodeset(locale string) string {
	if i := strings.IndexAny(locale, ".@"); i >= 0 {
		return locale[:i]
	}
	return locale
}
