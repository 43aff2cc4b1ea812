package app

import (
	"image"
	"image/color"
	"testing"
)

// TestAPictureIsTurnedUpright follows the corner that is lit, in a picture of three by two
// pixels, through all ways to hold a camera (TIFF 6.0, Orientation).
func TestAPictureIsTurnedUpright(t *testing.T) {
	lit := color.RGBA{255, 255, 255, 255}
	for turn, want := range map[turned]struct{ width, height, x, y int }{
		0: {3, 2, 0, 0}, 1: {3, 2, 0, 0}, 2: {3, 2, 2, 0}, 3: {3, 2, 2, 1}, 4: {3, 2, 0, 1},
		5: {2, 3, 0, 0}, 6: {2, 3, 1, 0}, 7: {2, 3, 1, 2}, 8: {2, 3, 0, 2},
	} {
		seen := image.NewRGBA(image.Rect(0, 0, 3, 2))
		seen.SetRGBA(0, 0, lit)
		got := turn.upright(seen)
		if size := got.Bounds().Size(); size != (image.Point{X: want.width, Y: want.height}) || got.RGBAAt(want.x, want.y) != lit {
			t.Errorf("orientation %d: size %v, pixels %v", turn, size, got.Pix)
		}
	}
}

// FuzzOrientation: whatever a file says of itself, the picture keeps its
// pixels.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00II*\x00\xFF\xFF\xFF\xFF"))
	f.Add([]byte("\xFF\xD8\xFF\xE0\x00\x00\xFF\xE1"))
	picture := image.NewRGBA(image.Rect(0, 0, 3, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		turn := orientation(data)
		if turn < 0 || turn > 8 {
			t.Fatalf("orientation %d", turn)
		}
		if size := turn.upright(picture).Bounds().Size(); size.X*size.Y != 6 {
			t.Errorf("size %v", size)
		}
	})
}
