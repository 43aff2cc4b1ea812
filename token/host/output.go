package host

import (
	"bytes"
	"log/slog"
	"sync"
)

const (
	// longestLine is how much of a line is logged, in bytes.
	longestLine = 512
	// mostLines is how many lines of one process are logged.
	mostLines = 200
)

// output logs what a library writes to standard error, within bounds. From the
// first PIN on it logs nothing more: libraries print what they are given when
// told to debug, and pkcs11-spy prints every PIN.
type output struct {
	log *slog.Logger

	mu       sync.Mutex
	line     []byte
	lines    int
	withheld int // bytes
	secret   bool
}

// Write implements io.Writer. It never fails.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for rest := p; len(rest) > 0; {
		line, after, complete := bytes.Cut(rest, []byte("\n"))
		rest = after
		if o.secret || o.lines >= mostLines {
			o.withheld += len(line)
			continue
		}
		o.line = append(o.line, line[:min(len(line), longestLine-len(o.line))]...)
		if complete {
			o.flush()
		}
	}
	return len(p), nil
}

func (o *output) flush() {
	if len(o.line) > 0 {
		o.log.Debug("driver says", "text", string(o.line))
		o.lines++
	}
	o.line = o.line[:0]
}

// keepSecret ends the logging. It is called before a PIN is sent.
func (o *output) keepSecret() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.secret {
		o.flush()
		o.secret = true
	}
}

// note logs what happened to the process.
func (o *output) note(what string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.log.Warn(what, "err", err, "withheld", o.withheld)
}
