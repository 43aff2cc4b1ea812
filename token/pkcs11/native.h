/*
 * The few PKCS#11 calls that the Go binding cannot make well.
 *
 * Cryptoki's structures are packed on Windows and naturally aligned elsewhere
 * (PKCS#11 2.40, 2.1); CK_ULONG is an unsigned long, 32 bits wide on Windows.
 */
#ifndef UKEY_NATIVE_H
#define UKEY_NATIVE_H

#include <stddef.h>

typedef unsigned long ck_ulong;
typedef unsigned char ck_byte;

#ifdef _WIN32
#pragma pack(push, 1)
#endif

typedef struct {
	ck_ulong type;
	void *value;
	ck_ulong length;
} ck_attribute;

/* CK_FUNCTION_LIST, with names for the functions that are used. */
typedef struct {
	ck_byte major, minor;
	void *initialize_to_get_function_list[4];
	ck_ulong (*get_slot_list)(ck_byte present, ck_ulong *slots, ck_ulong *count);
	void *get_slot_info_to_init_token[5];
	ck_ulong (*init_pin)(ck_ulong session, ck_byte *pin, ck_ulong length);
	ck_ulong (*set_pin)(ck_ulong session, ck_byte *old_pin, ck_ulong old_length,
			    ck_byte *new_pin, ck_ulong new_length);
	void *open_session_to_set_operation_state[6];
	ck_ulong (*login)(ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length);
	void *logout_to_get_object_size[5];
	ck_ulong (*get_attribute_value)(ck_ulong session, ck_ulong object,
					ck_attribute *attributes, ck_ulong count);
	void *set_attribute_value_to_cancel_function[42];
	ck_ulong (*wait_for_slot_event)(ck_ulong flags, ck_ulong *slot, void *reserved);
} ck_functions;

#ifdef _WIN32
#pragma pack(pop)
#endif

/* What ukey_open found. */
enum {
	UKEY_OPENED,
	UKEY_CANNOT_LOAD,    /* reason holds the system's text */
	UKEY_NO_ENTRY_POINT, /* no C_GetFunctionList */
	UKEY_NO_FUNCTIONS    /* C_GetFunctionList gave none */
};

/*
 * ukey_open maps the library and asks it for its functions. path is UTF-16 on
 * Windows. The library stays mapped for the life of the process: vendors'
 * libraries leave threads and exit handlers behind.
 */
int ukey_open(const void *path, ck_functions **functions, char *reason, size_t size);

/* The most attributes that ukey_get_attributes takes. */
#define UKEY_ATTRIBUTES 16

/*
 * ukey_get_attributes asks for count attributes in one call. Their values are
 * written to buffer one behind the other, each in a room of lengths[i] bytes;
 * then lengths[i] becomes what the library says.
 */
ck_ulong ukey_get_attributes(ck_functions *f, ck_ulong session, ck_ulong object, ck_ulong count,
			     const ck_ulong *types, ck_byte *buffer, ck_ulong *lengths);

ck_ulong ukey_count_slots(ck_functions *f, ck_ulong *count);
ck_ulong ukey_slot_event(ck_functions *f, ck_ulong *slot);
ck_ulong ukey_await_slot_event(ck_functions *f, ck_ulong *slot);

/* A length of 0 passes NULL, which means the token's own keypad. */
ck_ulong ukey_login(ck_functions *f, ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length);
ck_ulong ukey_init_pin(ck_functions *f, ck_ulong session, ck_byte *pin, ck_ulong length);
ck_ulong ukey_set_pin(ck_functions *f, ck_ulong session, ck_byte *old_pin, ck_ulong old_length,
		      ck_byte *new_pin, ck_ulong new_length);

#endif
