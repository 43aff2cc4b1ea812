package environment

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// world is a computer that is made of these files, by their paths without the
// first slash.
func world(goos string, files, env map[string]string) *Computer {
	root := fstest.MapFS{}
	for path, text := range files {
		root[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return &Computer{Places: Places{
		GOOS: goos, GOARCH: "amd64", Root: root,
		Getenv: func(name string) string { return env[name] },
		Access: access, Free: free,
	}}
}

// keys is a registry by path, a bar, and the value's name.
type keys map[string]string

func (k keys) Text(path, value string) string { return k[path+"|"+value] }

func TestSystemNamesWhatItRunsOn(t *testing.T) {
	debian := world("linux", map[string]string{
		"etc/os-release": "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
		"usr/bin/apt-get": "",
	}, map[string]string{"XDG_CURRENT_DESKTOP": "XFCE", "DISPLAY": ":0"})
	want := System{
		Name: "Debian GNU/Linux 12 (bookworm)", Kernel: "6.1.0-18-amd64", Architecture: "amd64", Bits: 64,
		Desktop: "XFCE", Session: "x11", Installer: "apt-get",
	}
	if diff := cmp.Diff(want, debian.System()); diff != "" {
		t.Error(diff)
	}
	kylin := world("linux", map[string]string{"usr/bin/yum": "", "usr/bin/dnf": ""}, nil)
	if got := kylin.System().Installer; got != "dnf" {
		t.Errorf("packages are installed with %q", got)
	}
	bare := world("linux", nil, nil)
	bare.GOARCH = "386"
	if diff := cmp.Diff(System{Name: "linux", Architecture: "386", Bits: 32}, bare.System()); diff != "" {
		t.Error(diff)
	}
}

func TestWindowsIsToldByItsBuild(t *testing.T) {
	for _, test := range []struct {
		product, build, display string
		want                    string
		old                     bool
	}{
		{"Windows 10 Pro", "19045", "22H2", "Windows 10 Pro 22H2", false},
		{"Windows 10 Pro", "22631", "23H2", "Windows 11 Pro 23H2", false},
		{"Windows 7 Professional", "7601", "", "Windows 7 Professional", true},
		{"", "", "", "Windows", false},
	} {
		c := world("windows", nil, map[string]string{"PROCESSOR_ARCHITEW6432": "AMD64"})
		c.Registry = keys{
			currentVersion + "|ProductName": test.product, currentVersion + "|CurrentBuildNumber": test.build,
			currentVersion + "|DisplayVersion": test.display,
		}
		if s := c.System(); s.Name != test.want || s.Old != test.old || !s.Emulated {
			t.Errorf("%+v", s)
		}
	}
}

func TestFoldersAreWrittenTo(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, mode := range map[string]os.FileMode{"fine": 0o700, "open": 0o755} {
		if err := os.Mkdir(path(name), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path(name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path("file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := world(runtime.GOOS, nil, nil)
	c.Free = func(string) (uint64, error) { return 7, nil }
	for _, name := range []string{"fine", "open", "file", "to/come", "file/below"} {
		c.Kept = append(c.Kept, Kept{StateFolder, path(name)})
	}
	var states []FolderState
	for _, f := range c.Folders(t.Context()) {
		states = append(states, f.State)
		if (f.Err == nil) != (f.State != FolderBlocked && f.State != FolderUnwritable) {
			t.Errorf("%s: %s with %v", f.Path, f.State, f.Err)
		}
	}
	want := []FolderState{FolderFine, FolderOpen, FolderBlocked, FolderToCome, FolderBlocked}
	windows := runtime.GOOS == "windows"
	if windows { // a mode says nothing there
		want[1] = FolderFine
	}
	if states[4] == FolderUnwritable { // not a directory, as some systems put it
		want[4] = FolderUnwritable
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	if left, err := os.ReadDir(path("fine")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if f := c.Folders(t.Context())[0]; f.Free != 7 || !f.FreeKnown || f.Ours == windows {
		t.Errorf("%+v", f)
	}
}

func TestAFolderThatCannotBeMadeIsTold(t *testing.T) {
	c := world("linux", nil, nil)
	c.Access = func(string) error { return os.ErrPermission }
	c.Kept = []Kept{{StateFolder, filepath.Join(t.TempDir(), "new")}}
	if f := c.Folders(t.Context())[0]; f.State != FolderUnwritable || !errors.Is(f.Err, os.ErrPermission) {
		t.Errorf("%+v", f)
	}
}

func TestAFolderIsMended(t *testing.T) {
	c := world(runtime.GOOS, nil, nil)
	path := filepath.Join(t.TempDir(), "a", "b")
	c.Kept = []Kept{{StateFolder, path}}
	mended := func() {
		t.Helper()
		if err := c.MendFolder(path); err != nil {
			t.Fatal(err)
		}
		if f := c.Folders(t.Context())[0]; f.State != FolderFine {
			t.Errorf("%+v", f)
		}
	}
	mended()
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
	mended()
}

func TestTheReaderServiceIsFoundByItsSocket(t *testing.T) {
	const head = "Num       RefCount Protocol Flags    Type St Inode Path\n"
	for _, test := range []struct {
		files map[string]string
		goos  string
		want  Service
	}{
		{map[string]string{"proc/net/unix": head + "0000000000000000: 00000002 00000000 00010000 0001 01 28 /run/pcscd/pcscd.comm\n"}, "linux", ServiceRuns},
		{map[string]string{"proc/net/unix": head + "0000000000000000: 00000003 00000000 00000000 0001 03 29 /run/pcscd/pcscd.comm\n"}, "linux", ServiceAbsent},
		{map[string]string{"usr/sbin/pcscd": ""}, "linux", ServiceStopped},
		{nil, "linux", ServiceAbsent},
		{nil, "windows", ServiceUnknown},
	} {
		if got := world(test.goos, test.files, nil).Readers(); got != test.want {
			t.Errorf("%v: %q, want %q", test.files, got, test.want)
		}
	}
}

func TestWhatLooksLikeAKeyIsFoundOnUSB(t *testing.T) {
	device := func(files map[string]string, at, vendor, product, name, number string) {
		at = "sys/bus/usb/devices/" + at
		files[at+"/idVendor"], files[at+"/idProduct"] = vendor+"\n", product+"\n"
		files[at+"/product"], files[at+"/busnum"], files[at+"/devnum"] = name+"\n", "1\n", number+"\n"
	}
	files := map[string]string{
		"sys/bus/usb/devices/1-2:1.0/bInterfaceClass": "0b\n",
		"sys/bus/usb/devices/1-3:1.0/bInterfaceClass": "03\n",
	}
	device(files, "usb1", "1d6b", "0002", "xHCI Host Controller", "1")
	device(files, "1-2", "aaaa", "0001", "Reader", "12")         // a smart card
	device(files, "1-3", "046d", "c31c", "Keyboard", "3")        // neither
	device(files, "1-4", "096e", "0807", "", "4")                // by its maker
	device(files, "1-5", "bbbb", "0002", "mToken CryptoID", "5") // by its name
	device(files, "1-6", "'$(x", "0002", "UKey", "6")            // no number at all
	c := world("linux", files, nil)
	c.Access = func(path string) error {
		if path == "/dev/bus/usb/001/004" {
			return os.ErrPermission
		}
		return nil
	}
	want := []Device{
		{"096e", "0807", "", "/dev/bus/usb/001/004", os.ErrPermission},
		{"bbbb", "0002", "mToken CryptoID", "/dev/bus/usb/001/005", nil},
		{"aaaa", "0001", "Reader", "/dev/bus/usb/001/012", nil},
	}
	got, ok := c.Devices()
	if diff := cmp.Diff(want, got, cmpopts.EquateErrors()); diff != "" || !ok {
		t.Error(diff)
	}
	if _, ok := world("linux", nil, nil).Devices(); ok {
		t.Error("no ports, and looked at")
	}
}

func TestOtherProgramsThatHaveTheDriverAreNamed(t *testing.T) {
	const maps = "7f00-7f01 r-xp 00000000 08:01 42 /opt/vendor/libkey.so\n"
	c := world("linux", map[string]string{
		"proc/1/comm": "assistant\n", "proc/1/maps": maps,
		"proc/2/comm": "assistant\n", "proc/2/maps": maps,
		"proc/3/comm": "ukeyctl\n", "proc/3/maps": maps,
		"proc/4/comm": "bash\n", "proc/4/maps": "7f00-7f01 r-xp 00000000 08:01 42 /usr/lib/libc.so\n",
		"proc/5/comm":    "gone\n",
		"proc/self/comm": "self\n", "proc/self/maps": maps,
	}, nil)
	if got := c.Holders(t.Context(), []string{"/x.so", "/opt/vendor/libkey.so"}); !slices.Equal(got, []string{"assistant"}) {
		t.Errorf("%v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := c.Holders(ctx, []string{"/opt/vendor/libkey.so"}); len(got) > 0 {
		t.Errorf("after the end: %v", got)
	}
}

func TestInstalledProgramsAreNamed(t *testing.T) {
	linux := world("linux", map[string]string{
		"opt/bin/firefox-esr":                                                 "",
		"usr/share/applications/google-chrome.desktop":                        "",
		"var/lib/flatpak/exports/share/applications/org.gnome.Evince.desktop": "",
	}, map[string]string{"PATH": "/usr/bin" + string(filepath.ListSeparator) + "/opt/bin"})
	windows := world("windows", nil, nil)
	windows.Registry = keys{appPaths + "AcroRd32.exe|": `C:\x.exe`, appPaths + "msedge.exe|": `C:\y.exe`}
	for _, test := range []struct {
		on      *Computer
		purpose Purpose
		want    []string
	}{
		{linux, Browser, []string{"Google Chrome", "Firefox"}},
		{linux, PDFReader, []string{"Evince"}},
		{windows, Browser, []string{"Microsoft Edge"}},
		{windows, PDFReader, []string{"Adobe Acrobat"}},
	} {
		if got := test.on.Programs(test.purpose); !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %v, want %v", test.on.GOOS, test.purpose, got, test.want)
		}
	}
}
