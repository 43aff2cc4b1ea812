/* Stores objects on a token, byte for byte as its standard input says, so
 * that a test can have any object, the malformed ones too.
 *
 *   loader MODULE SERIAL
 *
 * The first line is the user PIN. Each further line is an attribute, its type
 * and its value in hex ("0 01000000"); an empty line ends an object. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cryptoki.h"

enum { ATTRIBUTES_MAX = 32, SLOTS_MAX = 256 };

static struct function_list *module;

static void must(CK_RV rv, const char *call)
{
	if (rv == CKR_OK)
		return;
	fprintf(stderr, "%s: 0x%lX\n", call, rv);
	exit(1);
}

static void open_module(const char *path)
{
	CK_RV (*list)(struct function_list **) = NULL;
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (library)
		*(void **)&list = dlsym(library, "C_GetFunctionList");
	if (!list) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	must(list(&module), "C_GetFunctionList");
	must(module->C_Initialize(NULL), "C_Initialize");
}

static CK_SESSION_HANDLE open_session(const char *serial)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG count = SLOTS_MAX;
	CK_SESSION_HANDLE session;
	CK_TOKEN_INFO info;
	must(module->C_GetSlotList(1, slots, &count), "C_GetSlotList");
	for (CK_ULONG i = 0; i < count; i++) {
		must(module->C_GetTokenInfo(slots[i], &info), "C_GetTokenInfo");
		if (strlen(serial) > sizeof info.serial || memcmp(info.serial, serial, strlen(serial)) != 0)
			continue;
		must(module->C_OpenSession(slots[i], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
		return session;
	}
	fprintf(stderr, "no token %s\n", serial);
	exit(1);
}

/* read_attribute returns 0 for a line that holds none. */
static int read_attribute(const char *line, CK_ATTRIBUTE *attribute)
{
	char *hex;
	attribute->type = strtoul(line, &hex, 16);
	if (hex == line)
		return 0;
	hex += strspn(hex, " ");
	attribute->length = strspn(hex, "0123456789abcdef") / 2;
	CK_BYTE *value = attribute->value = malloc(attribute->length + 1);
	for (CK_ULONG i = 0; i < attribute->length; i++)
		sscanf(hex + 2 * i, "%2hhx", &value[i]);
	return 1;
}

static void create(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count)
{
	CK_OBJECT_HANDLE made;
	if (count > 0)
		must(module->C_CreateObject(session, attributes, count, &made), "C_CreateObject");
	while (count > 0)
		free(attributes[--count].value);
}

int main(int argc, char **argv)
{
	CK_ATTRIBUTE attributes[ATTRIBUTES_MAX];
	CK_ULONG count = 0;
	char *line = NULL;
	size_t room = 0;
	if (argc != 3 || getline(&line, &room, stdin) < 0)
		return 2;
	open_module(argv[1]);
	CK_SESSION_HANDLE session = open_session(argv[2]);
	line[strcspn(line, "\n")] = 0;
	must(module->C_Login(session, CKU_USER, (CK_BYTE *)line, strlen(line)), "C_Login");
	while (getline(&line, &room, stdin) >= 0) {
		if (count < ATTRIBUTES_MAX && read_attribute(line, &attributes[count])) {
			count++;
			continue;
		}
		create(session, attributes, count);
		count = 0;
	}
	create(session, attributes, count);
	must(module->C_Finalize(NULL), "C_Finalize");
	free(line);
	return 0;
}
