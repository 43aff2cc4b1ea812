package app_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"ukey/app"
	"ukey/renew/cases"
)

// noisy is a picture that compresses badly, with a bright spot in its upper
// left corner.
func noisy(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			n := noise.Uint32()
			c := color.RGBA{uint8(n) % 160, uint8(n>>8) % 160, uint8(n>>16) % 160, 255}
			if x < width/4 && y < height/4 {
				c = color.RGBA{255, 255, 255, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// corner tells which corner of a picture is bright.
func corner(t *testing.T, data []byte) (name string, size image.Point) {
	t.Helper()
	_, img, err := cases.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	for _, c := range []struct {
		name string
		x, y int
	}{
		{"upper left", b.Dx() / 8, b.Dy() / 8},
		{"upper right", b.Dx() * 7 / 8, b.Dy() / 8},
		{"lower left", b.Dx() / 8, b.Dy() * 7 / 8},
		{"lower right", b.Dx() * 7 / 8, b.Dy() * 7 / 8},
	} {
		if r, _, _, _ := img.At(b.Min.X+c.x, b.Min.Y+c.y).RGBA(); r > 0xC000 {
			name += c.name
		}
	}
	return name, b.Size()
}

// asPNG is a picture in a large file: without compression.
func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asJPEG is a picture in a large file: with something behind its end, as
// cameras that film at the same time leave it.
func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), make([]byte, cases.MaxScan)...)
}

func TestLargePictureIsMadeToFitAndStaysUpright(t *testing.T) {
	img := noisy(720, 540)
	for name, large := range map[string][]byte{"png": asPNG(t, img), "jpeg": asJPEG(t, img)} {
		if len(large) < cases.MaxScan {
			t.Fatalf("%s: %d bytes are not too large", name, len(large))
		}
		small, err := app.New(app.Config{}).Shrink(large)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if scan, err := cases.Inspect(small); err != nil || scan.Format != cases.JPEG || scan.Width != 720 {
			t.Errorf("%s: %+v, %v", name, scan, err)
		}
		if bright, size := corner(t, small); bright != "upper left" || size.X <= size.Y {
			t.Errorf("%s: bright %s, size %v", name, bright, size)
		}
	}
}

// TestPictureOfManyPixelsLosesSome: quality alone does not make every picture
// fit, and no page needs more than 300 dpi.
func TestPictureOfManyPixelsLosesSome(t *testing.T) {
	wide := image.NewGray(image.Rect(0, 0, 5000, 220))
	small, err := app.New(app.Config{}).Shrink(asPNG(t, wide))
	if err != nil {
		t.Fatal(err)
	}
	if scan, err := cases.Inspect(small); err != nil || scan.Width != 3508 || scan.Height != 154 {
		t.Errorf("%+v, %v", scan, err)
	}
}

// withOrientation puts an Exif segment into a JPEG as cameras write it.
func withOrientation(data []byte, order binary.ByteOrder, orientation uint16) []byte {
	tiff := []byte("MM\x00*")
	if order == binary.LittleEndian {
		tiff = []byte("II*\x00")
	}
	put16 := func(v uint16) { b := make([]byte, 2); order.PutUint16(b, v); tiff = append(tiff, b...) }
	put32 := func(v uint32) { b := make([]byte, 4); order.PutUint32(b, v); tiff = append(tiff, b...) }
	put32(8)
	put16(2)
	put16(0x010F) // another tag first
	put16(2)
	put32(4)
	put32(0)
	put16(0x0112)
	put16(3)
	put32(1)
	put16(orientation)
	put16(0)
	put32(0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xFF, 0xD8, 0xFF, 0xE1, byte((len(segment) + 2) >> 8), byte(len(segment) + 2)}
	return append(append(head, segment...), data[2:]...)
}

func TestPhotographIsTurnedAsTheCameraWasHeld(t *testing.T) {
	photo := asJPEG(t, noisy(300, 200))
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		small, err := app.New(app.Config{}).Shrink(withOrientation(photo, order, 6))
		if err != nil {
			t.Fatal(err)
		}
		if bright, size := corner(t, small); bright != "upper right" || size.Y < size.X {
			t.Errorf("%v: bright %s, size %v", order, bright, size)
		}
	}
}

func TestTransparentPictureIsShownOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 520, 520))
	noise := rand.New(rand.NewPCG(3, 4))
	for i := range img.Pix {
		if img.Pix[i] = byte(noise.UintN(100)); i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	for y := range 130 {
		for x := range 130 {
			img.SetNRGBA(x, y, color.NRGBA{})
		}
	}
	small, err := app.New(app.Config{}).Shrink(asPNG(t, img))
	if err != nil {
		t.Fatal(err)
	}
	if bright, _ := corner(t, small); bright != "upper left" {
		t.Errorf("bright %q", bright)
	}
}

func TestWhatFitsIsLeftAloneAndWhatIsNoPictureRefused(t *testing.T) {
	a := app.New(app.Config{})
	fits := picture(t, 7)
	if got, err := a.Shrink(fits); err != nil || !bytes.Equal(got, fits) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	huge := []byte("BM" + string(make([]byte, cases.MaxScan)))
	binary.LittleEndian.PutUint32(huge[14:], 40)
	binary.LittleEndian.PutUint32(huge[18:], 50_000)
	binary.LittleEndian.PutUint32(huge[22:], 50_000)
	binary.LittleEndian.PutUint16(huge[26:], 1)
	binary.LittleEndian.PutUint16(huge[28:], 24)
	binary.LittleEndian.PutUint32(huge[10:], 54)
	for name, test := range map[string]struct {
		data []byte
		want cases.ScanFlaw
	}{
		"a zip":         {[]byte("PK\x03\x04"), cases.ScanFormat},
		"a large zip":   {[]byte("PK\x03\x04" + string(make([]byte, cases.MaxScan))), cases.ScanFormat},
		"50,000 pixels": {huge, cases.ScanTooManyPx},
		"cut off":       {append([]byte{0xFF, 0xD8, 0xFF, 0xE0}, make([]byte, cases.MaxScan)...), cases.ScanDamaged},
		"nothing":       {nil, cases.ScanMissing},
	} {
		_, err := a.Shrink(test.data)
		if e, ok := errors.AsType[*cases.ScanError](err); !ok || e.Flaw != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
