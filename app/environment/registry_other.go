//go:build !windows

package environment

func localRegistry() Registry { return nil }
