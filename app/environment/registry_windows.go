package environment

import "golang.org/x/sys/windows/registry"

type localKeys struct{}

func localRegistry() Registry { return localKeys{} }

func (localKeys) Text(path, value string) string {
	for _, root := range []registry.Key{registry.LOCAL_MACHINE, registry.CURRENT_USER} {
		key, err := registry.OpenKey(root, path, registry.QUERY_VALUE|registry.WOW64_64KEY)
		if err != nil {
			continue // not there, or not for us
		}
		text, _, err := key.GetStringValue(value)
		_ = key.Close() // nothing was written
		if err == nil {
			return text
		}
	}
	return ""
}
