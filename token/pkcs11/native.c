//go:build cgo

#include "native.h"

#include <stdio.h>
#include <string.h>

typedef ck_ulong (*get_function_list)(ck_functions **);

enum { CKR_OK = 0, CKR_ARGUMENTS_BAD = 7, CKR_FUNCTION_NOT_SUPPORTED = 0x54 };
enum { CKF_DONT_BLOCK = 1, CK_TRUE = 1 };

static int take_functions(get_function_list get, ck_functions **functions)
{
	*functions = NULL;
	if (get == NULL)
		return UKEY_NO_ENTRY_POINT;
	if (get(functions) != CKR_OK || *functions == NULL)
		return UKEY_NO_FUNCTIONS;
	return UKEY_OPENED;
}

#ifdef _WIN32
#include <windows.h>

int ukey_open(const void *path, ck_functions **functions, char *reason, size_t size)
{
	/* The library's own folder is searched for what it depends on. */
	HMODULE library = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
	if (library == NULL) {
		snprintf(reason, size, "error %lu", GetLastError());
		return UKEY_CANNOT_LOAD;
	}
	return take_functions((get_function_list)(void *)GetProcAddress(library, "C_GetFunctionList"), functions);
}
#else
#include <dlfcn.h>

int ukey_open(const void *path, ck_functions **functions, char *reason, size_t size)
{
	void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	if (library == NULL) {
		const char *text = dlerror();
		snprintf(reason, size, "%s", text != NULL ? text : "");
		return UKEY_CANNOT_LOAD;
	}
	return take_functions((get_function_list)dlsym(library, "C_GetFunctionList"), functions);
}
#endif

ck_ulong ukey_get_attributes(ck_functions *f, ck_ulong session, ck_ulong object, ck_ulong count,
			     const ck_ulong *types, ck_byte *buffer, ck_ulong *lengths)
{
	ck_attribute attributes[UKEY_ATTRIBUTES];
	ck_ulong i, result;

	if (count > UKEY_ATTRIBUTES)
		return CKR_ARGUMENTS_BAD;
	for (i = 0; i < count; i++) {
		attributes[i].type = types[i];
		attributes[i].value = buffer;
		attributes[i].length = lengths[i];
		buffer += lengths[i];
	}
	result = f->get_attribute_value(session, object, attributes, count);
	for (i = 0; i < count; i++)
		lengths[i] = attributes[i].length;
	return result;
}

ck_ulong ukey_sign(ck_functions *f, ck_ulong session, ck_byte *in, ck_ulong in_length,
		   ck_byte *out, ck_ulong *length)
{
	return f->sign(session, in, in_length, out, length);
}

ck_ulong ukey_decrypt(ck_functions *f, ck_ulong session, ck_byte *in, ck_ulong in_length,
		      ck_byte *out, ck_ulong *length)
{
	return f->decrypt(session, in, in_length, out, length);
}

ck_ulong ukey_mechanisms(ck_functions *f, ck_ulong slot, ck_ulong *mechanisms, ck_ulong *count)
{
	return f->get_mechanism_list(slot, mechanisms, count);
}

ck_ulong ukey_count_slots(ck_functions *f, ck_ulong *count)
{
	return f->get_slot_list(CK_TRUE, NULL, count);
}

static ck_ulong slot_event(ck_functions *f, ck_ulong flags, ck_ulong *slot)
{
	/* Some libraries leave holes where they implement nothing. */
	if (f->wait_for_slot_event == NULL)
		return CKR_FUNCTION_NOT_SUPPORTED;
	return f->wait_for_slot_event(flags, slot, NULL);
}

ck_ulong ukey_slot_event(ck_functions *f, ck_ulong *slot)
{
	return slot_event(f, CKF_DONT_BLOCK, slot);
}

ck_ulong ukey_await_slot_event(ck_functions *f, ck_ulong *slot)
{
	return slot_event(f, 0, slot);
}

ck_ulong ukey_login(ck_functions *f, ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length)
{
	return f->login(session, user, length > 0 ? pin : NULL, length);
}

ck_ulong ukey_init_pin(ck_functions *f, ck_ulong session, ck_byte *pin, ck_ulong length)
{
	if (f->init_pin == NULL)
		return CKR_FUNCTION_NOT_SUPPORTED;
	return f->init_pin(session, length > 0 ? pin : NULL, length);
}

ck_ulong ukey_set_pin(ck_functions *f, ck_ulong session, ck_byte *old_pin, ck_ulong old_length,
		      ck_byte *new_pin, ck_ulong new_length)
{
	return f->set_pin(session, old_length > 0 ? old_pin : NULL, old_length,
			  new_length > 0 ? new_pin : NULL, new_length);
}
