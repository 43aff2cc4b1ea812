//go:build !windows

package discovery

// localMachine is empty: there is no registry.
func localMachine() []Hive { return nil }
