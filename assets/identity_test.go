package assets

import (
	"bytes"
	"os"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestTheProgramsAreCalledWhatFyneAppSays(t *testing.T) {
	data, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	var app struct {
		Details struct{ Name, ID, Icon, Version string }
	}
	if err := toml.Unmarshal(data, &app); err != nil {
		t.Fatal(err)
	}
	if app.Details.Name != AppName || app.Details.ID != AppID {
		t.Errorf("FyneApp.toml says %q, %q; the programs say %q, %q", app.Details.Name, app.Details.ID, AppName, AppID)
	}
	icon, err := os.ReadFile("../" + app.Details.Icon)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(icon, AppIcon(512)) {
		t.Errorf("%s is not the window's icon", app.Details.Icon)
	}
}
