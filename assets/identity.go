package assets

// What the product is called, to people and to systems.
const (
	AppName = "UKey管家"
	// AppID names the desktop entry, the settings and the single-instance socket; it never changes.
	AppID = "org.ukeymanager.UKeyManager"
)

// version is set by the linker from FyneApp.toml; see the Makefile.
var version = "0.0.0-dev"

// Version returns the version of the programs, such as "0.1.0". A program that was built without the Makefile says
// "0.0.0-dev".
func Version() string { return version }
