package uitest

import (
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ukey/ui/kit"
)

var update = flag.Bool("update", false, "write the pictures of the screens anew")

// Looks compares the window, or the dialog in front, with
// testdata/screens/NAME-LOOK.png. A few pixels may differ, since text is rasterised
// with floating point and the kept picture has 256 colours. What is seen of the
// window around a dialog is kept, but not compared.
func (s *Screen) Looks(name string) {
	s.T.Helper()
	name += "-" + s.Look.String()
	got, matter := s.picture()
	path := filepath.Join("testdata", "screens", name+".png")
	want, err := kept(path)
	share := 1.0
	if err == nil {
		share = difference(got, want, matter)
	}
	switch {
	case share <= 0.001: // also with -update, for the sake of whoever reads the change
	case *update:
		writePNG(s.T, path, few(got))
	case err != nil:
		s.T.Errorf("no picture of this screen (run with -update): %v", err)
	default:
		now := filepath.Join(s.T.ArtifactDir(), name+".png")
		writePNG(s.T, now, got)
		s.T.Errorf("screen %s differs in %.3f %% of its pixels; now: %s", name, share*100, now)
	}
}

// kept reads a picture that writePNG has written.
func kept(path string) (*image.Paletted, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoded, err := png.Decode(file)
	if err != nil {
		return nil, err
	}
	picture, ok := decoded.(*image.Paletted)
	if !ok {
		return nil, fmt.Errorf("%s is a %T", path, decoded)
	}
	return picture, nil
}

// Picture is the window as it looks now, or the dialog in front if there is
// one.
func (s *Screen) Picture() *image.NRGBA {
	picture, _ := s.picture()
	return picture
}

// picture also tells which part of it matters, from its upper left corner.
func (s *Screen) picture() (picture *image.NRGBA, matter image.Rectangle) {
	whole := s.Win.Canvas().Capture().(*image.NRGBA)
	d, ok := s.Win.Canvas().Overlays().Top().(*kit.Dialog)
	if !ok {
		return whole, whole.Bounds()
	}
	pos, size := d.Card()
	scale := s.Win.Canvas().Scale()
	card := image.Rect(int(pos.X*scale), int(pos.Y*scale), int((pos.X+size.Width)*scale), int((pos.Y+size.Height)*scale))
	around := image.Rect(card.Min.X-12, card.Min.Y-12, card.Max.X+12, card.Max.Y+16).Intersect(whole.Bounds())
	return whole.SubImage(around).(*image.NRGBA), card.Sub(around.Min)
}

// few paints a picture in 256 colours, which keeps the file small.
func few(picture *image.NRGBA) *image.Paletted {
	area := picture.Bounds()
	counts := map[color.NRGBA]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			counts[picture.NRGBAAt(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.NRGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range colours {
		alike := func(p color.Color) bool {
			q := p.(color.NRGBA)
			return max(apart(c.R, q.R), apart(c.G, q.G), apart(c.B, q.B)) < 8
		}
		// Flat colours are kept as they are; of the shades at the edges of
		// letters, those that are apart.
		flat := counts[c] > area.Dx()
		if len(palette) < 256 && (flat || !slices.ContainsFunc(palette, alike)) {
			palette = append(palette, c)
		}
	}
	index := map[color.NRGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(image.Rect(0, 0, area.Dx(), area.Dy()), palette)
	for y := range area.Dy() {
		for x := range area.Dx() {
			out.SetColorIndex(x, y, index[picture.NRGBAAt(area.Min.X+x, area.Min.Y+y)])
		}
	}
	return out
}

// difference is the share of pixels that a person would see to differ, in the
// part that matters.
func difference(got *image.NRGBA, want *image.Paletted, matter image.Rectangle) float64 {
	size := want.Bounds().Size()
	if got.Bounds().Size() != size {
		return 1
	}
	var palette [256]color.NRGBA
	for i, c := range want.Palette {
		palette[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	const visible = 24
	differ := 0
	for y := matter.Min.Y; y < matter.Max.Y; y++ {
		row := got.Pix[got.PixOffset(got.Bounds().Min.X, got.Bounds().Min.Y+y):]
		for x := matter.Min.X; x < matter.Max.X; x++ {
			q := palette[want.Pix[y*want.Stride+x]]
			if apart(row[4*x], q.R) > visible || apart(row[4*x+1], q.G) > visible || apart(row[4*x+2], q.B) > visible {
				differ++
			}
		}
	}
	return float64(differ) / float64(matter.Dx()*matter.Dy())
}

func apart(a, b uint8) uint8 { return max(a, b) - min(a, b) }

func writePNG(t testing.TB, path string, picture image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
