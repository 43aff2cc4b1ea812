/* A PKCS#11 module that stands before a copy of SoftHSM and behaves like a
 * key that is pulled out, locked, full, slow or broken, as the control folder
 * beside it says. Each call passes through two layers: first what can befall
 * any call (latency, faults, the log), then what this call means on a token
 * in its present state. Here are the outer layer and the way in. */
#define _GNU_SOURCE
#include "softkey.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"

char store[PATH_MAX];
struct function_list *softhsm;

/* befall returns what this call suffers, and in rv what a call answers that is
 * not carried out. */
static enum fault befall(const char *call, CK_RV *rv)
{
	control_log(call);
	library_yield(call);
	control_sleep_us(control_number("", "latency", 0));
	enum fault fault = control_fault(call, rv);
	if (fault == FAULT_PULLED) {
		slots_move(1);
		*rv = CKR_DEVICE_REMOVED;
	}
	if (fault == FAULT_REPLUG)
		slots_move(2);
	return fault;
}

static CK_RV lose_answer(void)
{
	slots_move(1);
	return CKR_DEVICE_REMOVED;
}

#define CALL(name, needs, params, args)                           \
	static CK_RV name params                                  \
	{                                                         \
		CK_RV rv = CKR_OK;                                \
		long long began = control_clock_us();             \
		enum fault fault = befall(#name, &rv);            \
		if (fault == FAULT_FAIL || fault == FAULT_PULLED) \
			return rv;                                \
		rv = do_##name args;                              \
		control_timed(#name, began);                      \
		return fault == FAULT_LOST ? lose_answer() : rv;  \
	}
#define ENTRY(name, params, args) __attribute__((visibility("default"))) CK_RV name params;
#include "calls.inc"

static struct function_list functions = {
	{2, 40},
#define CALL(name, needs, params, args) name,
#include "calls.inc"
};

/* The store is the folder that this very file was loaded from. */
static void load(void)
{
	char path[PATH_MAX + 32];
	Dl_info self;
	if (!dladdr(&functions, &self) || !realpath(self.dli_fname, store))
		return;
	*strrchr(store, '/') = 0;
	control_open(store);
	snprintf(path, sizeof path, "%s/libsofthsm2.so", store);
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	CK_RV (*list)(struct function_list **) = NULL;
	if (library)
		*(void **)&list = dlsym(library, "C_GetFunctionList");
	if (!list || list(&softhsm) != CKR_OK)
		softhsm = NULL;
}

CK_RV C_GetFunctionList(struct function_list **list)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (!list)
		return CKR_ARGUMENTS_BAD;
	pthread_once(&once, load);
	if (!softhsm)
		return CKR_GENERAL_ERROR;
	*list = &functions;
	return CKR_OK;
}
