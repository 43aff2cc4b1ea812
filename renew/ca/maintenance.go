package ca

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maintenanceFile, in the CA's folder, stops all enrolments while it is there,
// whatever it holds.
const maintenanceFile = "maintenance"

// maintenanceRetry is when clients that came during maintenance may ask again.
const maintenanceRetry = 10 * time.Minute

// SetMaintenance stops or resumes enrolments, also those of a process that is
// serving the folder. What is revoked is told all the time.
func (c *CA) SetMaintenance(on bool) error {
	path := filepath.Join(c.dir, maintenanceFile)
	if on {
		return publish(path, nil)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end maintenance: %w", err)
	}
	return syncDir(c.dir)
}

// Maintenance tells whether enrolments are stopped.
func (c *CA) Maintenance() (bool, error) {
	_, err := os.Stat(filepath.Join(c.dir, maintenanceFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for maintenance: %w", err)
	}
	return true, nil
}

// checkOpen refuses everybody during maintenance.
func (c *CA) checkOpen() error {
	closed, err := c.Maintenance()
	if err != nil || !closed {
		return err
	}
	return refuse(CodeMaintenance, "nothing is issued during maintenance").after(maintenanceRetry)
}
