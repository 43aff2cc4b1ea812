package token

import "context"

// ID names a token by driver, serial number and label. Slots are not part of
// it: they are handed out anew whenever a key is plugged in.
type ID struct {
	Driver string // as Driver.Name says it
	Serial string // CK_TOKEN_INFO.serialNumber, trimmed
	Label  string // CK_TOKEN_INFO.label, trimmed
}

// Info is what a token tells of itself without a PIN.
type Info struct {
	ID           ID
	Manufacturer string
	Model        string
	// Slot is where the token was last seen. It is shown to people and kept
	// in logs; nothing is ever found by it.
	Slot uint
	PIN  PINStatus
	// PUK is the state of the PUK (SO PIN); its lengths are not known. The
	// zero value means that the token has none, so that only its provider can
	// unlock it.
	PUK PINStatus
	// FreePublic and FreePrivate are the bytes left for objects that are read
	// without and with the PIN (CK_TOKEN_INFO), as far as the token is to be
	// believed. 0 means that it does not say.
	FreePublic, FreePrivate int
	// WriteProtected is set when nothing can be stored on the token.
	WriteProtected bool
	// PINPad is set when the PIN is typed on the device itself
	// (CKF_PROTECTED_AUTHENTICATION_PATH).
	PINPad bool
}

// Driver is one library that talks to keys. All methods may be called from
// any goroutine; an implementation serialises what its library cannot do at
// once. A context that ends makes a method return early where that is safe: a
// call that a library has begun is always waited for, or its process ended.
//
// Errors are those of this package, found with errors.Is and errors.As.
type Driver interface {
	// Name is the library's path or another name that stays the same from
	// one start to the next.
	Name() string

	// Tokens lists the initialised tokens that are plugged in, in the
	// library's order.
	Tokens(ctx context.Context) ([]Info, error)

	// Watch calls hint whenever tokens may have come or gone, until ctx ends;
	// it then returns ctx's error. A hint may be false and may be late: list
	// again and compare. hint is called from one goroutine at a time and
	// must not block for long.
	Watch(ctx context.Context, hint func()) error

	// Certificates reads all certificates of a token without logging in. One
	// that cannot be parsed is returned with its Err set and its DER kept.
	// The error is ErrRemoved if the token is not there.
	Certificates(ctx context.Context, id ID) ([]Certificate, error)

	// ChangePIN replaces the user PIN. The new PIN must lie within
	// PINStatus.Min and Max, else *PINLengthError. It spends one try if the
	// old PIN is wrong.
	ChangePIN(ctx context.Context, id ID, old Auth, new *PIN) error

	// Open logs in and returns a session that can change the token. The
	// caller closes it. It spends one try if the PIN is wrong.
	Open(ctx context.Context, id ID, auth Auth) (Session, error)

	// Close ends all sessions and lets go of the library.
	Close() error
}

// Refresher is a Driver that can look at its hardware from scratch, for
// libraries that notice a new key only when they are initialised again.
type Refresher interface {
	// Refresh does nothing while a session is open.
	Refresh(ctx context.Context) error
}

// Auth is a PIN together with what the person has agreed to. The PIN is nil
// for a token with a PIN pad.
type Auth struct {
	PIN *PIN
	// SpendLastTry says that the person was told that this is the last try
	// before the key locks, and wants it all the same. Without it a driver
	// refuses with ErrLastTry while one try is left.
	SpendLastTry bool
}
