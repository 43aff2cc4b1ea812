package assets

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func faces(t *testing.T) map[string]*sfnt.Font {
	t.Helper()
	parsed := map[string]*sfnt.Font{}
	for weight, data := range map[string][]byte{"regular": FontRegular(), "bold": FontBold()} {
		font, err := sfnt.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", weight, err)
		}
		parsed[weight] = font
	}
	return parsed
}

// missing returns the runes of text that a font would draw as an empty box.
func missing(t *testing.T, font *sfnt.Font, text string) string {
	t.Helper()
	var absent []rune
	for _, r := range text {
		if r < ' ' {
			continue
		}
		index, err := font.GlyphIndex(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		if index == 0 {
			absent = append(absent, r)
		}
	}
	return string(absent)
}

// gb2312 returns every character of GB 2312, which is what names and places in certificates are written with.
func gb2312(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	for row := byte(0xB0); row <= 0xF7; row++ {
		for cell := byte(0xA1); cell <= 0xFE; cell++ {
			if row == 0xD7 && cell > 0xF9 {
				continue // the five free cells at the end of level one
			}
			decoded, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{row, cell})
			if err != nil {
				t.Fatal(err)
			}
			text.Write(decoded)
		}
	}
	return text.String()
}

func TestBothWeightsDrawEveryCharacterOfNamesAndScreens(t *testing.T) {
	hanzi := gb2312(t)
	if got := len([]rune(hanzi)); got != 6763 {
		t.Fatalf("the test's list has %d hanzi, GB 2312 has 6763", got)
	}
	for weight, font := range faces(t) {
		for what, text := range map[string]string{
			"GB 2312":                     hanzi,
			"general standard characters": "镕堃喆㛃淼焱垚犇骉玥珺",
			"states and marks":            "●◐○⚿✓▾▸›‹⟳⚠✕☑☐☒⋮→←│─├×",
			"punctuation":                 "，。、；：？！“”‘’（）《》「」【】…—·～￥％",
			"Latin":                       "ABCXYZabcxyz0123456789@#%&*()[]{}<>/\\|_-+=éüñ",
		} {
			if absent := missing(t, font, text); absent != "" {
				t.Errorf("%s has no glyph for %s of %s", weight, absent, what)
			}
		}
	}
}

func TestBothWeightsDrawEveryTranslation(t *testing.T) {
	fonts := faces(t)
	for _, path := range messageFiles(t) {
		data, err := fs.ReadFile(translations, path)
		if err != nil {
			t.Fatal(err)
		}
		for weight, font := range fonts {
			if absent := missing(t, font, string(data)); absent != "" {
				t.Errorf("%s has no glyph for %s of %s", weight, absent, path)
			}
		}
	}
}

func TestBothWeightsDrawTheHelp(t *testing.T) {
	fonts := faces(t)
	paths, err := fs.Glob(help, "help/*/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("articles %v, error %v", paths, err)
	}
	for _, path := range paths {
		data, err := fs.ReadFile(help, path)
		if err != nil {
			t.Fatal(err)
		}
		for weight, font := range fonts {
			if absent := missing(t, font, string(data)); absent != "" {
				t.Errorf("%s has no glyph for %s of %s", weight, absent, path)
			}
		}
	}
}

func TestEveryAreaSaysTheSameThingsInBothLanguages(t *testing.T) {
	areas := map[string]bool{}
	for _, path := range messageFiles(t) {
		area, _, _ := strings.Cut(strings.TrimPrefix(path, "translations/"), ".")
		areas[area] = true
	}
	for area := range areas {
		if diff := cmp.Diff(keys(t, "zh-Hans", area), keys(t, "en", area)); diff != "" {
			t.Errorf("area %s: zh-Hans (-) and en (+) differ:\n%s", area, diff)
		}
	}
}

func TestAMissingTranslationIsAnError(t *testing.T) {
	if _, err := Translation("tlh", "ui"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Translation = %v, want an error that wraps fs.ErrNotExist", err)
	}
}

func messageFiles(t *testing.T) []string {
	t.Helper()
	paths, err := fs.Glob(translations, "translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func keys(t *testing.T, language, area string) []string {
	t.Helper()
	data, err := Translation(language, area)
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]any
	if err := json.Unmarshal(data, &messages); err != nil {
		t.Fatalf("%s.%s: %v", area, language, err)
	}
	return slices.Sorted(maps.Keys(messages))
}
