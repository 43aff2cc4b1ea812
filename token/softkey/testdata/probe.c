/* Makes PKCS#11 calls as its standard input asks, one a line, and answers each
 * with one line: the return value and what the call gave, in hex. Handles and
 * slots are given in hex too. Several modules can be loaded; calls go to the
 * one that was loaded or named by "use" last. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cryptoki.h"

enum { MODULES_MAX = 8, LIST_MAX = 64 };
enum { CKO_PRIVATE_KEY = 3, CKA_KEY_TYPE = 0x100, CKA_VALUE_LEN = 0x161 };
enum { CKM_RSA_PKCS = 0x1, CKM_ECDSA = 0x1041, CKM_AES_KEY_GEN = 0x1080 };

static struct function_list *modules[MODULES_MAX], *p11;
static int module_count;

/* The words of the line after the verb; number is the first one's value. */
struct words {
	char first[4096], second[300], third[300];
	CK_ULONG number;
};

static CK_RV answer(CK_RV rv)
{
	printf("0x%lX", rv);
	return rv;
}

/* answer_number takes a pointer: the call in rv has yet to fill it in. */
static void answer_number(CK_RV rv, const CK_ULONG *number)
{
	if (answer(rv) == CKR_OK)
		printf(" %lx", *number);
}

static void print_bytes(const CK_BYTE *bytes, CK_ULONG size)
{
	putchar(' ');
	for (CK_ULONG i = 0; i < size; i++)
		printf("%02x", bytes[i]);
}

static void load(struct words *w)
{
	CK_RV (*list)(struct function_list **) = NULL;
	void *library = dlopen(w->first, RTLD_NOW | RTLD_LOCAL);
	if (library)
		*(void **)&list = dlsym(library, "C_GetFunctionList");
	answer(list ? list(&p11) : CKR_GENERAL_ERROR);
	modules[module_count++] = p11;
}

static void use(struct words *w)
{
	p11 = modules[w->number];
	answer(CKR_OK);
}

static void initialize(struct words *w)
{
	(void)w;
	answer(p11->C_Initialize(NULL));
}

static void *initialize_one(void *module)
{
	return (void *)((struct function_list *)module)->C_Initialize(NULL);
}

/* initialize-all initialises all modules at the same time. */
static void initialize_all(struct words *w)
{
	(void)w;
	pthread_t threads[MODULES_MAX];
	void *rv, *worst = NULL;
	for (int i = 0; i < module_count; i++)
		pthread_create(&threads[i], NULL, initialize_one, modules[i]);
	for (int i = 0; i < module_count; i++) {
		pthread_join(threads[i], &rv);
		if (rv)
			worst = rv;
	}
	answer((CK_RV)worst);
}

static void variable(struct words *w)
{
	const char *value = getenv(w->first);
	answer(CKR_OK);
	if (value)
		printf(" %s", value);
}

static void finalize(struct words *w)
{
	(void)w;
	answer(p11->C_Finalize(NULL));
}

/* slots PRESENT [ROOM] */
static void slots(struct words *w)
{
	CK_SLOT_ID list[LIST_MAX];
	CK_ULONG count = *w->second ? strtoul(w->second, NULL, 16) : LIST_MAX;
	if (answer(p11->C_GetSlotList(w->number, list, &count)) == CKR_OK)
		for (CK_ULONG i = 0; i < count; i++)
			printf(" %lx", list[i]);
	else
		printf(" %lx", count);
}

static void slot(struct words *w)
{
	CK_SLOT_INFO info = {0};
	answer_number(p11->C_GetSlotInfo(w->number, &info), &info.flags);
}

static void token(struct words *w)
{
	CK_TOKEN_INFO info = {0};
	if (answer(p11->C_GetTokenInfo(w->number, &info)) != CKR_OK)
		return;
	printf(" %lx %lx %lx", info.flags, info.min_pin, info.max_pin);
	print_bytes(info.label, sizeof info.label);
	print_bytes(info.serial, sizeof info.serial);
}

static void mechanisms(struct words *w)
{
	CK_ULONG count = 0;
	answer_number(p11->C_GetMechanismList(w->number, NULL, &count), &count);
}

/* open SLOT ro|rw */
static void open(struct words *w)
{
	CK_FLAGS flags = CKF_SERIAL_SESSION | (strcmp(w->second, "rw") == 0 ? CKF_RW_SESSION : 0);
	CK_SESSION_HANDLE session = 0;
	answer_number(p11->C_OpenSession(w->number, flags, NULL, NULL, &session), &session);
}

static void close(struct words *w) { answer(p11->C_CloseSession(w->number)); }
static void close_all(struct words *w) { answer(p11->C_CloseAllSessions(w->number)); }

static void session(struct words *w)
{
	CK_SESSION_INFO info = {0};
	answer_number(p11->C_GetSessionInfo(w->number, &info), &info.slot);
	printf(" %lx", info.state);
}

static void login(struct words *w)
{
	answer(p11->C_Login(w->number, CKU_USER, (CK_BYTE *)w->second, strlen(w->second)));
}

static void login_so(struct words *w)
{
	answer(p11->C_Login(w->number, CKU_SO, (CK_BYTE *)w->second, strlen(w->second)));
}

static void logout(struct words *w) { answer(p11->C_Logout(w->number)); }

static void set_pin(struct words *w)
{
	answer(p11->C_SetPIN(w->number, (CK_BYTE *)w->second, strlen(w->second), (CK_BYTE *)w->third, strlen(w->third)));
}

static void init_pin(struct words *w)
{
	answer(p11->C_InitPIN(w->number, (CK_BYTE *)w->second, strlen(w->second)));
}

/* sign-init takes the first private key that it finds, RSA or EC. */
static void sign_init(struct words *w)
{
	CK_ULONG class = CKO_PRIVATE_KEY, type = 0, found = 0;
	CK_ATTRIBUTE private = {CKA_CLASS, &class, sizeof class}, key_type = {CKA_KEY_TYPE, &type, sizeof type};
	CK_OBJECT_HANDLE key = 0;
	CK_RV rv = p11->C_FindObjectsInit(w->number, &private, 1);
	if (rv == CKR_OK)
		rv = p11->C_FindObjects(w->number, &key, 1, &found);
	if (rv == CKR_OK)
		rv = p11->C_FindObjectsFinal(w->number);
	if (rv == CKR_OK && found)
		rv = p11->C_GetAttributeValue(w->number, key, &key_type, 1);
	CK_MECHANISM mechanism = {type ? CKM_ECDSA : CKM_RSA_PKCS, NULL, 0};
	answer(rv == CKR_OK ? p11->C_SignInit(w->number, &mechanism, key) : rv);
}

static void sign(struct words *w)
{
	CK_BYTE signature[512];
	CK_ULONG size = sizeof signature;
	if (answer(p11->C_Sign(w->number, (CK_BYTE *)w->second, strlen(w->second), signature, &size)) == CKR_OK)
		print_bytes(signature, size);
}

/* generate SESSION token|session makes an AES key. */
static void generate(struct words *w)
{
	CK_BBOOL on_token = strcmp(w->second, "token") == 0;
	CK_ULONG size = 32;
	CK_OBJECT_HANDLE key = 0;
	CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
	CK_ATTRIBUTE template[] = {{CKA_TOKEN, &on_token, sizeof on_token}, {CKA_VALUE_LEN, &size, sizeof size}};
	answer(p11->C_GenerateKey(w->number, &mechanism, template, 2, &key));
}

static void event(struct words *w)
{
	(void)w;
	CK_SLOT_ID id = 0;
	answer_number(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &id, NULL), &id);
}

static struct {
	pthread_t thread;
	CK_RV rv;
	CK_SLOT_ID id;
} waiter;

static void *wait_blocking(void *module)
{
	waiter.rv = ((struct function_list *)module)->C_WaitForSlotEvent(0, &waiter.id, NULL);
	return NULL;
}

/* wait begins a blocking C_WaitForSlotEvent, waited returns its outcome. */
static void wait(struct words *w)
{
	(void)w;
	answer(pthread_create(&waiter.thread, NULL, wait_blocking, p11));
}

static void waited(struct words *w)
{
	(void)w;
	pthread_join(waiter.thread, NULL);
	answer_number(waiter.rv, &waiter.id);
}

static const struct {
	const char *name;
	void (*run)(struct words *);
} verbs[] = {
	{"load", load},
	{"use", use},
	{"initialize", initialize},
	{"initialize-all", initialize_all},
	{"finalize", finalize},
	{"variable", variable},
	{"slots", slots},
	{"slot", slot},
	{"token", token},
	{"mechanisms", mechanisms},
	{"open", open},
	{"close", close},
	{"close-all", close_all},
	{"session", session},
	{"login", login},
	{"login-so", login_so},
	{"logout", logout},
	{"set-pin", set_pin},
	{"init-pin", init_pin},
	{"sign-init", sign_init},
	{"sign", sign},
	{"generate", generate},
	{"event", event},
	{"wait", wait},
	{"waited", waited},
};

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, stdin) >= 0) {
		char verb[16] = "";
		struct words w = {0};
		sscanf(line, "%15s %4095s %299s %299s", verb, w.first, w.second, w.third);
		w.number = strtoul(w.first, NULL, 16);
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
			if (strcmp(verb, verbs[i].name) == 0)
				verbs[i].run(&w);
		putchar('\n');
		fflush(stdout);
	}
	free(line);
	return 0;
}
