package app

import (
	"context"
	"path/filepath"

	"ukey/app/discovery"
)

// drivers tells how each driver fares, and what its file is.
func (d *doctor) drivers(context.Context) []Check {
	checks := checkDrivers(d.keys().all)
	for i := range checks {
		c := &checks[i]
		if c.Driver != nil && d.Computer != nil && filepath.IsAbs(c.Driver.Path) {
			c.Library = d.Computer.Library(c.Driver.Path)
		}
		if c.Result == ResultFailed || c.Result == ResultWarning {
			c.Fixes = d.driverFixes(c.Driver)
		}
	}
	return checks
}

// driverFixes are for a driver that fails, or for none at all.
func (d *doctor) driverFixes(driver *Driver) []Fix {
	var fixes []Fix
	if driver != nil && driver.State == DriverSetAside {
		fixes = append(fixes, Fix{FixRetry, driver.Path})
	}
	if d.Download != "" {
		fixes = append(fixes, Fix{FixDownload, d.Download})
	}
	return append(fixes, Fix{FixSettings, PageDrivers})
}

func checkDrivers(s *Snapshot) []Check {
	if len(s.Drivers) == 0 {
		return []Check{noDriver()}
	}
	var checks []Check
	for i := range s.Drivers {
		checks = append(checks, checkDriver(&s.Drivers[i], len(s.Keys) > 0))
	}
	if s.NoDriver() {
		checks = append(checks, noDriver())
	}
	return checks
}

// checkDriver finds a driver that fails less bad if it was only found, not
// configured, and keys are seen without it; and one that other programs have
// registered and that cannot be used here not bad at all.
func checkDriver(d *Driver, keys bool) Check {
	c := Check{Layer: LayerDriver, Result: ResultOK, Finding: Finding("driver-" + d.State), Driver: d, Err: d.Err}
	switch {
	case d.State == DriverLoaded:
	case d.State == DriverNotPKCS11 && d.Source != discovery.Settings:
		c.Result, c.Finding, c.Err = ResultSkipped, FoundOtherDriver, nil
	case !d.told() && keys:
		c.Result, c.Finding, c.Err = ResultInfo, FoundUnusedDriver, nil
	case !d.told(), keys && d.Source != discovery.Settings:
		c.Result = ResultWarning
	default:
		c.Result = ResultFailed
	}
	return c
}

func noDriver() Check {
	return Check{Layer: LayerDriver, Result: ResultFailed, Finding: FoundNoDriver, Err: &NoTokenError{NoDriver: true}}
}
