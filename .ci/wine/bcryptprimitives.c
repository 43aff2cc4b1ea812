/* What Go needs of Windows and wine 8 does not have yet. Every Go program loads this library before all others, so that the rest of
   what is missing can be put right here as well. */
#include <windows.h>
#include <winternl.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom of advapi32 */

/* Random bytes. */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
	while (size > 0) {
		ULONG part = size > 1 << 20 ? 1 << 20 : (ULONG)size;
		if (!SystemFunction036(data, part))
			return FALSE;
		data += part;
		size -= part;
	}
	return TRUE;
}

#define NOT_IMPLEMENTED ((NTSTATUS)0xc0000002)
#define INVALID_INFO_CLASS ((NTSTATUS)0xc0000003)

typedef NTSTATUS(NTAPI *set_information)(HANDLE, PIO_STATUS_BLOCK, PVOID, ULONG, ULONG);
static set_information genuine_set;

/* Deleting a file as POSIX does came with Windows 10. Go falls back to the older way where the system says that it knows of
   no such thing, as Windows 7 does; wine 8 says that it has yet to be written. */
static NTSTATUS NTAPI set_information_file(HANDLE file, PIO_STATUS_BLOCK status, PVOID data, ULONG length, ULONG class) {
	NTSTATUS result = genuine_set(file, status, data, length, class);
	return result == NOT_IMPLEMENTED ? INVALID_INFO_CLASS : result;
}

typedef NTSTATUS(NTAPI *create_pipe)(PHANDLE, ULONG, POBJECT_ATTRIBUTES, PIO_STATUS_BLOCK, ULONG, ULONG, ULONG, ULONG, ULONG, ULONG,
	ULONG, ULONG, ULONG, PLARGE_INTEGER);
static create_pipe genuine_create;

/* The first instance of a pipe, made without the right to read or write, only holds the name: nobody gets connected to it. In
   wine 8 the first client does, and waits for an answer for ever. It has had one here. */
static NTSTATUS NTAPI create_named_pipe(PHANDLE pipe, ULONG access, POBJECT_ATTRIBUTES name, PIO_STATUS_BLOCK status, ULONG share,
	ULONG disposition, ULONG options, ULONG type, ULONG read, ULONG completion, ULONG most, ULONG in, ULONG out,
	PLARGE_INTEGER timeout) {
	NTSTATUS result =
		genuine_create(pipe, access, name, status, share, disposition, options, type, read, completion, most, in, out, timeout);
	if (result == 0 && (access & (GENERIC_READ | GENERIC_WRITE)) == 0) {
		IO_STATUS_BLOCK ignored;
		HANDLE client;
		if (NtOpenFile(&client, GENERIC_READ | SYNCHRONIZE, name, &ignored, FILE_SHARE_READ | FILE_SHARE_WRITE, 0) == 0)
			NtClose(client);
		DisconnectNamedPipe(*pipe);
	}
	return result;
}

/* replace has whoever looks a function of a library up from now on find another one. The table of exports has 32 bits for an
   address, counted from the library's, so that the way leads over a jump that lies close to it. */
static void *replace(BYTE *library, const char *name, void *by) {
	IMAGE_NT_HEADERS *headers = (void *)(library + ((IMAGE_DOS_HEADER *)library)->e_lfanew);
	IMAGE_EXPORT_DIRECTORY *exports =
		(void *)(library + headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress);
	DWORD *names = (void *)(library + exports->AddressOfNames), *functions = (void *)(library + exports->AddressOfFunctions);
	WORD *ordinals = (void *)(library + exports->AddressOfNameOrdinals);
	for (DWORD i = 0; i < exports->NumberOfNames; i++) {
		if (strcmp((char *)library + names[i], name) != 0)
			continue;
		BYTE *jump = NULL;
		for (SIZE_T away = 1 << 24; jump == NULL && away < 1u << 31; away += 1 << 20)
			jump = VirtualAlloc(library + away, 16, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
		DWORD *entry = &functions[ordinals[i]], before;
		if (jump == NULL || !VirtualProtect(entry, sizeof *entry, PAGE_READWRITE, &before))
			return NULL;
		void *old = library + *entry;
		memcpy(jump, "\x48\xb8", 2); /* mov rax, by; jmp rax */
		memcpy(jump + 2, &by, 8);
		memcpy(jump + 10, "\xff\xe0", 2);
		*entry = (DWORD)(jump - library);
		VirtualProtect(entry, sizeof *entry, before, &before);
		return old;
	}
	return NULL;
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID reserved) {
	(void)self, (void)reserved;
	if (reason == DLL_PROCESS_ATTACH) {
		BYTE *ntdll = (BYTE *)GetModuleHandleA("ntdll.dll");
		genuine_set = (set_information)replace(ntdll, "NtSetInformationFile", set_information_file);
		genuine_create = (create_pipe)replace(ntdll, "NtCreateNamedPipeFile", create_named_pipe);
	}
	return TRUE;
}
