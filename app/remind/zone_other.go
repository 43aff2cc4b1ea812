//go:build !unix

package remind

import "time"

// zone is the one at the program's start.
func zone() *time.Location { return time.Local }
