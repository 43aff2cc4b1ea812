package pkcs11

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"ukey/token"
)

// checkBinary says what is wrong with the file at path before the system's
// loader, whose messages mean little to a person, gets to see it. A bare name is
// left to the loader.
func checkBinary(path string) *token.LibraryError {
	if bareName(path) {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		fault := token.LibraryUnusable
		if errors.Is(err, fs.ErrNotExist) {
			fault = token.LibraryMissing
		}
		return &token.LibraryError{Path: path, Fault: fault, Detail: err.Error()}
	}
	defer func() { _ = f.Close() }()

	machines, err := machinesOf(f)
	if errors.Is(err, errIncomplete) {
		return &token.LibraryError{Path: path, Fault: token.LibraryUnusable, Detail: err.Error()}
	}
	if err != nil {
		return &token.LibraryError{Path: path, Fault: token.LibraryNotPKCS11, Detail: err.Error()}
	}
	for _, m := range machines {
		if m == runtime.GOARCH {
			return nil
		}
	}
	return &token.LibraryError{
		Path: path, Fault: token.LibraryWrongArchitecture,
		Detail: fmt.Sprintf("library is for %v, program is for %s", machines, runtime.GOARCH),
	}
}

// bareName says that path names no folder, so that the loader searches for it.
func bareName(path string) bool { return filepath.Base(path) == path }

// machinesOf returns the processors, in Go's names, that a program library of
// this system's format was built for.
func machinesOf(f *os.File) ([]string, error) {
	switch runtime.GOOS {
	case "windows":
		b, err := pe.NewFile(f)
		if err != nil {
			return nil, fmt.Errorf("not a DLL: %w", err)
		}
		return []string{machineName(peMachines, b.Machine)}, nil
	case "darwin":
		return machoMachines(f)
	default:
		b, err := elf.NewFile(f)
		if err != nil {
			return nil, fmt.Errorf("not a shared library: %w", err)
		}
		if err := checkComplete(f, b); err != nil {
			return nil, err
		}
		return []string{machineName(elfMachines, b.Machine)}, nil
	}
}

// errIncomplete: the file ends before the library does.
var errIncomplete = errors.New("file is cut off")

// checkComplete finds a library that was cut off on its way here. The loader
// does not look: it maps what should be there, and the process dies of SIGBUS
// when it reads that.
func checkComplete(f *os.File, b *elf.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for _, p := range b.Progs {
		if end := p.Off + p.Filesz; end < p.Off || end > uint64(info.Size()) {
			return errIncomplete
		}
	}
	return nil
}

func machoMachines(f *os.File) ([]string, error) {
	fat, err := macho.NewFatFile(f)
	if err == nil {
		var all []string
		for _, a := range fat.Arches {
			all = append(all, machineName(machoCPUs, a.Cpu))
		}
		return all, nil
	}
	b, err := macho.NewFile(f)
	if err != nil {
		return nil, fmt.Errorf("not a dynamic library: %w", err)
	}
	return []string{machineName(machoCPUs, b.Cpu)}, nil
}

var (
	peMachines = map[uint16]string{
		pe.IMAGE_FILE_MACHINE_I386:  "386",
		pe.IMAGE_FILE_MACHINE_AMD64: "amd64",
		pe.IMAGE_FILE_MACHINE_ARM64: "arm64",
	}
	elfMachines = map[elf.Machine]string{
		elf.EM_386:       "386",
		elf.EM_X86_64:    "amd64",
		elf.EM_ARM:       "arm",
		elf.EM_AARCH64:   "arm64",
		elf.EM_LOONGARCH: "loong64",
		elf.EM_RISCV:     "riscv64",
	}
	machoCPUs = map[macho.Cpu]string{
		macho.Cpu386:   "386",
		macho.CpuAmd64: "amd64",
		macho.CpuArm64: "arm64",
	}
)

func machineName[M comparable](names map[M]string, machine M) string {
	if name, ok := names[machine]; ok {
		return name
	}
	return fmt.Sprintf("%v", machine)
}
