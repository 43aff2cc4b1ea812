package capslock

import "golang.org/x/sys/windows"

// vkCapital is the key's number (VK_CAPITAL, Virtual-Key Codes).
const vkCapital = 0x14

// Probe asks the system. It may be used from any goroutine.
type Probe struct{}

// On tells whether Caps Lock is on; known is false if that cannot be told.
func (*Probe) On() (on, known bool) {
	getKeyState := windows.NewLazySystemDLL("user32.dll").NewProc("GetKeyState")
	if getKeyState.Find() != nil {
		return false, false
	}
	state, _, _ := getKeyState.Call(vkCapital) // does not fail
	return state&1 != 0, true
}

// Close does nothing.
func (*Probe) Close() {}
