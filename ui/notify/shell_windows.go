package notify

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What is used of user32.dll and shell32.dll, as winuser.h and shellapi.h name
// it.
const (
	wmDestroy = 0x0002
	wmClose   = 0x0010
	wmApp     = 0x8000
	wmIcon    = wmApp + 1 // our own: something has happened to an icon

	wmLButtonUp        = 0x0202
	ninBalloonClick    = 0x0405 // NIN_BALLOONUSERCLICK
	nimAdd, nimModify  = 0, 1
	nimDelete          = 2
	nifMessage         = 0x01
	nifIcon            = 0x02
	nifTip             = 0x04
	nifInfo            = 0x10
	niifInfo           = 1
	niifWarning        = 2
	iconFormat         = 0x00030000 // the version that CreateIconFromResourceEx wants
	iconSide           = 32
	taskbarCreatedName = "TaskbarCreated"
)

// procedures are looked up when they are called; the libraries are the system's
// own, from its own folder.
type procedures struct{ user, shell *windows.LazyDLL }

func system() procedures {
	return procedures{windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("shell32.dll")}
}

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style             uint32
	procedure               uintptr
	classExtra, windowExtra int32
	instance, icon, cursor  windows.Handle
	background              windows.Handle
	menuName, className     *uint16
	iconSmall               windows.Handle
}

// threadMessage is MSG.
type threadMessage struct {
	window         windows.HWND
	message        uint32
	wParam, lParam uintptr
	time           uint32
	x, y           int32
}

// iconData is NOTIFYICONDATAW.
type iconData struct {
	size            uint32
	window          windows.HWND
	number          uint32
	flags, callback uint32
	icon            windows.Handle
	tip             [128]uint16
	state, mask     uint32
	info            [256]uint16
	version         uint32
	infoTitle       [64]uint16
	infoFlags       uint32
	id              windows.GUID
	balloonIcon     windows.Handle
}

func (w *window) notifyIcon(number uint32) *iconData {
	n := &iconData{window: w.handle, number: number}
	n.size = uint32(unsafe.Sizeof(*n))
	return n
}

// send calls Shell_NotifyIcon, which fails without saying why, mostly because
// there is no taskbar.
func (n *iconData) send(what uintptr) error {
	ok, _, _ := system().shell.NewProc("Shell_NotifyIconW").Call(what, uintptr(unsafe.Pointer(n)))
	if ok == 0 {
		return fmt.Errorf("the shell takes no icon (%d)", what)
	}
	return nil
}

// create makes the window on the calling thread.
func (w *window) create(icon []byte, pressed func(uint32), restarted func()) error {
	user := system().user
	className, err := windows.UTF16PtrFromString("UKeyNotifications")
	if err != nil {
		return err
	}
	taskbar, err := windows.UTF16PtrFromString(taskbarCreatedName)
	if err != nil {
		return err
	}
	newTaskbar, _, _ := user.NewProc("RegisterWindowMessageW").Call(uintptr(unsafe.Pointer(taskbar)))
	otherwise := user.NewProc("DefWindowProcW")
	procedure := func(handle windows.HWND, message uint32, wParam, lParam uintptr) uintptr {
		switch {
		case message == wmIcon && (lParam == ninBalloonClick || lParam == wmLButtonUp):
			pressed(uint32(wParam))
			return 0
		case message == uint32(newTaskbar) && newTaskbar != 0:
			restarted()
			return 0
		case message == wmDestroy:
			_, _, _ = user.NewProc("PostQuitMessage").Call(0)
			return 0
		}
		result, _, _ := otherwise.Call(uintptr(handle), uintptr(message), wParam, lParam)
		return result
	}
	class := windowClass{procedure: windows.NewCallback(procedure), className: className}
	class.size = uint32(unsafe.Sizeof(class))
	atom, _, err := user.NewProc("RegisterClassExW").Call(uintptr(unsafe.Pointer(&class)))
	if atom == 0 {
		return fmt.Errorf("no class for a window: %w", err)
	}
	// A window for messages alone would not hear of a new taskbar.
	handle, _, err := user.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(className)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	if handle == 0 {
		w.unregister(className)
		return fmt.Errorf("no window: %w", err)
	}
	w.handle = windows.HWND(handle)
	if len(icon) > 0 {
		// Since Windows Vista a PNG will do.
		made, _, _ := user.NewProc("CreateIconFromResourceEx").Call(
			uintptr(unsafe.Pointer(&icon[0])), uintptr(len(icon)), 1, iconFormat, iconSide, iconSide, 0)
		w.icon = windows.Handle(made)
	}
	return nil
}

// loop hands messages to the window until it is closed.
func (w *window) loop() {
	user := system().user
	get, dispatch := user.NewProc("GetMessageW"), user.NewProc("DispatchMessageW")
	for {
		var m threadMessage
		more, _, _ := get.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(more) <= 0 {
			break
		}
		_, _, _ = dispatch.Call(uintptr(unsafe.Pointer(&m)))
	}
	if w.icon != 0 {
		_, _, _ = user.NewProc("DestroyIcon").Call(uintptr(w.icon))
	}
	if className, err := windows.UTF16PtrFromString("UKeyNotifications"); err == nil {
		w.unregister(className)
	}
}

func (w *window) unregister(className *uint16) {
	_, _, _ = system().user.NewProc("UnregisterClassW").Call(uintptr(unsafe.Pointer(className)), 0)
}

// close ends the window and its thread.
func (w *window) close() {
	w.post(wmClose, 0, 0)
	<-w.ended
}

// post has the window handle a message on its own thread, later.
func (w *window) post(message uint32, wParam, lParam uintptr) {
	_, _, _ = system().user.NewProc("PostMessageW").Call(uintptr(w.handle), uintptr(message), wParam, lParam)
}
