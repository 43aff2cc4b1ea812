//go:build cgo

package pkcs11

/*
#cgo linux LDFLAGS: -ldl
#include <stdlib.h>
#include "native.h"
*/
import "C"

import (
	"runtime"
	"unsafe"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// native is the shim of native.c over one library's functions.
type native struct{ functions *C.ck_functions }

// openNative loads the library at path and says what is wrong with it, which
// the Go binding does not.
func openNative(path string) (*native, *token.LibraryError) {
	const reasonSize = 512
	reason := (*C.char)(C.calloc(1, reasonSize))
	defer C.free(unsafe.Pointer(reason))
	name := systemPath(path)
	var functions *C.ck_functions
	result := C.ukey_open(unsafe.Pointer(&name[0]), &functions, reason, reasonSize)
	runtime.KeepAlive(name)

	fault := map[C.int]token.LibraryFault{
		C.UKEY_CANNOT_LOAD:    token.LibraryUnusable,
		C.UKEY_NO_ENTRY_POINT: token.LibraryNotPKCS11,
		C.UKEY_NO_FUNCTIONS:   token.LibraryUnusable,
	}
	if result != C.UKEY_OPENED {
		return nil, &token.LibraryError{Path: path, Fault: fault[result], Detail: C.GoString(reason)}
	}
	return &native{functions}, nil
}

// attributeSpec asks for one attribute and guesses how long its value is.
type attributeSpec struct {
	kind uint
	room int
}

// notAvailable is CK_UNAVAILABLE_INFORMATION: the length of an attribute that
// the library did not give.
const notAvailable = ^C.ck_ulong(0)

// attributes reads several attributes in one call. An entry is nil where the
// library gave nothing; unsettled lists those that have to be asked for again
// one by one, because the room was too small or it cannot be told whether the
// library came as far as them.
func (n *native) attributes(session p11.SessionHandle, object p11.ObjectHandle, specs []attributeSpec) (values [][]byte, unsettled []int, err error) {
	types := make([]C.ck_ulong, len(specs))
	lengths := make([]C.ck_ulong, len(specs))
	total := 0
	for i, s := range specs {
		types[i], lengths[i] = C.ck_ulong(s.kind), C.ck_ulong(s.room)
		total += s.room
	}
	buffer := make([]byte, total)
	err = nativeError(C.ukey_get_attributes(n.functions, C.ck_ulong(session), C.ck_ulong(object),
		C.ck_ulong(len(specs)), &types[0], (*C.ck_byte)(&buffer[0]), &lengths[0]))
	switch code(err) {
	case p11.CKR_OK, p11.CKR_ATTRIBUTE_TYPE_INVALID, p11.CKR_ATTRIBUTE_SENSITIVE, p11.CKR_BUFFER_TOO_SMALL:
	default:
		return nil, nil, err
	}

	values = make([][]byte, len(specs))
	for i, s := range specs {
		room, length := C.ck_ulong(s.room), lengths[i]
		switch {
		case length < room, length == room && err == nil:
			values[i] = buffer[:length:length]
		case length == notAvailable && code(err) != p11.CKR_BUFFER_TOO_SMALL:
			// Not an attribute of this object.
		default:
			unsettled = append(unsettled, i)
		}
		buffer = buffer[s.room:]
	}
	return values, unsettled, nil
}

// roomOutput is the room for a signature, or for what is decrypted: that of an
// RSA key of 8192 bits.
const roomOutput = 1024

// sign ends a signature that has been begun.
func (n *native) sign(session p11.SessionHandle, message []byte) ([]byte, error) {
	return inRoom(func(out *C.ck_byte, length *C.ck_ulong) C.ck_ulong {
		return C.ukey_sign(n.functions, C.ck_ulong(session), bytesPointer(message), C.ck_ulong(len(message)), out, length)
	})
}

// decrypt ends a decryption that has been begun.
func (n *native) decrypt(session p11.SessionHandle, ciphertext []byte) ([]byte, error) {
	return inRoom(func(out *C.ck_byte, length *C.ck_ulong) C.ck_ulong {
		return C.ukey_decrypt(n.functions, C.ck_ulong(session), bytesPointer(ciphertext), C.ck_ulong(len(ciphertext)), out, length)
	})
}

// inRoom makes room for what a call writes.
func inRoom(call func(out *C.ck_byte, length *C.ck_ulong) C.ck_ulong) ([]byte, error) {
	out := make([]byte, roomOutput)
	length := C.ck_ulong(roomOutput)
	if err := nativeError(call(bytesPointer(out), &length)); err != nil {
		return nil, err
	}
	if length > roomOutput {
		return nil, p11.Error(p11.CKR_GENERAL_ERROR) // it cannot be that long
	}
	return out[:length:length], nil
}

// mechanisms lists what the token in a slot can do.
func (n *native) mechanisms(slot uint) ([]uint, error) {
	const room = 512
	var list [room]C.ck_ulong
	count := C.ck_ulong(room)
	if err := nativeError(C.ukey_mechanisms(n.functions, C.ck_ulong(slot), &list[0], &count)); err != nil {
		return nil, err
	}
	var mechanisms []uint
	for _, m := range list[:min(count, room)] {
		mechanisms = append(mechanisms, uint(m))
	}
	return mechanisms, nil
}

// countSlots asks for the number of slots alone, which is what makes a library
// look at its hardware again (PKCS#11 2.40, 5.5, C_GetSlotList).
func (n *native) countSlots() error {
	var count C.ck_ulong
	return nativeError(C.ukey_count_slots(n.functions, &count))
}

// slotEvent asks for an event without waiting for one.
func (n *native) slotEvent() error {
	var slot C.ck_ulong
	return nativeError(C.ukey_slot_event(n.functions, &slot))
}

// awaitSlotEvent waits for an event, for as long as it takes.
func (n *native) awaitSlotEvent() error {
	var slot C.ck_ulong
	return nativeError(C.ukey_await_slot_event(n.functions, &slot))
}

// login passes the PIN where it lies. A nil PIN means the token's keypad.
func (n *native) login(session p11.SessionHandle, user uint, pin []byte) error {
	return nativeError(C.ukey_login(n.functions, C.ck_ulong(session), C.ck_ulong(user), bytesPointer(pin), C.ck_ulong(len(pin))))
}

// initPIN sets the user PIN for the SO. A nil PIN means the token's keypad.
func (n *native) initPIN(session p11.SessionHandle, pin []byte) error {
	return nativeError(C.ukey_init_pin(n.functions, C.ck_ulong(session), bytesPointer(pin), C.ck_ulong(len(pin))))
}

// setPIN passes both PINs where they lie. Nil PINs mean the token's keypad.
func (n *native) setPIN(session p11.SessionHandle, old, new []byte) error {
	return nativeError(C.ukey_set_pin(n.functions, C.ck_ulong(session),
		bytesPointer(old), C.ck_ulong(len(old)), bytesPointer(new), C.ck_ulong(len(new))))
}

func bytesPointer(b []byte) *C.ck_byte { return (*C.ck_byte)(unsafe.SliceData(b)) }

// nativeError gives a return value the binding's type.
func nativeError(rv C.ck_ulong) error {
	if rv == p11.CKR_OK {
		return nil
	}
	return p11.Error(rv)
}
