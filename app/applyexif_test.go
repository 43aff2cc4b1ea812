package app

import (
	"image"
	"testing"
)

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
