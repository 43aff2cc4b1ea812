package desk_test

import (
	"image/color"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

func TestTextStandsOutFromItsGround(t *testing.T) {
	style, err := os.ReadFile("static/desk.css")
	must(t, err)
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllSubmatch(style, -1)
	if len(blocks) != 2 {
		t.Fatalf("%d palettes, want a light and a dark one", len(blocks))
	}
	for i, name := range []string{"light", "dark"} {
		colours := map[string]color.RGBA{}
		for _, found := range regexp.MustCompile(`--([\w-]+): #([0-9a-f]{6});`).FindAllSubmatch(blocks[i][1], -1) {
			n, err := strconv.ParseUint(string(found[2]), 16, 32)
			must(t, err)
			colours[string(found[1])] = color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xff}
		}
		for text, grounds := range map[string][]string{
			"text":      {"ground", "side", "field", "button", "accent-tint", "warn-tint"},
			"muted":     {"ground", "side", "field", "button", "warn-tint"},
			"link":      {"ground", "side", "accent-tint"},
			"on-accent": {"accent"},
			"good":      {"ground", "good-tint"},
			"warn":      {"ground", "side", "warn-tint"},
			"bad":       {"ground", "side", "bad-tint"},
		} {
			for _, ground := range grounds {
				a, okA := colours[text]
				b, okB := colours[ground]
				if ratio := contrast(a, b); !okA || !okB || ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, text, ground, ratio)
				}
			}
		}
		// What can be typed into is told from its ground (WCAG 2.1, 1.4.11).
		if ratio := contrast(colours["edge"], colours["ground"]); ratio < 3 {
			t.Errorf("%s: the edge of a field has a contrast of %.2f, want 3", name, ratio)
		}
	}
}

// contrast is the ratio of WCAG 2.1, 1.4.3.
func contrast(a, b color.RGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
