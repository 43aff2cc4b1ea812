package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The sizes of type, by the names that Fyne has for them: theme.Size tells how
// large each is now.
const (
	Caption  = theme.SizeNameCaptionText
	Body     = theme.SizeNameText
	Strong   = theme.SizeNameSubHeadingText
	Headline = theme.SizeNameHeadingText
)

// TextSize is how large type is beside everything else.
type TextSize string

// The sizes of type; any other one counts as NormalText.
const (
	NormalText TextSize = "normal"
	LargeText  TextSize = "large"
)

// WithText returns the same theme with type of that size.
func (t *Theme) WithText(size TextSize) *Theme {
	resized := *t
	resized.text = size
	return &resized
}

// of is how large a size of type is, in device-independent pixels; false if it
// is no size of type.
func (s TextSize) of(name fyne.ThemeSizeName) (float32, bool) {
	large := s == LargeText
	pick := func(normal, enlarged float32) (float32, bool) {
		if large {
			return enlarged, true
		}
		return normal, true
	}
	switch name {
	case Caption:
		return pick(12, 15)
	case Body:
		return pick(14, 17)
	case Strong:
		return pick(16, 20)
	case Headline:
		return pick(22, 26)
	default:
		return 0, false
	}
}

// Enlarged is a width that holds type, as large as the type is now.
func Enlarged(width float32) float32 {
	normal, _ := NormalText.of(Body)
	return width * theme.Size(Body) / normal
}
