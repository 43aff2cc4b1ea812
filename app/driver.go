package app

import (
	"errors"
	"slices"

	"ukey/app/discovery"
	"ukey/token"
)

// Driver is a library that keys may be behind, and how it fares.
type Driver struct {
	discovery.Library
	State DriverState
	// Err says why, unless State is DriverLoaded or DriverPending. With the
	// latter it is ErrDriverSilent if nobody waits any longer.
	Err error
}

// DriverState is how a driver fares.
type DriverState string

// The states.
const (
	DriverLoaded DriverState = "loaded"
	// DriverPending: it has not answered yet.
	DriverPending           DriverState = "pending"
	DriverMissing           DriverState = "missing"
	DriverWrongArchitecture DriverState = "wrong-architecture"
	DriverNotPKCS11         DriverState = "not-pkcs11"
	// DriverFailing: it cannot be loaded for another reason, or did not
	// answer when it was asked for its keys.
	DriverFailing DriverState = "failing"
	// DriverSetAside: it failed so often that it is left alone; see App.Retry.
	DriverSetAside DriverState = "set-aside"
)

// newDriver tells a library's state by what it answered.
func newDriver(l discovery.Library, err error) Driver {
	d := Driver{Library: l, State: DriverLoaded, Err: err}
	if err == nil {
		return d
	}
	d.State = DriverFailing
	if _, ok := errors.AsType[*token.SetAsideError](err); ok {
		d.State = DriverSetAside
	} else if e, ok := errors.AsType[*token.LibraryError](err); ok {
		switch e.Fault {
		case token.LibraryMissing:
			d.State = DriverMissing
		case token.LibraryWrongArchitecture:
			d.State = DriverWrongArchitecture
		case token.LibraryNotPKCS11:
			d.State = DriverNotPKCS11
		}
	}
	return d
}

// told tells whether a person has to hear that the driver fails. A library
// that was named has to work. One that was only found is left out in silence
// if it turns out to be none of ours: what other programs have registered with
// p11-kit need not be for keys, and the registry names libraries of SKF
// (GM/T 0016) as well.
func (d *Driver) told() bool {
	if d.Err == nil {
		return false
	}
	_, unloadable := errors.AsType[*token.LibraryError](d.Err)
	switch d.Source {
	case discovery.P11Kit:
		return !unloadable
	case discovery.BuiltIn, discovery.Registry:
		return d.State != DriverNotPKCS11
	default:
		return true
	}
}

// libraries are those of the configuration and, at the end, what drivers there
// are without an entry, which the program itself has brought.
func (a *App) libraries() []discovery.Library {
	all := slices.Clone(a.Libraries)
	add := func(path string) {
		if !slices.ContainsFunc(all, func(l discovery.Library) bool { return l.Path == path }) {
			all = append(all, discovery.Library{Path: path, Source: discovery.Settings})
		}
	}
	for _, p := range a.Problems {
		add(p.Driver)
	}
	for _, d := range a.Drivers {
		add(d.Name())
	}
	return all
}
