package app

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turned is how a camera was held (TIFF 6.0, Orientation): 1 is upright, 0 is
// not known. Phones store every picture as the sensor saw it.
type turned int

// orientation finds the Exif orientation of a JPEG (CIPA DC-008, 4.5 and
// 4.6); 0 if there is none, or none that can be read.
func orientation(data []byte) turned {
	if len(data) < 2 || data[0] != 0xFF || data[1] != 0xD8 {
		return 0
	}
	for rest := data[2:]; len(rest) >= 4 && rest[0] == 0xFF; {
		marker, length := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if length < 2 || len(rest) < 2+length || marker == 0xDA { // the picture itself
			return 0
		}
		segment := rest[4 : 2+length]
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker == 0xE1 {
			return orientationOf(tiff)
		}
		rest = rest[2+length:]
	}
	return 0
}

// orientationOf reads tag 0x0112 out of the first directory of a TIFF file.
func orientationOf(tiff []byte) turned {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start < 8 || start+2 > int64(len(tiff)) {
		return 0
	}
	const entrySize, tag, short = 12, 0x0112, 3
	entries := tiff[start+2:]
	for range order.Uint16(tiff[start:]) {
		if len(entries) < entrySize {
			return 0
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if value := order.Uint16(entries[8:]); value <= 8 {
				return turned(value)
			}
			return 0
		}
		entries = entries[entrySize:]
	}
	return 0
}

// upright turns, and mirrors, a picture as it was seen.
func (t turned) upright(in *image.RGBA) *image.RGBA {
	if t <= 1 {
		return in
	}
	w, h := in.Bounds().Dx(), in.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if t >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			out.SetRGBA(x, y, in.RGBAAt(t.source(x, y, w, h)))
		}
	}
	return out
}

// source is where a pixel of the upright picture lies in one of w × h.
func (t turned) source(x, y, w, h int) (int, int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	default:
		return x, y
	}
}
