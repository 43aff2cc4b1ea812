/* The calls that take a PIN, and the count of wrong ones. */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "control.h"
#include "softkey.h"

enum { DEFAULT_TRIES = 10 };

/* A secret that is counted: the user PIN, or the PUK (SO PIN). */
struct secret {
	const char *tries, *wrong; /* its levers: allowed, and spent */
	CK_FLAGS low, final, locked;
};

static const struct secret user_pin = {
	"tries", "wrong", CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_LOCKED,
};
static const struct secret puk = {
	"puk-tries", "puk-wrong", CKF_SO_PIN_COUNT_LOW, CKF_SO_PIN_FINAL_TRY, CKF_SO_PIN_LOCKED,
};

static CK_FLAGS flags_of(const struct secret *secret, const char *serial)
{
	long wrong = control_number(serial, secret->wrong, 0);
	long left = control_number(serial, secret->tries, DEFAULT_TRIES) - wrong;
	if (left <= 0)
		return secret->locked;
	return (wrong > 0 ? secret->low : 0) | (left == 1 ? secret->final : 0);
}

CK_FLAGS pin_flags(const char *serial)
{
	CK_FLAGS change = control_set(serial, "pin-to-be-changed") ? CKF_USER_PIN_TO_BE_CHANGED : 0;
	return change | flags_of(&user_pin, serial) | flags_of(&puk, serial);
}

/* begin_try holds the counter until end_try, so that two processes cannot both
 * spend the last try. It returns false if there is none left. */
static bool begin_try(const struct secret *secret, const char *serial, int *lock)
{
	*lock = control_lock(serial, secret->wrong);
	return !(flags_of(secret, serial) & secret->locked);
}

/* end_try counts the verdict. The try that locks is still answered as a wrong
 * one, as most keys do. */
static CK_RV end_try(const struct secret *secret, const char *serial, int lock, CK_RV rv)
{
	if (rv == CKR_OK)
		control_clear(serial, secret->wrong);
	if (rv == CKR_PIN_INCORRECT)
		control_write_number(serial, secret->wrong, control_number(serial, secret->wrong, 0) + 1);
	control_unlock(lock);
	return rv;
}

/* What a person types on the token's own pad, by its lever's lines. */
enum typed { TYPED_CURRENT = 1, TYPED_NEW = 2 };

struct entry {
	CK_BYTE *pin;
	CK_ULONG size;
	char typed[256];
};

/* enter takes a PIN as the application gave it, or from the pad if it gave none
 * and the token has one. A person who types nothing has cancelled. */
static CK_RV enter(struct entry *entry, const char *serial, enum typed which, CK_BYTE *pin, CK_ULONG size)
{
	*entry = (struct entry){.pin = pin, .size = size};
	if (pin || !control_set(serial, "pin-pad"))
		return CKR_OK;
	if (!control_line(serial, "pin-pad", which, entry->typed, sizeof entry->typed))
		return CKR_FUNCTION_CANCELED;
	entry->pin = (CK_BYTE *)entry->typed;
	entry->size = strlen(entry->typed);
	return CKR_OK;
}

CK_RV do_C_Login(CK_SESSION_HANDLE session, CK_ULONG user, CK_BYTE *pin, CK_ULONG pin_size)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	if (rv != CKR_OK)
		return rv;
	if (slot_moved(&slot)) /* the library believes its own state before it asks the device */
		return is_user(info.state) ? CKR_USER_ALREADY_LOGGED_IN : CKR_DEVICE_REMOVED;
	if (user == CKU_SO && control_set(slot.serial, "unblock-refused"))
		return CKR_FUNCTION_NOT_SUPPORTED;
	const struct secret *secret = user == CKU_SO ? &puk : &user_pin;
	struct entry entry;
	if ((rv = enter(&entry, slot.serial, TYPED_CURRENT, pin, pin_size)) != CKR_OK)
		return rv;
	int lock;
	rv = CKR_PIN_LOCKED;
	if (begin_try(secret, slot.serial, &lock))
		rv = softhsm->C_Login(session, user, entry.pin, entry.size);
	return end_try(secret, slot.serial, lock, rv);
}

static CK_RV check_new_pin(const struct slot *slot, CK_ULONG size)
{
	long shortest = control_number(slot->serial, "pin-min", 0);
	long longest = control_number(slot->serial, "pin-max", LONG_MAX);
	return (long)size < shortest || (long)size > longest ? CKR_PIN_LEN_RANGE : CKR_OK;
}

CK_RV do_C_SetPIN(CK_SESSION_HANDLE session, CK_BYTE *old, CK_ULONG old_size, CK_BYTE *new, CK_ULONG new_size)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	if (rv == CKR_OK)
		rv = token_allows(&slot, info.state, DEVICE | WRITE);
	struct entry before, after;
	if (rv == CKR_OK)
		rv = enter(&before, slot.serial, TYPED_CURRENT, old, old_size);
	if (rv == CKR_OK)
		rv = enter(&after, slot.serial, TYPED_NEW, new, new_size);
	if (rv == CKR_OK)
		rv = check_new_pin(&slot, after.size);
	if (rv != CKR_OK)
		return rv;
	const struct secret *secret = info.state == CKS_RW_SO ? &puk : &user_pin;
	int lock;
	rv = CKR_PIN_LOCKED;
	if (begin_try(secret, slot.serial, &lock))
		rv = softhsm->C_SetPIN(session, before.pin, before.size, after.pin, after.size);
	rv = end_try(secret, slot.serial, lock, rv);
	if (rv == CKR_OK && secret == &user_pin)
		control_clear(slot.serial, "pin-to-be-changed");
	return rv;
}

CK_RV do_C_InitPIN(CK_SESSION_HANDLE session, CK_BYTE *pin, CK_ULONG pin_size)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	if (rv == CKR_OK)
		rv = token_allows(&slot, info.state, DEVICE | WRITE);
	if (rv == CKR_OK && control_set(slot.serial, "unblock-refused"))
		rv = CKR_FUNCTION_NOT_SUPPORTED;
	struct entry entry;
	if (rv == CKR_OK)
		rv = enter(&entry, slot.serial, TYPED_NEW, pin, pin_size);
	if (rv == CKR_OK)
		rv = check_new_pin(&slot, entry.size);
	if (rv == CKR_OK)
		rv = softhsm->C_InitPIN(session, entry.pin, entry.size);
	if (rv == CKR_OK)
		control_clear(slot.serial, "wrong");
	return rv;
}
