package environment

import (
	"bufio"
	"bytes"
	"debug/elf"
	"debug/pe"
	"io/fs"
	"os"
	"path"
	"strings"
)

// Library is what a driver's file is, by its first bytes.
type Library struct {
	// Machine is the processor it is made for, as Go calls it where Go knows
	// it; empty if the file is no library, or is found by its name alone.
	Machine string
	Bits    int // 32 or 64; 0 with Machine empty
	// Package is the Debian package that brought it, or empty.
	Package string
}

// Library looks at the file of a driver. The library itself is not loaded.
func (c *Computer) Library(file string) Library {
	var l Library
	data, err := os.Open(file)
	if err != nil {
		return l
	}
	defer func() { _ = data.Close() }() // nothing was written
	if f, err := elf.NewFile(data); err == nil {
		l.Machine, l.Bits = elfMachine(f.Machine), 32
		if f.Class == elf.ELFCLASS64 {
			l.Bits = 64
		}
	} else if f, err := pe.NewFile(data); err == nil {
		l.Machine, l.Bits = peMachine(f.Machine)
	}
	if l.Machine != "" {
		l.Package = c.packageOf(file)
	}
	return l
}

func elfMachine(m elf.Machine) string {
	switch m {
	case elf.EM_386:
		return "386"
	case elf.EM_X86_64:
		return "amd64"
	case elf.EM_ARM:
		return "arm"
	case elf.EM_AARCH64:
		return "arm64"
	case elf.EM_LOONGARCH:
		return "loong64"
	case elf.EM_MIPS:
		return "mips"
	case elf.EM_RISCV:
		return "riscv64"
	default:
		return strings.ToLower(strings.TrimPrefix(m.String(), "EM_"))
	}
}

func peMachine(m uint16) (machine string, bits int) {
	switch m {
	case pe.IMAGE_FILE_MACHINE_I386:
		return "386", 32
	case pe.IMAGE_FILE_MACHINE_AMD64:
		return "amd64", 64
	case pe.IMAGE_FILE_MACHINE_ARM64:
		return "arm64", 64
	default:
		return "", 0
	}
}

// packageOf looks through dpkg's lists of files.
func (c *Computer) packageOf(file string) string {
	const folder = "var/lib/dpkg/info"
	entries, err := fs.ReadDir(c.Root, folder)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".list")
		if !ok {
			continue
		}
		list, err := fs.ReadFile(c.Root, path.Join(folder, e.Name()))
		if err != nil || !bytes.Contains(list, []byte(file)) {
			continue
		}
		for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
			if lines.Text() == file {
				name, _, _ = strings.Cut(name, ":") // of the architecture
				return name
			}
		}
	}
	return ""
}
