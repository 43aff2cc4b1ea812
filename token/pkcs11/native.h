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
	void *get_slot_info_and_get_token_info[2];
	ck_ulong (*get_mechanism_list)(ck_ulong slot, ck_ulong *mechanisms, ck_ulong *count);
	void *get_mechanism_info_and_init_token[2];
	ck_ulong (*init_pin)(ck_ulong session, ck_byte *pin, ck_ulong length);
	ck_ulong (*set_pin)(ck_ulong session, ck_byte *old_pin, ck_ulong old_length,
			    ck_byte *new_pin, ck_ulong new_length);
	void *open_session_to_set_operation_state[6];
	ck_ulong (*login)(ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length);
	void *logout_to_get_object_size[5];
	ck_ulong (*get_attribute_value)(ck_ulong session, ck_ulong object,
					ck_attribute *attributes, ck_ulong count);
	void *set_attribute_value_to_decrypt_init[9];
	ck_ulong (*decrypt)(ck_ulong session, ck_byte *in, ck_ulong in_length,
			    ck_byte *out, ck_ulong *out_length);
	void *decrypt_update_to_sign_init[8];
	ck_ulong (*sign)(ck_ulong session, ck_byte *in, ck_ulong in_length,
			 ck_byte *out, ck_ulong *out_length);
	void *sign_update_to_cancel_function[23];
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

/*
 * These write what comes out to a buffer of *length bytes or *count numbers,
 * and set that to what the library says. The binding asks for the length
 * first, which costs a token as much as the call itself.
 */
ck_ulong ukey_sign(ck_functions *f, ck_ulong session, ck_byte *in, ck_ulong in_length,
		   ck_byte *out, ck_ulong *length);
ck_ulong ukey_decrypt(ck_functions *f, ck_ulong session, ck_byte *in, ck_ulong in_length,
		      ck_byte *out, ck_ulong *length);
ck_ulong ukey_mechanisms(ck_functions *f, ck_ulong slot, ck_ulong *mechanisms, ck_ulong *count);

ck_ulong ukey_count_slots(ck_functions *f, ck_ulong *count);
ck_ulong ukey_slot_event(ck_functions *f, ck_ulong *slot);
ck_ulong ukey_await_slot_event(ck_functions *f, ck_ulong *slot);

/* A length of 0 passes NULL, which means the token's own keypad. */
ck_ulong ukey_login(ck_functions *f, ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length);
ck_ulong ukey_init_pin(ck_functions *f, ck_ulong session, ck_byte *pin, ck_ulong length);
ck_ulong ukey_set_pin(ck_functions *f, ck_ulong session, ck_byte *old_pin, ck_ulong old_length,
		      ck_byte *new_pin, ck_ulong new_length);

#endif
