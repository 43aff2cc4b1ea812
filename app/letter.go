package app

import (
	"context"
	"errors"
	"io"
)

// Letter writes the letter of authority (法人授权书) as a PDF.
func (a *App) Letter(context.Context, string, io.Writer) error { return errors.ErrUnsupported }
