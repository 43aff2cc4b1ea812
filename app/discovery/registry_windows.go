package discovery

import "golang.org/x/sys/windows/registry"

// hive is HKEY_LOCAL_MACHINE in a view: installers of 32-bit drivers write to
// one of their own.
type hive struct{ view uint32 }

func localMachine() []Hive { return []Hive{hive{registry.WOW64_64KEY}, hive{registry.WOW64_32KEY}} }

func (h hive) Keys(path string) []string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.ENUMERATE_SUB_KEYS|h.view)
	if err != nil {
		return nil // not there, or not for us
	}
	defer func() { _ = key.Close() }() // nothing was written
	names, err := key.ReadSubKeyNames(-1)
	if err != nil {
		return nil
	}
	return names
}

func (h hive) Text(path, value string) string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE|h.view)
	if err != nil {
		return ""
	}
	defer func() { _ = key.Close() }() // nothing was written
	text, _, err := key.GetStringValue(value)
	if err != nil {
		return ""
	}
	return text
}
