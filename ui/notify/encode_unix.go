//go:build unix

package notify

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"strings"

	"github.com/godbus/dbus/v5"
)

// escape makes plain text of what a service with the capability "body-markup"
// would take as markup.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// pixels is a picture as the hint "image-data" has it, (iiibiiay).
type pixels struct {
	Width, Height, Stride int32
	HasAlpha              bool
	BitsPerSample         int32
	Channels              int32
	Data                  []byte
}

// imageData is the hint for a PNG. The picture is sent along, since the program
// may run without having been installed.
func imageData(icon []byte) dbus.Variant {
	decoded, err := png.Decode(bytes.NewReader(icon))
	if err != nil {
		decoded = image.NewNRGBA(image.Rect(0, 0, 1, 1)) // nothing to see
	}
	flat := image.NewNRGBA(image.Rect(0, 0, decoded.Bounds().Dx(), decoded.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return dbus.MakeVariant(pixels{
		Width: int32(flat.Bounds().Dx()), Height: int32(flat.Bounds().Dy()), Stride: int32(flat.Stride),
		HasAlpha: true, BitsPerSample: 8, Channels: 4, Data: flat.Pix,
	})
}
