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

// plain makes plain text of what a service would take as markup. One that claims
// to know no markup may look for it all the same (dunst 1.9 takes out what looks
// like tags), and shows what is escaped as it stands: that one gets the full-width
// forms of the characters.
func plain(s string, markup bool) string {
	if markup {
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	}
	return strings.NewReplacer("&", "＆", "<", "＜", ">", "＞").Replace(s)
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
