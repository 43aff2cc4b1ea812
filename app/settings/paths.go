package settings

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// The files lie in a folder of this name.
const folder, fileName = "ukey", "config.yaml"

// MachineFile is where the administrator's settings are.
func MachineFile() string {
	if runtime.GOOS != "windows" {
		return filepath.Join("/etc", folder, fileName)
	}
	data := os.Getenv("ProgramData")
	if data == "" {
		data = `C:\ProgramData`
	}
	return filepath.Join(data, folder, fileName)
}

// UserFile is where the user's settings are.
func UserFile() string { return filepath.Join(xdg.ConfigHome, folder, fileName) }
