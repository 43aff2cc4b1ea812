/* The calls on a session that are passed on as they are, if the token is in a
 * state to take them: its objects, keys and operations. */
#include "control.h"
#include "softkey.h"

CK_RV session_slot(CK_SESSION_HANDLE session, struct slot *slot, CK_SESSION_INFO *info)
{
	slots_watch();
	CK_RV rv = softhsm->C_GetSessionInfo(session, info);
	if (rv == CKR_OK && !slots_by_real(info->slot, slot))
		return CKR_SLOT_ID_INVALID;
	return rv;
}

/* A PIN that must be changed first still logs in; what needs the login then
 * answers CKR_PIN_EXPIRED (PKCS#11 2.40, C_GetTokenInfo). */
CK_RV token_allows(const struct slot *slot, CK_ULONG state, int needs)
{
	if (needs & DEVICE && slot_moved(slot))
		return CKR_DEVICE_REMOVED;
	if (needs & LOGIN && is_user(state) && control_set(slot->serial, "pin-to-be-changed"))
		return CKR_PIN_EXPIRED;
	if (needs & WRITE && control_set(slot->serial, "write-protected"))
		return CKR_TOKEN_WRITE_PROTECTED;
	if (needs & ROOM && control_set(slot->serial, "full"))
		return CKR_DEVICE_MEMORY;
	return CKR_OK;
}

/* Session objects take no room on the token. */
static int creates(const CK_ATTRIBUTE *template, CK_ULONG count)
{
	for (CK_ULONG i = 0; i < count; i++)
		if (template[i].type == CKA_TOKEN && template[i].value && *(CK_BBOOL *)template[i].value)
			return WRITE | ROOM;
	return 0;
}

static CK_RV check(CK_SESSION_HANDLE session, int needs)
{
	struct slot slot;
	CK_SESSION_INFO info;
	CK_RV rv = session_slot(session, &slot, &info);
	return rv == CKR_OK ? token_allows(&slot, info.state, needs) : rv;
}

#define CALL(name, needs, params, args)                        \
	CK_RV do_##name params                                 \
	{                                                      \
		CK_RV rv = check(session, needs);              \
		return rv == CKR_OK ? softhsm->name args : rv; \
	}
#define HAND(name, params, args)
#define ENTRY(name, params, args)
#include "calls.inc"
