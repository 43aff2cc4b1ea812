/* What the application has been told of its slots. A token that is pulled out
 * or plugged in counts a move in the control folder; the application learns
 * of it when it asks for the slot list, as with drivers of real keys, and
 * until then works on with what it remembers. */
#ifndef SLOTS_H
#define SLOTS_H

#include <stdbool.h>

#include "cryptoki.h"

struct slot {
	CK_SLOT_ID id;   /* as the application knows it */
	CK_SLOT_ID real; /* as SoftHSM knows it */
	char serial[17]; /* "" without an initialised token, which never moves */
	long moves;      /* seen by the application; odd while the token is out */
	long events;     /* moves that C_WaitForSlotEvent has told of */
	long sessions;   /* open ones */
};

/* slots_start follows a successful C_Initialize, slots_stop C_Finalize. */
void slots_start(struct function_list *softhsm);
void slots_stop(void);

/* slots_life is a number that lasts from slots_start to slots_stop, and 0
 * outside of it. */
long slots_life(void);

/* slots_look has the library look at its readers: sessions on tokens that
 * have moved are closed, and a token that has been initialised gets its serial
 * number. Then it copies out the slots, at most SLOTS_MAX. */
enum { SLOTS_MAX = 64 };
CK_RV slots_look(struct slot out[SLOTS_MAX], CK_ULONG *count);

/* slots_watch does the same where the library is to look all the time. */
void slots_watch(void);

/* The finders copy a slot out; they return false if there is none. */
bool slots_by_id(CK_SLOT_ID id, struct slot *out);
bool slots_by_real(CK_SLOT_ID real, struct slot *out);

static inline bool slot_out(const struct slot *slot) { return slot->moves % 2 != 0; }

/* slot_moved says whether the token has moved unseen by the application. */
bool slot_moved(const struct slot *slot);

/* slots_move moves every token that is in: 1 pulls it out, 2 puts it back as
 * well. */
void slots_move(int moves);

/* slots_event returns a slot whose token has moved since the last event. */
bool slots_event(CK_SLOT_ID *id);

/* slots_session counts sessions opened (1), closed (-1), or all closed (0). */
void slots_session(CK_SLOT_ID real, int change);

#endif
