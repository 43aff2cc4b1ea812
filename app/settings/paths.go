package settings

import (
	"path/filepath"

	"github.com/adrg/xdg"
)

// The files lie in a folder of this name.
const folder, fileName = "ukey", "config.yaml"

// MachineFile is where the administrator's settings are.
func MachineFile() string { return filepath.Join(machineFolder(), folder, fileName) }

// UserFile is where the user's settings are.
func UserFile() string { return filepath.Join(xdg.ConfigHome, folder, fileName) }
