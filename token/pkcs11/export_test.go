//go:build cgo

package pkcs11

// UseShimOf has a driver's shim talk to another library, so that its answers
// are those of one that is not initialised.
func UseShimOf(d *Driver, path string) error {
	shim, fault := openNative(path)
	if fault != nil {
		return fault
	}
	d.module.native = shim
	return nil
}
