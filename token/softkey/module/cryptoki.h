/* The part of PKCS#11 2.40 that this folder uses. Structures that are only
 * passed on stay void pointers. Names, numbers and layouts are the standard's
 * (OASIS PKCS#11 Base Specification 2.40, Unix packing). */
#ifndef CRYPTOKI_H
#define CRYPTOKI_H

typedef unsigned char CK_BYTE, CK_BBOOL;
typedef unsigned long CK_ULONG, CK_RV, CK_FLAGS, CK_SLOT_ID, CK_SESSION_HANDLE, CK_OBJECT_HANDLE;

typedef struct {
	CK_BYTE major, minor;
} CK_VERSION;

typedef struct {
	CK_BYTE description[64], manufacturer[32];
	CK_FLAGS flags;
	CK_VERSION hardware, firmware;
} CK_SLOT_INFO;

typedef struct {
	CK_BYTE label[32], manufacturer[32], model[16], serial[16];
	CK_FLAGS flags;
	CK_ULONG max_sessions, sessions, max_rw_sessions, rw_sessions;
	CK_ULONG max_pin, min_pin;
	CK_ULONG total_public, free_public, total_private, free_private;
	CK_VERSION hardware, firmware;
	CK_BYTE utc_time[16];
} CK_TOKEN_INFO;

typedef struct {
	CK_SLOT_ID slot;
	CK_ULONG state;
	CK_FLAGS flags;
	CK_ULONG device_error;
} CK_SESSION_INFO;

typedef struct {
	CK_ULONG type;
	void *value;
	CK_ULONG length;
} CK_ATTRIBUTE;

typedef struct {
	CK_ULONG type;
	void *parameter;
	CK_ULONG parameter_length;
} CK_MECHANISM;

/* CK_FUNCTION_LIST */
struct function_list {
	CK_VERSION version;
#define CALL(name, needs, params, args) CK_RV(*name) params;
#include "calls.inc"
};

enum {
	CKF_TOKEN_PRESENT = 0x1,
	CKF_WRITE_PROTECTED = 0x2,
	CKF_PROTECTED_AUTHENTICATION_PATH = 0x100,
	CKF_TOKEN_INITIALIZED = 0x400,
	CKF_USER_PIN_COUNT_LOW = 0x10000,
	CKF_USER_PIN_FINAL_TRY = 0x20000,
	CKF_USER_PIN_LOCKED = 0x40000,
	CKF_USER_PIN_TO_BE_CHANGED = 0x80000,
	CKF_SO_PIN_COUNT_LOW = 0x100000,
	CKF_SO_PIN_FINAL_TRY = 0x200000,
	CKF_SO_PIN_LOCKED = 0x400000,
	CKF_RW_SESSION = 0x2,
	CKF_SERIAL_SESSION = 0x4,
	CKF_DONT_BLOCK = 0x1,
};

enum { CKU_SO = 0, CKU_USER = 1 };
enum { CKS_RO_USER = 1, CKS_RW_USER = 3, CKS_RW_SO = 4 };
enum { CKA_CLASS = 0x0, CKA_TOKEN = 0x1 };

enum {
	CKR_OK = 0x0,
	CKR_SLOT_ID_INVALID = 0x3,
	CKR_GENERAL_ERROR = 0x5,
	CKR_ARGUMENTS_BAD = 0x7,
	CKR_NO_EVENT = 0x8,
	CKR_DEVICE_MEMORY = 0x31,
	CKR_DEVICE_REMOVED = 0x32,
	CKR_FUNCTION_CANCELED = 0x50,
	CKR_FUNCTION_NOT_SUPPORTED = 0x54,
	CKR_PIN_INCORRECT = 0xA0,
	CKR_PIN_LEN_RANGE = 0xA2,
	CKR_PIN_EXPIRED = 0xA3,
	CKR_PIN_LOCKED = 0xA4,
	CKR_TOKEN_NOT_PRESENT = 0xE0,
	CKR_TOKEN_WRITE_PROTECTED = 0xE2,
	CKR_USER_ALREADY_LOGGED_IN = 0x100,
	CKR_BUFFER_TOO_SMALL = 0x150,
	CKR_CRYPTOKI_NOT_INITIALIZED = 0x190,
};

enum {
	CKM_AES_KEY_WRAP_PAD = 0x210A,
};

#endif
