#define _GNU_SOURCE
#include "slots.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "control.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct function_list *softhsm;
static struct slot slots[SLOTS_MAX];
static CK_ULONG slot_count;
static long lives;
static bool alive;

static long moves_of(const struct slot *slot)
{
	return *slot->serial ? control_number(slot->serial, "moves", 0) : 0;
}

static struct slot *find_real(CK_SLOT_ID real)
{
	for (CK_ULONG i = 0; i < slot_count; i++)
		if (slots[i].real == real)
			return &slots[i];
	return NULL;
}

/* Serial numbers are padded with blanks to 16 bytes. */
static void read_serial(struct slot *slot)
{
	CK_TOKEN_INFO info;
	if (softhsm->C_GetTokenInfo(slot->real, &info) != CKR_OK || !(info.flags & CKF_TOKEN_INITIALIZED))
		return;
	size_t n = sizeof info.serial;
	while (n > 0 && info.serial[n - 1] == ' ')
		n--;
	memcpy(slot->serial, info.serial, n);
	slot->serial[n] = 0;
	control_add(slot->serial);
	slot->moves = slot->events = moves_of(slot);
}

/* learn picks up slots and serial numbers that have come to be. */
static CK_RV learn(void)
{
	CK_SLOT_ID ids[SLOTS_MAX];
	CK_ULONG count = SLOTS_MAX;
	CK_RV rv = softhsm->C_GetSlotList(0, NULL, &count);
	if (rv == CKR_OK && count <= SLOTS_MAX)
		rv = softhsm->C_GetSlotList(0, ids, &count);
	for (CK_ULONG i = 0; rv == CKR_OK && i < count && i < SLOTS_MAX; i++) {
		struct slot *slot = find_real(ids[i]);
		if (!slot && slot_count < SLOTS_MAX) {
			slot = &slots[slot_count++];
			*slot = (struct slot){.id = ids[i], .real = ids[i]};
		}
		if (slot && !*slot->serial)
			read_serial(slot);
	}
	return rv;
}

static void report_sessions(void)
{
	char pid[16];
	long total = 0;
	for (CK_ULONG i = 0; i < slot_count; i++)
		total += slots[i].sessions;
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	control_write_number("sessions", pid, total);
}

void slots_start(struct function_list *real)
{
	pthread_mutex_lock(&lock);
	softhsm = real;
	slot_count = 0;
	lives++;
	alive = true;
	learn();
	pthread_mutex_unlock(&lock);
}

void slots_stop(void)
{
	pthread_mutex_lock(&lock);
	slot_count = 0;
	alive = false;
	report_sessions();
	pthread_mutex_unlock(&lock);
}

long slots_life(void)
{
	pthread_mutex_lock(&lock);
	long life = alive ? lives : 0;
	pthread_mutex_unlock(&lock);
	return life;
}

/* The number of a slot is that of SoftHSM, or the one that the token is given,
 * and then another each time it comes back if it is to move. */
static CK_SLOT_ID number_of(const struct slot *slot, long moves)
{
	if (!*slot->serial)
		return slot->real;
	CK_SLOT_ID id = control_number(slot->serial, "slot", slot->real);
	return control_set(slot->serial, "slot-moves") ? id + (CK_ULONG)moves / 2 : id;
}

/* SoftHSM never gives out a session handle twice, so one that is closed here
 * stays invalid for good, and the next session on the token is a public one. */
static void look_at(struct slot *slot)
{
	long moves = moves_of(slot);
	slot->id = number_of(slot, moves);
	if (moves == slot->moves)
		return;
	softhsm->C_CloseAllSessions(slot->real);
	slot->sessions = 0;
	slot->moves = moves;
	report_sessions();
}

static CK_RV look(void)
{
	CK_RV rv = learn();
	for (CK_ULONG i = 0; i < slot_count; i++)
		look_at(&slots[i]);
	return rv;
}

CK_RV slots_look(struct slot out[SLOTS_MAX], CK_ULONG *count)
{
	if (!slots_life())
		return CKR_CRYPTOKI_NOT_INITIALIZED;
	pthread_mutex_lock(&lock);
	CK_RV rv = look();
	memcpy(out, slots, slot_count * sizeof *slots);
	*count = slot_count;
	pthread_mutex_unlock(&lock);
	return rv;
}

void slots_watch(void)
{
	if (!control_set("", "watchful"))
		return;
	pthread_mutex_lock(&lock);
	if (alive)
		look();
	pthread_mutex_unlock(&lock);
}

bool slots_by_id(CK_SLOT_ID id, struct slot *out)
{
	bool found = false;
	pthread_mutex_lock(&lock);
	/* One that is in comes before one that was in the same slot before. */
	for (CK_ULONG i = 0; i < slot_count && !(found && !slot_out(out)); i++)
		if (slots[i].id == id) {
			found = true;
			*out = slots[i];
		}
	pthread_mutex_unlock(&lock);
	return found;
}

bool slots_by_real(CK_SLOT_ID real, struct slot *out)
{
	pthread_mutex_lock(&lock);
	struct slot *slot = find_real(real);
	if (slot)
		*out = *slot;
	pthread_mutex_unlock(&lock);
	return slot;
}

bool slot_moved(const struct slot *slot) { return moves_of(slot) != slot->moves; }

void slots_move(int more)
{
	pthread_mutex_lock(&lock);
	for (CK_ULONG i = 0; i < slot_count; i++) {
		long moves = moves_of(&slots[i]);
		if (*slots[i].serial && moves % 2 == 0)
			control_write_number(slots[i].serial, "moves", moves + more);
	}
	pthread_mutex_unlock(&lock);
}

bool slots_event(CK_SLOT_ID *id)
{
	bool found = false;
	pthread_mutex_lock(&lock);
	for (CK_ULONG i = 0; i < slot_count && !found; i++) {
		long moves = moves_of(&slots[i]);
		found = moves != slots[i].events;
		slots[i].events = moves;
		if (found)
			*id = slots[i].id;
	}
	pthread_mutex_unlock(&lock);
	return found;
}

void slots_session(CK_SLOT_ID real, int change)
{
	pthread_mutex_lock(&lock);
	struct slot *slot = find_real(real);
	if (slot) {
		slot->sessions = change ? slot->sessions + change : 0;
		report_sessions();
	}
	pthread_mutex_unlock(&lock);
}
