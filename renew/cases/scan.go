package cases

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"golang.org/x/image/bmp"
)

// Scan is what is known of a picture that may be sent.
type Scan struct {
	Format        Format
	Width, Height int // pixels
}

// ScanError: a scan that may not be sent, and why.
type ScanError struct {
	Flaw ScanFlaw
	// Size is the scan's in bytes.
	Size int
	Err  error // more about it, or nil
}

func (e *ScanError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("scan of %d bytes: %s: %v", e.Size, e.Flaw, e.Err)
	}
	return fmt.Sprintf("scan of %d bytes: %s", e.Size, e.Flaw)
}

// Unwrap returns the cause.
func (e *ScanError) Unwrap() error { return e.Err }

// codec reads one format. config reads no more than the head.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var codecs = map[Format]codec{
	JPEG: {jpeg.DecodeConfig, jpeg.Decode},
	PNG:  {png.DecodeConfig, png.Decode},
	GIF:  {gif.DecodeConfig, gif.Decode}, // the first frame of several
	BMP:  {bmp.DecodeConfig, bmp.Decode},
}

// FormatOf tells a picture's format by its first bytes; false if it is none
// that is taken. What the file is called does not matter.
func FormatOf(data []byte) (Format, bool) {
	for _, f := range Formats() {
		if http.DetectContentType(data) == f.MediaType() {
			return f, true
		}
	}
	return "", false
}

// Inspect looks at a scan as both sides do before it counts: its size, its
// format by contents, its dimensions before anything is unfolded, and then
// whether it decodes. The error is a *ScanError.
func Inspect(data []byte) (Scan, error) {
	if len(data) >= MaxScan {
		return Scan{}, &ScanError{Flaw: ScanTooLarge, Size: len(data)}
	}
	scan, img, err := Decode(data)
	if err == nil && img.Bounds().Empty() {
		err = &ScanError{Flaw: ScanDamaged, Size: len(data), Err: errors.New("no picture in it")}
	}
	return scan, err
}

// Decode reads a picture of any size in bytes, within the bounds on its
// dimensions. The error is a *ScanError.
func Decode(data []byte) (Scan, image.Image, error) {
	if len(data) == 0 {
		return Scan{}, nil, &ScanError{Flaw: ScanMissing}
	}
	format, ok := FormatOf(data)
	if !ok {
		return Scan{}, nil, &ScanError{Flaw: ScanFormat, Size: len(data)}
	}
	c := codecs[format]
	head, err := c.config(bytes.NewReader(data))
	if err != nil {
		return Scan{}, nil, &ScanError{Flaw: unread(err), Size: len(data), Err: err}
	}
	scan := Scan{Format: format, Width: head.Width, Height: head.Height}
	if head.Width > MaxSide || head.Height > MaxSide || head.Width*head.Height > MaxPixels {
		err := fmt.Errorf("%d × %d pixels", head.Width, head.Height)
		return scan, nil, &ScanError{Flaw: ScanTooManyPx, Size: len(data), Err: err}
	}
	img, err := c.decode(bytes.NewReader(data))
	if err != nil {
		return scan, nil, &ScanError{Flaw: unread(err), Size: len(data), Err: err}
	}
	return scan, img, nil
}

// unread tells of a picture that could not be read whether that is its own fault.
func unread(err error) ScanFlaw {
	_, ofJPEG := errors.AsType[jpeg.UnsupportedError](err)
	_, ofPNG := errors.AsType[png.UnsupportedError](err)
	if ofJPEG || ofPNG || errors.Is(err, bmp.ErrUnsupported) {
		return ScanVariant
	}
	return ScanDamaged
}
