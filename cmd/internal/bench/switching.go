package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// switchingLimit is what a person takes for at once.
const switchingLimit = 50 * time.Millisecond

// perOp is what a benchmark prints of its time.
var perOp = regexp.MustCompile(`(\d+(?:\.\d+)?) ns/op`)

// switching measures the time from choosing another of a hundred certificates to
// the frame that shows it, drawn without a graphics card: by the benchmark of
// the window's package, in a process with nothing else in it.
func (b *bench) switching(ctx context.Context) (figure, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "-tags", "ci,migrated_fynedo", "-run", "^$",
		"-bench", "^BenchmarkSwitchingCertificates$", "-benchtime", "100x", "ukey/ui").CombinedOutput()
	if err != nil {
		return figure{}, fmt.Errorf("benchmark of switching: %w\n%s", err, out)
	}
	m := perOp.FindSubmatch(out)
	if m == nil {
		return figure{}, fmt.Errorf("benchmark of switching prints no time:\n%s", out)
	}
	nanoseconds, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return figure{}, err
	}
	took := time.Duration(nanoseconds)
	return figure{
		what: "time from choosing one of 100 certificates to the frame that shows it, mean of 100",
		ours: took.Round(time.Millisecond / 10).String(), theirs: switchingLimit.String() + " limit",
		ratio: ratio(took.Seconds(), switchingLimit.Seconds()), limit: "1.00",
	}, nil
}
