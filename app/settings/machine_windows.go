package settings

import "golang.org/x/sys/windows"

// machineFolder is where all programs' settings for the machine are. It is not
// taken from the environment, which everybody can change for himself and so
// for what the administrator has locked.
func machineFolder() string {
	data, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0)
	if err != nil {
		return `C:\ProgramData`
	}
	return data
}

// ByAdministrator tells whether the machine's file was written by somebody who
// may decide for all users of it. Windows lets every user make folders and
// files beside those of the administrator, and whoever names the drivers runs
// his own code when others show their keys.
func ByAdministrator(path string) bool {
	info, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	owner, _, err := info.Owner()
	return err == nil && administers(owner)
}

// administers tells whether a file's owner is the administrators, as it is of
// what one of them makes, or the system, for which programs roll settings out.
func administers(owner *windows.SID) bool {
	return owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) || owner.IsWellKnown(windows.WinLocalSystemSid)
}
