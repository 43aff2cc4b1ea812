package assets

import _ "embed" // for the directive below

//go:embed drivers.json
var drivers []byte

// Drivers returns the PKCS#11 libraries of known vendors, a JSON list of objects with a vendor's "name", the "source" of
// the entry, its "confidence" (high, medium or low) and, by GOOS, the paths at which the library may lie. A path may hold
// wildcards, and on Windows environment variables written %NAME%.
func Drivers() []byte { return drivers }
