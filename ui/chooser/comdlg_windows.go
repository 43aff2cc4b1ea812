package chooser

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// What is used of comdlg32.dll and user32.dll, as commdlg.h and winuser.h name
// it.
const (
	ofnOverwritePrompt  = 0x00000002
	ofnHideReadOnly     = 0x00000004
	ofnNoChangeDir      = 0x00000008
	ofnPathMustExist    = 0x00000800
	ofnFileMustExist    = 0x00001000
	ofnNoReadOnlyReturn = 0x00008000
	ofnExplorer         = 0x00080000

	wmCommand   = 0x0111
	idCancel    = 2
	idNo        = 7
	dialogClass = "#32770"
	longestPath = 32768 // characters of a path, at most
)

// procedures are looked up when they are called; the libraries are the system's
// own, from its own folder.
type procedures struct{ comdlg, user *windows.LazyDLL }

func system() procedures {
	return procedures{windows.NewLazySystemDLL("comdlg32.dll"), windows.NewLazySystemDLL("user32.dll")}
}

// openFileName is OPENFILENAMEW.
type openFileName struct {
	size                    uint32
	owner                   windows.HWND
	instance                windows.Handle
	filter                  *uint16 // pairs, each part with an end of its own
	customFilter            *uint16
	maxCustomFilter         uint32
	filterIndex             uint32
	file                    *uint16
	maxFile                 uint32
	fileTitle               *uint16
	maxFileTitle            uint32
	initialFolder           *uint16
	title                   *uint16
	flags                   uint32
	fileOffset, fileEnding  uint16
	defaultEnding           *uint16
	data, hook              uintptr
	templateName            *uint16
	reserved                uintptr
	reservedNumber, flagsEx uint32
}

// windowsOf are the dialogs of a thread.
func (p procedures) windowsOf(thread uint32) (found []windows.HWND) {
	class, err := windows.UTF16PtrFromString(dialogClass)
	if err != nil {
		return nil
	}
	find := p.user.NewProc("FindWindowExW")
	for last := uintptr(0); ; {
		last, _, _ = find.Call(0, last, uintptr(unsafe.Pointer(class)), 0)
		if last == 0 {
			return found
		}
		if owner, err := windows.GetWindowThreadProcessId(windows.HWND(last), nil); err == nil && owner == thread {
			found = append(found, windows.HWND(last))
		}
	}
}

// press presses a button of a dialog, later.
func (p procedures) press(window windows.HWND, button uintptr) {
	_, _, _ = p.user.NewProc("PostMessageW").Call(uintptr(window), wmCommand, button, 0)
}
