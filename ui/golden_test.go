package ui

import (
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/kit"
)

var update = flag.Bool("update", false, "write the pictures of the screens anew")

// looks compares the window with testdata/screens/name.png. A few pixels may
// differ, since text is rasterised with floating point.
func (h *harness) looks(name string) {
	h.t.Helper()
	got := crop(h.win.Canvas().Capture(), h.stage.Top())
	path := filepath.Join("testdata", "screens", name+".png")
	if *update {
		writePNG(h.t, path, got)
		return
	}
	file, err := os.Open(path)
	if err != nil {
		h.t.Fatalf("no picture of this screen (run with -update): %v", err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		h.t.Fatal(err)
	}
	if share := difference(got, want); share > 0.0005 {
		kept := filepath.Join(h.t.ArtifactDir(), name+".png")
		writePNG(h.t, kept, got)
		h.t.Errorf("screen %s differs in %.3f %% of its pixels; now: %s", name, share*100, kept)
	}
}

// crop cuts a picture down to what is new in it, the dialog, and to the 256
// colours that it has most of, the others becoming the nearest of those.
func crop(picture image.Image, d *kit.Dialog) image.Image {
	area := picture.Bounds()
	if d != nil {
		pos, size := d.Card()
		area = image.Rect(int(pos.X)-12, int(pos.Y)-12, int(pos.X+size.Width)+12, int(pos.Y+size.Height)+16).Intersect(area)
	}
	counts := map[color.NRGBA]int{}
	at := func(x, y int) color.NRGBA {
		return color.NRGBAModel.Convert(picture.At(area.Min.X+x, area.Min.Y+y)).(color.NRGBA)
	}
	for y := range area.Dy() {
		for x := range area.Dx() {
			counts[at(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.NRGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
	}
	index := map[color.NRGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	small := image.NewPaletted(image.Rect(0, 0, area.Dx(), area.Dy()), palette)
	for y := range area.Dy() {
		for x := range area.Dx() {
			small.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return small
}

// difference is the share of pixels that a person would see to differ.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	const visible = 24
	differ := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if apart(p.R, q.R) > visible || apart(p.G, q.G) > visible || apart(p.B, q.B) > visible {
				differ++
			}
		}
	}
	return float64(differ) / float64(a.Bounds().Dx()*a.Bounds().Dy())
}

func apart(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }

func writePNG(t *testing.T, path string, picture image.Image) {
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

// small is the least size that the window can be used at.
func (h *harness) small() { h.win.Resize(fyne.NewSize(leastWidth, leastHeight)) }
