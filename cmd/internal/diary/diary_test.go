package diary_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"ukey/app/settings"
	"ukey/cmd/internal/diary"
	"ukey/cmd/internal/setup"
)

// Two windows are open where one works with other keys: neither tears the
// other's log apart.
func TestEachProcessHasALogOfItsOwn(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	first, second := diary.Open(diary.Window, settings.LogInfo), diary.Open(diary.Window, settings.LogInfo)
	first.Info("from the first")
	second.Info("from the second")
	first.End()
	second.End()
	for file, want := range map[string]string{"window.log": "from the first", "window2.log": "from the second"} {
		text, err := os.ReadFile(filepath.Join(setup.LogDir(), file))
		if err != nil || !strings.Contains(string(text), want) || strings.Count(string(text), `"ended"`) != 1 {
			t.Errorf("%s: %v\n%s", file, err, text)
		}
	}
}
