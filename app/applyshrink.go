package app

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"

	"golang.org/x/image/draw"

	"ukey/renew/cases"
)

// shrinking are the ways to make a picture smaller, the gentlest first: the
// longer side in pixels, and the quality of the JPEG. 3508 is an A4 page at 300
// dpi; at 1240 print can still be read.
var shrinking = []struct{ side, quality int }{
	{3508, 85}, {3508, 70}, {2480, 80}, {2480, 65}, {1754, 75}, {1240, 70}, {877, 60},
}

// Shrink makes a picture that is too large to be sent (cases.MaxScan) into a
// JPEG that is not. It is turned upright, as the camera says. One that fits
// already is returned as it is. The error is a *cases.ScanError.
func (a *App) Shrink(data []byte) ([]byte, error) {
	if len(data) < cases.MaxScan {
		_, err := cases.Inspect(data)
		return data, err
	}
	_, picture, err := cases.Decode(data)
	if err != nil {
		return nil, err
	}
	turn := orientation(data)
	var small *image.RGBA
	for i, way := range shrinking {
		if i == 0 || way.side != shrinking[i-1].side {
			small = turn.upright(scaled(picture, way.side))
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: way.quality}); err != nil {
			return nil, &cases.ScanError{Flaw: cases.ScanDamaged, Size: len(data), Err: err}
		}
		if out.Len() < cases.MaxScan {
			return out.Bytes(), nil
		}
	}
	return nil, &cases.ScanError{Flaw: cases.ScanTooLarge, Size: len(data)}
}

// Preview makes a picture small enough to be looked at on a screen: upright,
// on white, its sides at most that many pixels. The error is a
// *cases.ScanError.
func (a *App) Preview(data []byte, side int) (image.Image, error) {
	_, picture, err := cases.Decode(data)
	if err != nil {
		return nil, err
	}
	return orientation(data).upright(scaled(picture, side)), nil
}

// scaled fits a picture into a square of that side, on white where it is
// transparent, since JPEG knows no transparency. It never makes it larger.
func scaled(picture image.Image, side int) *image.RGBA {
	width, height := picture.Bounds().Dx(), picture.Bounds().Dy()
	if longer := max(width, height); longer > side {
		width, height = max(1, width*side/longer), max(1, height*side/longer)
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if out.Bounds().Size() == picture.Bounds().Size() {
		draw.Draw(out, out.Bounds(), picture, picture.Bounds().Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(out, out.Bounds(), picture, picture.Bounds(), draw.Over, nil)
	}
	return out
}
