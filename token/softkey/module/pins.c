/* The calls that take a PIN, and the count of wrong ones. */
#include <limits.h>
#include <stdbool.h>

#include "control.h"
#include "softkey.h"

enum { DEFAULT_TRIES = 10 };

static long tries_allowed(const char *serial) { return control_number(serial, "tries", DEFAULT_TRIES); }
static long tries_wrong(const char *serial) { return control_number(serial, "wrong", 0); }

CK_FLAGS pin_flags(const char *serial)
{
	CK_FLAGS flags = control_set(serial, "pin-to-be-changed") ? CKF_USER_PIN_TO_BE_CHANGED : 0;
	long wrong = tries_wrong(serial), left = tries_allowed(serial) - wrong;
	if (left <= 0)
		return flags | CKF_USER_PIN_LOCKED;
	if (wrong > 0)
		flags |= CKF_USER_PIN_COUNT_LOW;
	if (left == 1)
		flags |= CKF_USER_PIN_FINAL_TRY;
	return flags;
}

/* The verdict on a PIN is counted while the caller holds the lock on the
 * counter, so that two processes cannot both spend the last try. The try that
 * locks the PIN is still answered as a wrong one, as most keys do. */
static CK_RV count_try(const char *serial, CK_RV rv)
{
	if (rv == CKR_OK)
		control_clear(serial, "wrong");
	if (rv == CKR_PIN_INCORRECT)
		control_write_number(serial, "wrong", tries_wrong(serial) + 1);
	return rv;
}

static bool pin_locked(const struct slot *slot) { return pin_flags(slot->serial) & CKF_USER_PIN_LOCKED; }

CK_RV do_C_Login(CK_SESSION_HANDLE session, CK_ULONG user, CK_BYTE *pin, CK_ULONG pin_size)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	if (rv != CKR_OK)
		return rv;
	if (slot_moved(&slot)) /* the library believes its own state before it asks the device */
		return is_user(info.state) ? CKR_USER_ALREADY_LOGGED_IN : CKR_DEVICE_REMOVED;
	if (user == CKU_SO)
		return softhsm->C_Login(session, user, pin, pin_size);
	int lock = control_lock(slot.serial, "wrong");
	rv = CKR_PIN_LOCKED;
	if (!pin_locked(&slot))
		rv = count_try(slot.serial, softhsm->C_Login(session, user, pin, pin_size));
	control_unlock(lock);
	return rv;
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
	if (rv == CKR_OK)
		rv = check_new_pin(&slot, new_size);
	if (rv != CKR_OK)
		return rv;
	if (info.state == CKS_RW_SO)
		return softhsm->C_SetPIN(session, old, old_size, new, new_size);
	int lock = control_lock(slot.serial, "wrong");
	rv = CKR_PIN_LOCKED;
	if (!pin_locked(&slot))
		rv = count_try(slot.serial, softhsm->C_SetPIN(session, old, old_size, new, new_size));
	control_unlock(lock);
	if (rv == CKR_OK)
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
	if (rv == CKR_OK)
		rv = check_new_pin(&slot, pin_size);
	if (rv == CKR_OK)
		rv = softhsm->C_InitPIN(session, pin, pin_size);
	if (rv == CKR_OK)
		control_clear(slot.serial, "wrong");
	return rv;
}
