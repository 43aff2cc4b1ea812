/* The calls that are about the library as a whole. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "control.h"
#include "softkey.h"

/* SoftHSM reads the variable within C_Initialize only. Every store in a
 * process has a module of its own, so the lock that keeps them from each
 * other's value has to lie outside of the modules. */
CK_RV do_C_Initialize(void *init_args)
{
	static const char variable[] = "SOFTHSM2_CONF";
	char conf[PATH_MAX + 16];
	snprintf(conf, sizeof conf, "%s/softhsm2.conf", store);
	int lock = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	flock(lock, LOCK_EX);
	char *before = getenv(variable);
	before = before ? strdup(before) : NULL;
	setenv(variable, conf, 1);
	CK_RV rv = softhsm->C_Initialize(init_args);
	if (before)
		setenv(variable, before, 1);
	else
		unsetenv(variable);
	free(before);
	close(lock);
	if (rv == CKR_OK)
		slots_start(softhsm);
	return rv;
}

CK_RV do_C_Finalize(void *reserved)
{
	CK_RV rv = softhsm->C_Finalize(reserved);
	if (rv == CKR_OK)
		slots_stop();
	return rv;
}

CK_RV do_C_GetInfo(void *info) { return softhsm->C_GetInfo(info); }

/* wait_for_event waits for one if watch is a descriptor of control_watch, and
 * does not if it is NULL. */
static CK_RV wait_for_event(CK_SLOT_ID *id, const int *watch)
{
	const long life = slots_life();
	for (;; control_await(*watch)) {
		if (!life || slots_life() != life)
			return CKR_CRYPTOKI_NOT_INITIALIZED;
		if (control_set("", "no-events"))
			return watch ? CKR_FUNCTION_NOT_SUPPORTED : CKR_NO_EVENT;
		if (slots_event(id))
			return CKR_OK;
		if (!watch)
			return CKR_NO_EVENT;
	}
}

/* How many threads wait for an event. */
static atomic_int waiting;

void library_yield(const char *call)
{
	enum { YIELD_US = 10000 };
	while (waiting && strcmp(call, "C_WaitForSlotEvent") != 0 && control_set("", "selfish-wait"))
		control_sleep_us(YIELD_US);
}

/* A process that waits for a key takes no time of the processor meanwhile, as
 * with drivers whose thread sleeps in the system. */
CK_RV do_C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID *id, void *reserved)
{
	(void)reserved;
	if (flags & CKF_DONT_BLOCK)
		return wait_for_event(id, NULL);
	int watch = control_watch();
	waiting++;
	CK_RV rv = wait_for_event(id, &watch);
	waiting--;
	if (watch >= 0)
		close(watch);
	return rv;
}
