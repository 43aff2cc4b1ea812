/* The calls that are about slots, tokens and sessions. */
#include <stddef.h>

#include "control.h"
#include "softkey.h"

CK_RV do_C_GetSlotList(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count)
{
	struct slot slots[SLOTS_MAX];
	CK_ULONG all, shown = 0, room = list && count ? *count : 0;
	if (!count)
		return CKR_ARGUMENTS_BAD;
	CK_RV rv = slots_look(slots, &all);
	if (rv != CKR_OK)
		return rv;
	for (CK_ULONG i = 0; i < all; i++) {
		if (present && slot_out(&slots[i]))
			continue;
		if (shown < room)
			list[shown] = slots[i].id;
		shown++;
	}
	*count = shown;
	return list && shown > room ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

CK_RV do_C_GetSlotInfo(CK_SLOT_ID id, CK_SLOT_INFO *info)
{
	struct slot slot;
	if (!slots_by_id(id, &slot))
		return slots_life() ? CKR_SLOT_ID_INVALID : CKR_CRYPTOKI_NOT_INITIALIZED;
	CK_RV rv = softhsm->C_GetSlotInfo(slot.real, info);
	if (rv == CKR_OK && slot_out(&slot))
		info->flags &= ~(CK_FLAGS)CKF_TOKEN_PRESENT;
	return rv;
}

/* present_slot finds a slot that holds a token, as far as is known. */
static CK_RV present_slot(CK_SLOT_ID id, struct slot *slot)
{
	slots_watch();
	if (!slots_by_id(id, slot))
		return slots_life() ? CKR_SLOT_ID_INVALID : CKR_CRYPTOKI_NOT_INITIALIZED;
	return slot_out(slot) ? CKR_TOKEN_NOT_PRESENT : CKR_OK;
}

/* Some vendors pad with NUL where the standard says blank. */
static void pad_with_nul(CK_BYTE *text, size_t size)
{
	while (size > 0 && text[size - 1] == ' ')
		text[--size] = 0;
}

CK_RV do_C_GetTokenInfo(CK_SLOT_ID id, CK_TOKEN_INFO *info)
{
	const CK_FLAGS ours = CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED |
			      CKF_SO_PIN_COUNT_LOW | CKF_SO_PIN_FINAL_TRY | CKF_SO_PIN_LOCKED;
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	if (rv == CKR_OK)
		rv = softhsm->C_GetTokenInfo(slot.real, info);
	if (rv != CKR_OK || !*slot.serial)
		return rv;
	info->flags = (info->flags & ~ours) | pin_flags(slot.serial);
	if (control_set(slot.serial, "write-protected"))
		info->flags |= CKF_WRITE_PROTECTED;
	if (control_set(slot.serial, "pin-pad"))
		info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
	info->min_pin = control_number(slot.serial, "pin-min", info->min_pin);
	info->max_pin = control_number(slot.serial, "pin-max", info->max_pin);
	info->free_public = control_number(slot.serial, "free-memory", info->free_public);
	info->free_private = control_number(slot.serial, "free-memory", info->free_private);
	if (control_set(slot.serial, "padded-with-nul")) {
		pad_with_nul(info->label, sizeof info->label);
		pad_with_nul(info->manufacturer, sizeof info->manufacturer);
		pad_with_nul(info->model, sizeof info->model);
		pad_with_nul(info->serial, sizeof info->serial);
	}
	return rv;
}

/* A token that cannot unwrap may be asked for room for one mechanism more than it names. */
CK_RV do_C_GetMechanismList(CK_SLOT_ID id, CK_ULONG *list, CK_ULONG *count)
{
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	if (rv == CKR_OK)
		rv = softhsm->C_GetMechanismList(slot.real, list, count);
	if (rv != CKR_OK || !list || !control_set(slot.serial, "unwrapless"))
		return rv;
	CK_ULONG kept = 0;
	for (CK_ULONG i = 0; i < *count; i++)
		if (list[i] != CKM_AES_KEY_WRAP_PAD)
			list[kept++] = list[i];
	*count = kept;
	return rv;
}

CK_RV do_C_GetMechanismInfo(CK_SLOT_ID id, CK_ULONG type, void *info)
{
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	return rv == CKR_OK ? softhsm->C_GetMechanismInfo(slot.real, type, info) : rv;
}

CK_RV do_C_InitToken(CK_SLOT_ID id, CK_BYTE *pin, CK_ULONG pin_size, CK_BYTE *label)
{
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	if (rv == CKR_OK)
		rv = token_allows(&slot, 0, DEVICE | WRITE);
	if (rv == CKR_OK)
		rv = softhsm->C_InitToken(slot.real, pin, pin_size, label);
	if (rv == CKR_OK)
		control_clear(slot.serial, "wrong");
	return rv;
}

CK_RV do_C_OpenSession(CK_SLOT_ID id, CK_FLAGS flags, void *application, void *notify, CK_SESSION_HANDLE *session)
{
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	if (rv == CKR_OK)
		rv = token_allows(&slot, 0, flags & CKF_RW_SESSION ? WRITE : 0);
	if (rv == CKR_OK)
		rv = softhsm->C_OpenSession(slot.real, flags, application, notify, session);
	if (rv == CKR_OK)
		slots_session(slot.real, 1);
	return rv;
}

CK_RV do_C_CloseSession(CK_SESSION_HANDLE session)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	if (rv == CKR_OK)
		rv = softhsm->C_CloseSession(session);
	if (rv == CKR_OK)
		slots_session(slot.real, -1);
	return rv;
}

CK_RV do_C_CloseAllSessions(CK_SLOT_ID id)
{
	struct slot slot;
	CK_RV rv = present_slot(id, &slot);
	if (rv == CKR_OK)
		rv = softhsm->C_CloseAllSessions(slot.real);
	if (rv == CKR_OK)
		slots_session(slot.real, 0);
	return rv;
}

CK_RV do_C_GetSessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
	struct slot slot;
	if (!info)
		return CKR_ARGUMENTS_BAD;
	CK_RV rv = session_slot(session, &slot, info);
	if (rv == CKR_OK)
		info->slot = slot.id;
	return rv;
}
