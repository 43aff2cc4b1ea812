//go:build cgo

package pkcs11

import (
	"context"
	"encoding/binary"
	"math"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// object is what was read of an object on a token. Which attributes there are
// depends on what was asked for.
type object struct {
	handle p11.ObjectHandle
	values map[uint][]byte
}

func (o object) bytes(kind uint) []byte { return o.values[kind] }

func (o object) id() token.KeyID { return token.KeyID(o.bytes(p11.CKA_ID)) }

// flag reads a CK_BBOOL; absent is what a missing one means.
func (o object) flag(kind uint, absent bool) bool {
	v := o.bytes(kind)
	if len(v) != 1 {
		return absent
	}
	return v[0] != 0
}

// number reads a CK_ULONG, which is as wide as the library's system makes it.
// ok is false if there is none.
func (o object) number(kind uint) (n uint, ok bool) {
	switch v := o.bytes(kind); len(v) {
	case 4:
		return uint(binary.NativeEndian.Uint32(v)), true
	case 8:
		wide := binary.NativeEndian.Uint64(v)
		return uint(wide), wide <= math.MaxUint
	default:
		return 0, false
	}
}

// is says whether a CK_ULONG attribute is there and has that value.
func (o object) is(kind, value uint) bool {
	n, ok := o.number(kind)
	return ok && n == value
}

// The room that attributes usually need. What is longer costs two more calls.
const (
	roomCertificate = 4096
	roomKeyPart     = 1024 // an RSA modulus of 8192 bits
	roomShort       = 256
)

// specs lists attributes with the room for each.
func specs(kinds ...uint) []attributeSpec {
	list := make([]attributeSpec, 0, len(kinds))
	for _, k := range kinds {
		room := roomShort
		switch k {
		case p11.CKA_VALUE:
			room = roomCertificate
		case p11.CKA_MODULUS:
			room = roomKeyPart
		}
		list = append(list, attributeSpec{k, room})
	}
	return list
}

// read reads attributes of one object.
func (m *module) read(ctx context.Context, h p11.SessionHandle, handle p11.ObjectHandle, specs []attributeSpec) (object, error) {
	values, err := m.attributes(ctx, h, handle, specs)
	if err != nil {
		return object{}, err
	}
	o := object{handle, make(map[uint][]byte, len(specs))}
	for i, s := range specs {
		if values[i] != nil {
			o.values[s.kind] = values[i]
		}
	}
	return o, nil
}

// readAll reads attributes of all objects that match a template. An object
// that vanishes meanwhile is left out.
func (m *module) readAll(ctx context.Context, h p11.SessionHandle, specs []attributeSpec, template ...*p11.Attribute) ([]object, error) {
	handles, err := m.find(ctx, h, template...)
	if err != nil {
		return nil, err
	}
	objects := make([]object, 0, len(handles))
	for _, handle := range handles {
		o, err := m.read(ctx, h, handle, specs)
		if code(err) == p11.CKR_OBJECT_HANDLE_INVALID {
			continue
		}
		if err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// byID matches the objects of a class under an ID.
func byID(class uint, id token.KeyID) []*p11.Attribute {
	return []*p11.Attribute{p11.NewAttribute(p11.CKA_CLASS, class), p11.NewAttribute(p11.CKA_ID, []byte(id))}
}
