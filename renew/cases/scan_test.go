package cases_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"golang.org/x/image/bmp"

	"ukey/renew/cases"
)

// encoders write a picture in each of the formats.
func encoders() map[cases.Format]func(io.Writer, image.Image) error {
	return map[cases.Format]func(io.Writer, image.Image) error{
		cases.JPEG: func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) },
		cases.PNG:  png.Encode,
		cases.GIF:  func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) },
		cases.BMP:  bmp.Encode,
	}
}

func encoded(t testing.TB, format cases.Format, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	if err := encoders()[format](&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryFormatIsKnownByItsContents(t *testing.T) {
	for _, format := range cases.Formats() {
		got, err := cases.Inspect(encoded(t, format, 40, 30))
		if want := (cases.Scan{Format: format, Width: 40, Height: 30}); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", format, got, err)
		}
	}
}

func TestACutOffScanIsDamagedInEveryFormat(t *testing.T) {
	for _, format := range cases.Formats() {
		data := encoded(t, format, 200, 200)
		_, err := cases.Inspect(data[:len(data)*2/3])
		if flawed, ok := errors.AsType[*cases.ScanError](err); !ok || flawed.Flaw != cases.ScanDamaged {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

// bitmap is a BMP of 8 × 2 pixels in 2^bits colours, as scanners write them.
func bitmap(bits, compression int) []byte {
	const head, info = 14, 40
	colours := 1 << bits
	row := (8*bits + 31) / 32 * 4
	start := head + info + 4*colours
	b := append([]byte("BM"), make([]byte, start+2*row-2)...)
	little := binary.LittleEndian
	little.PutUint32(b[2:], uint32(len(b)))
	little.PutUint32(b[10:], uint32(start))
	little.PutUint32(b[14:], info)
	little.PutUint32(b[18:], 8)
	little.PutUint32(b[22:], 2)
	little.PutUint16(b[26:], 1)
	little.PutUint16(b[28:], uint16(bits))
	little.PutUint32(b[30:], uint32(compression))
	little.PutUint32(b[46:], uint32(colours))
	return b
}

func TestBlackAndWhiteScansAreRead(t *testing.T) {
	for _, bits := range []int{1, 4, 8} {
		got, err := cases.Inspect(bitmap(bits, 0))
		if want := (cases.Scan{Format: cases.BMP, Width: 8, Height: 2}); err != nil || got != want {
			t.Errorf("%d bits: got %+v, %v", bits, got, err)
		}
	}
}

func TestAWayToWriteThatIsNotReadIsNoDamage(t *testing.T) {
	const rle8 = 1
	_, err := cases.Inspect(bitmap(8, rle8))
	if flawed, ok := errors.AsType[*cases.ScanError](err); !ok || flawed.Flaw != cases.ScanVariant {
		t.Errorf("got %v", err)
	}
}

func TestAScanIsMeasuredBeforeItIsUnfolded(t *testing.T) {
	for name, c := range map[string]struct {
		width, height int
		want          cases.ScanFlaw
	}{
		"widest":        {cases.MaxSide, 1, ""},
		"too wide":      {cases.MaxSide + 1, 1, cases.ScanTooManyPx},
		"too high":      {1, cases.MaxSide + 1, cases.ScanTooManyPx},
		"too many":      {8_000, 5_001, cases.ScanTooManyPx},
		"50,000 pixels": {50_000, 50_000, cases.ScanTooManyPx},
	} {
		t.Run(name, func(t *testing.T) {
			data := encoded(t, cases.PNG, 1, 1)
			if c.want == "" {
				data = encoded(t, cases.PNG, c.width, c.height)
			} else {
				resize(data, c.width, c.height)
			}
			scan, err := cases.Inspect(data)
			flaw := cases.ScanFlaw("")
			if flawed, ok := errors.AsType[*cases.ScanError](err); ok {
				flaw = flawed.Flaw
			}
			if flaw != c.want || scan.Width != c.width || scan.Height != c.height {
				t.Errorf("got %+v, %v; want %q", scan, err, c.want)
			}
		})
	}
}

// resize makes a PNG say that it is of another size.
func resize(data []byte, width, height int) {
	const header = 8 + 4 // the signature and the length of the first chunk
	binary.BigEndian.PutUint32(data[header+4:], uint32(width))
	binary.BigEndian.PutUint32(data[header+8:], uint32(height))
	binary.BigEndian.PutUint32(data[header+17:], crc32.ChecksumIEEE(data[header:header+17]))
}

func TestAScanStaysBelow1024KB(t *testing.T) {
	// What follows a GIF's end is not looked at.
	data := append(encoded(t, cases.GIF, 4, 4), make([]byte, cases.MaxScan)...)
	if _, err := cases.Inspect(data[:cases.MaxScan-1]); err != nil {
		t.Errorf("one byte less: %v", err)
	}
	_, err := cases.Inspect(data[:cases.MaxScan])
	if flawed, ok := errors.AsType[*cases.ScanError](err); !ok || flawed.Flaw != cases.ScanTooLarge || flawed.Size != cases.MaxScan {
		t.Errorf("got %v", err)
	}
}

// Nothing that is called a picture makes the reader fail in another way than
// with a ScanError, or yields more than the bounds allow.
func FuzzScan(f *testing.F) {
	for _, format := range cases.Formats() {
		f.Add(encoded(f, format, 4, 3))
	}
	huge := encoded(f, cases.PNG, 1, 1)
	resize(huge, 50_000, 50_000)
	f.Add(huge)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if scan, ok := cases.FormatOf(data); ok && scan == "" {
			t.Error("a format without a name")
		}
		if pixels(data) > 1<<20 {
			return // takes long, and finds nothing more
		}
		scan, img, err := cases.Decode(data)
		if err != nil {
			if _, ok := errors.AsType[*cases.ScanError](err); !ok {
				t.Errorf("error %T", err)
			}
			return
		}
		if b := img.Bounds(); b.Dx() > scan.Width || b.Dy() > scan.Height || scan.Width*scan.Height > cases.MaxPixels {
			t.Errorf("%v of %+v", b, scan)
		}
	})
}

// pixels is how many a picture says that it has.
func pixels(data []byte) int {
	for _, read := range []func(io.Reader) (image.Config, error){jpeg.DecodeConfig, png.DecodeConfig, gif.DecodeConfig, bmp.DecodeConfig} {
		if head, err := read(bytes.NewReader(data)); err == nil {
			return head.Width * head.Height
		}
	}
	return 0
}
