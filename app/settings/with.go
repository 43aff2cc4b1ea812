package settings

// With returns the settings as they are once [Save] has kept the options, as far
// as that can be told without the files: what an option falls back to that is
// taken out counts as the default. What cannot be used or is locked stays as it
// is.
func (s *Settings) With(options map[string]any) *Settings {
	with := *s
	for name, value := range options {
		o, ok := owner(name)
		if !ok || o.name != name || s.Locked(name) {
			continue
		}
		if value == nil {
			value = defaults()[name]
		}
		if value == nil {
			value = "" // which all have in common that have no default
		}
		set := with
		if err := o.read(&set, value); err == nil {
			with = set
		}
	}
	return &with
}
