/* A PKCS#11 2.40 driver without a reader, as Windows loads one. All it has to prove is that a driver is loaded and asked. */
#include <windows.h>
#include <string.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
enum { OK = 0, NOT_SUPPORTED = 0x54 };

#pragma pack(push, 1) /* PKCS#11 on Windows, section 2.1 */
typedef struct { unsigned char major, minor; } CK_VERSION;
typedef struct {
	CK_VERSION cryptoki;
	char manufacturer[32];
	CK_ULONG flags;
	char description[32];
	CK_VERSION library;
} CK_INFO;
typedef struct { CK_VERSION version; void *functions[68]; } CK_FUNCTION_LIST;
#pragma pack(pop)

static CK_RV initialize(void *args) { (void)args; return OK; }
static CK_RV finalize(void *reserved) { (void)reserved; return OK; }
static CK_RV unsupported(void) { return NOT_SUPPORTED; }

static CK_RV get_info(CK_INFO *info) {
	memset(info, ' ', sizeof *info);
	info->cryptoki = (CK_VERSION){2, 40};
	info->library = (CK_VERSION){1, 0};
	info->flags = 0;
	return OK;
}

static CK_RV get_slot_list(unsigned char present, CK_ULONG *slots, CK_ULONG *count) {
	(void)present, (void)slots;
	*count = 0;
	return OK;
}

static CK_FUNCTION_LIST list;

__declspec(dllexport) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **out) {
	list.version = (CK_VERSION){2, 40};
	for (int i = 0; i < 68; i++)
		list.functions[i] = unsupported;
	/* In the order of pkcs11f.h. */
	list.functions[0] = initialize;
	list.functions[1] = finalize;
	list.functions[2] = get_info;
	list.functions[3] = C_GetFunctionList;
	list.functions[4] = get_slot_list;
	*out = &list;
	return OK;
}
