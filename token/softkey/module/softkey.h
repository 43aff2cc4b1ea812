/* What the parts of the module share. */
#ifndef SOFTKEY_H
#define SOFTKEY_H

#include <stdbool.h>

#include "cryptoki.h"
#include "slots.h"

/* SoftHSM's calls, and the folder of the store it works in; both are set
 * before the first call can arrive. */
extern struct function_list *softhsm;
extern char store[];

/* do_C_... is what a call does on a token, once nothing has befallen it. */
#define CALL(name, needs, params, args) CK_RV do_##name params;
#define ENTRY(name, params, args)
#include "calls.inc"

/* library_yield keeps a call back while the library does nothing but wait for an
 * event, if it is of that kind. */
void library_yield(const char *call);

/* What a call needs of a token; see calls.inc. */
enum { DEVICE = 1, LOGIN = 2, WRITE = 4, ROOM = 8 };

static inline bool is_user(CK_ULONG state) { return state == CKS_RO_USER || state == CKS_RW_USER; }

/* token_allows answers for a token whose session is in the given state, 0 for
 * none: CKR_OK, or what a token answers that cannot meet the needs. */
CK_RV token_allows(const struct slot *slot, CK_ULONG state, int needs);

/* session_slot finds the slot that a session is on. */
CK_RV session_slot(CK_SESSION_HANDLE session, struct slot *slot, CK_SESSION_INFO *info);

/* pin_flags are the CK_TOKEN_INFO flags that tell how the PIN and PUK stand. */
CK_FLAGS pin_flags(const char *serial);

#endif
