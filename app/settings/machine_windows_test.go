package settings

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

func TestTheMachinesFolderIsNotTheEnvironments(t *testing.T) {
	t.Setenv("ProgramData", t.TempDir())
	if got := MachineFile(); filepath.Dir(filepath.Dir(got)) == os.Getenv("ProgramData") {
		t.Errorf("the machine's file is %s", got)
	}
}

func TestOnlyAdministratorsDecideForEverybody(t *testing.T) {
	for kind, want := range map[windows.WELL_KNOWN_SID_TYPE]bool{
		windows.WinBuiltinAdministratorsSid: true, windows.WinLocalSystemSid: true,
		windows.WinBuiltinUsersSid: false, windows.WinWorldSid: false, windows.WinCreatorOwnerSid: false,
	} {
		owner, err := windows.CreateWellKnownSid(kind)
		if err != nil {
			t.Fatal(err)
		}
		if got := administers(owner); got != want {
			t.Errorf("%s: %v", owner, got)
		}
	}
	if ByAdministrator(filepath.Join(t.TempDir(), "none")) {
		t.Error("a file that is not there is the administrator's")
	}
}
