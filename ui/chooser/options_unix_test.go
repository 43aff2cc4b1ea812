//go:build unix

package chooser

import "testing"

// A real portal turns down what has other types than it expects.
func TestOptionsHaveTheTypesOfThePortal(t *testing.T) {
	a := &asking{token: "t"}
	options := a.options(Question{Folder: "/", Name: "x", Patterns: []string{"*"}})
	for name, v := range a.options(Question{}) {
		options[name] = v
	}
	for name, want := range map[string]string{
		"handle_token": "s", "modal": "b", "multiple": "b", "filters": "a(sa(us))", "current_folder": "ay", "current_name": "s",
	} {
		if got := options[name].Signature().String(); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}
