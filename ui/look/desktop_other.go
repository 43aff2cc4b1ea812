//go:build !unix || darwin

package look

import "context"

// DesktopTells is true: these systems always know whether they are light or
// dark.
func DesktopTells(context.Context) bool { return true }
