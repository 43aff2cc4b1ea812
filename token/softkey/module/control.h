/* The control folder of a store: small files, read afresh at every call, by
 * which any process steers the module and learns what it did. The layout is
 * described in the package comment of softkey. */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>

/* control_open remembers the store's folder; path must outlive the process. */
void control_open(const char *store);

/* control_add makes sure that a token has a folder for its levers. */
void control_add(const char *serial);

/* A lever is named by the token's serial number, "" for the whole store, and
 * its own name. It is set if its file exists; a number is its file's text. */
bool control_set(const char *serial, const char *lever);
long control_number(const char *serial, const char *lever, long otherwise);
void control_write_number(const char *serial, const char *lever, long value);
/* control_line reads a line of a lever's file, the first being 1, without its
 * end. It returns false if there is none, or an empty one. */
bool control_line(const char *serial, const char *lever, int number, char *line, int size);
void control_clear(const char *serial, const char *lever);

/* control_lock holds a lever against other processes until control_unlock. */
int control_lock(const char *serial, const char *lever);
void control_unlock(int lock);

void control_log(const char *call);
/* control_timed notes how long a call has taken, latency and all, if the store
 * is to be timed. began is what control_clock_us gave at its start. */
long long control_clock_us(void);
void control_timed(const char *call, long long began);
void control_sleep_us(long us);

/* control_watch returns a descriptor by which control_await learns that a lever
 * may have moved, to be closed by the caller; -1 if the system has none left. */
int control_watch(void);
/* control_await waits for that, for a while at most. */
void control_await(int watch);

/* What a fault does to the call that it strikes. */
enum fault {
	FAULT_NONE,
	FAULT_FAIL,   /* not carried out; answers *answer */
	FAULT_PULLED, /* not carried out: the tokens go first */
	FAULT_LOST,   /* carried out, but the tokens go before it can answer */
	FAULT_REPLUG, /* carried out, once the tokens have gone and come back */
};

/* control_fault counts this call against the faults that wait for it. A crash
 * ends the process here, and a hang stays here until its file is removed. */
enum fault control_fault(const char *call, unsigned long *answer);

#endif
