#define _GNU_SOURCE
#include "control.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HANG_POLL_US = 10000 };

/* How long control_await waits at most: for what shows in no file, such as the
 * end of the library's life, and where files cannot be watched. */
enum { AWAIT_MS = 250, AWAIT_BLINDLY_MS = 20 };

static const char *folder;

void control_open(const char *store) { folder = store; }

static void path_of(char path[PATH_MAX], const char *serial, const char *name)
{
	snprintf(path, PATH_MAX, "%s/control/%s%s%s", folder, serial, *serial ? "/" : "", name);
}

void control_add(const char *serial)
{
	char path[PATH_MAX];
	path_of(path, serial, "");
	mkdir(path, 0700); /* mostly it is there already */
}

bool control_set(const char *serial, const char *lever)
{
	char path[PATH_MAX];
	path_of(path, serial, lever);
	return access(path, F_OK) == 0;
}

/* read_text returns the number of bytes read; text always ends in a NUL. */
static ssize_t read_text(int fd, char *text, size_t size)
{
	ssize_t n = fd < 0 ? -1 : pread(fd, text, size - 1, 0);
	text[n > 0 ? n : 0] = 0;
	return n;
}

long control_number(const char *serial, const char *lever, long otherwise)
{
	char path[PATH_MAX], text[32];
	path_of(path, serial, lever);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read_text(fd, text, sizeof text);
	if (fd >= 0)
		close(fd);
	return n > 0 ? strtol(text, NULL, 10) : otherwise;
}

/* The new text comes by rename, so that a reader never finds half of it. */
void control_write_number(const char *serial, const char *lever, long value)
{
	char path[PATH_MAX], fresh[PATH_MAX + 16];
	path_of(path, serial, lever);
	snprintf(fresh, sizeof fresh, "%s.%d", path, (int)gettid());
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	dprintf(fd, "%ld\n", value);
	close(fd);
	rename(fresh, path);
}

bool control_line(const char *serial, const char *lever, int number, char *line, int size)
{
	char path[PATH_MAX];
	path_of(path, serial, lever);
	*line = 0;
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	while (number-- > 0)
		if (!fgets(line, size, file))
			*line = 0;
	fclose(file);
	line[strcspn(line, "\n")] = 0;
	return *line != 0;
}

void control_clear(const char *serial, const char *lever)
{
	char path[PATH_MAX];
	path_of(path, serial, lever);
	unlink(path);
}

int control_lock(const char *serial, const char *lever)
{
	char path[PATH_MAX], name[64];
	snprintf(name, sizeof name, "%s.lock", lever);
	path_of(path, serial, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		flock(fd, LOCK_EX);
	return fd;
}

void control_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/* append adds a line to a log in one piece, whoever else does so as well. */
static void append(const char *log, const char *line, int n)
{
	char path[PATH_MAX];
	path_of(path, "", log);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (write(fd, line, n) != n)
		abort(); /* a test that counts calls must not pass on a torn log */
	close(fd);
}

void control_log(const char *call)
{
	char line[64];
	append("calls", line, snprintf(line, sizeof line, "%s\n", call));
}

long long control_clock_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

void control_timed(const char *call, long long began)
{
	char line[96];
	if (control_set("", "timed"))
		append("times", line, snprintf(line, sizeof line, "%s %lld\n", call, control_clock_us() - began));
}

void control_sleep_us(long us)
{
	struct timespec left = {us / 1000000, us % 1000000 * 1000};
	while (us > 0 && nanosleep(&left, &left) != 0)
		;
}

/* Levers come by rename and go by unlink. What else happens in the folder, such
 * as the log of calls, wakes nobody. */
int control_watch(void)
{
	enum { MOVES = IN_MOVED_TO | IN_DELETE };
	char path[PATH_MAX], token[PATH_MAX + NAME_MAX + 1];
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	path_of(path, "", "");
	DIR *dir = watch < 0 ? NULL : opendir(path);
	if (!dir)
		return watch;
	inotify_add_watch(watch, path, MOVES);
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *name = entry->d_name;
		snprintf(token, sizeof token, "%s/%s", path, name);
		if (name[0] != '.' && strcmp(name, "faults") != 0 && strcmp(name, "sessions") != 0)
			inotify_add_watch(watch, token, MOVES | IN_ONLYDIR);
	}
	closedir(dir);
	return watch;
}

void control_await(int watch)
{
	struct pollfd moved = {.fd = watch, .events = POLLIN};
	char events[4096];
	poll(&moved, 1, watch < 0 ? AWAIT_BLINDLY_MS : AWAIT_MS);
	while (watch >= 0 && read(watch, events, sizeof events) > 0)
		;
}

/* claim counts the call against the fault in path. It returns true for the
 * one call that the fault strikes, in whichever process that is. */
static bool claim(const char *path, const char *call, char action[16], unsigned long *answer)
{
	char text[96], name[40] = "";
	long nth = 0;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		return false;
	read_text(fd, text, sizeof text);
	bool mine = sscanf(text, "%39s %ld %15s %lu", name, &nth, action, answer) == 4 && nth > 0 &&
		    (strcmp(name, "*") == 0 || strcmp(name, call) == 0);
	if (mine) {
		int n = snprintf(text, sizeof text, "%s %ld %s %lu\n", name, nth - 1, action, *answer);
		mine = ftruncate(fd, 0) == 0 && pwrite(fd, text, n, 0) == n;
	}
	bool struck = mine && nth == 1;
	if (struck && strcmp(action, "hang") != 0)
		unlink(path);
	close(fd);
	return struck;
}

static enum fault strike(const char *path, const char *action)
{
	if (strcmp(action, "crash") == 0)
		abort();
	if (strcmp(action, "kill") == 0)
		raise(SIGKILL);
	if (strcmp(action, "hang") == 0)
		while (access(path, F_OK) == 0)
			control_sleep_us(HANG_POLL_US);
	if (strcmp(action, "fail") == 0)
		return FAULT_FAIL;
	if (strcmp(action, "pulled") == 0)
		return FAULT_PULLED;
	if (strcmp(action, "lost") == 0)
		return FAULT_LOST;
	if (strcmp(action, "replug") == 0)
		return FAULT_REPLUG;
	return FAULT_NONE;
}

enum fault control_fault(const char *call, unsigned long *answer)
{
	char faults[PATH_MAX], path[PATH_MAX + NAME_MAX + 1], action[16];
	enum fault fault = FAULT_NONE;
	path_of(faults, "", "faults");
	DIR *dir = opendir(faults);
	if (!dir)
		return fault;
	for (struct dirent *entry; (entry = readdir(dir));) {
		unsigned long code;
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", faults, entry->d_name);
		if (!claim(path, call, action, &code))
			continue;
		enum fault struck = strike(path, action);
		if (struck == FAULT_FAIL)
			*answer = code;
		if (struck != FAULT_NONE)
			fault = struck;
	}
	closedir(dir);
	return fault;
}
