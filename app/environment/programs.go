package environment

import (
	"path/filepath"
	"strings"
)

// Purpose is what people use another program for.
type Purpose string

// The purposes.
const (
	Browser   Purpose = "browser"
	PDFReader Purpose = "pdf-reader"
)

// program is one that sites and guides speak of.
type program struct {
	purpose Purpose
	name    string
	// linux are names of its command, or of its desktop entry without the
	// ending; windows those of its file.
	linux, windows []string
}

// programs are in the order in which people are told of them.
var programs = []program{
	{Browser, "Google Chrome", []string{"google-chrome", "google-chrome-stable", "com.google.Chrome"}, []string{"chrome.exe"}},
	{Browser, "Chromium", []string{"chromium", "chromium-browser", "org.chromium.Chromium"}, nil},
	{Browser, "Firefox", []string{"firefox", "firefox-esr", "org.mozilla.firefox"}, []string{"firefox.exe"}},
	{Browser, "Microsoft Edge", []string{"microsoft-edge", "microsoft-edge-stable"}, []string{"msedge.exe"}},
	{Browser, "360安全浏览器", []string{"browser360-cn", "browser360-cn-stable"}, []string{"360se6.exe", "360se.exe"}},
	{Browser, "奇安信浏览器", []string{"qaxbrowser-safe", "qaxbrowser-safe-stable"}, []string{"qaxbrowser.exe"}},
	{Browser, "QQ浏览器", []string{"qqbrowser"}, []string{"QQBrowser.exe"}},
	{Browser, "Internet Explorer", nil, []string{"IEXPLORE.EXE"}},
	{PDFReader, "Adobe Acrobat", []string{"acroread"}, []string{"Acrobat.exe", "AcroRd32.exe"}},
	{PDFReader, "福昕阅读器", []string{"FoxitReader", "foxitreader"}, []string{"FoxitPDFReader.exe", "FoxitReader.exe"}},
	{PDFReader, "WPS", []string{"wpspdf", "wps-office-pdf"}, []string{"wpspdf.exe"}},
	{PDFReader, "Okular", []string{"okular", "org.kde.okular"}, nil},
	{PDFReader, "Evince", []string{"evince", "org.gnome.Evince"}, nil},
}

// Programs names the programs for a purpose that are installed.
func (c *Computer) Programs(purpose Purpose) []string {
	var found []string
	for _, p := range programs {
		if p.purpose == purpose && c.installed(p) {
			found = append(found, p.name)
		}
	}
	return found
}

// appPaths is where Windows keeps what is started by its name alone.
const appPaths = `SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\`

func (c *Computer) installed(p program) bool {
	if c.GOOS == "windows" {
		for _, file := range p.windows {
			if c.Registry != nil && c.Registry.Text(appPaths+file, "") != "" {
				return true
			}
		}
		return false
	}
	for _, name := range p.linux {
		for _, folder := range filepath.SplitList(c.Getenv("PATH")) {
			if c.exists(inRoot(folder, name)) {
				return true
			}
		}
		for _, folder := range c.desktopFolders() {
			if c.exists(inRoot(folder, "applications/"+name+".desktop")) {
				return true
			}
		}
	}
	return false
}

// desktopFolders are where programs leave their desktop entries.
func (c *Computer) desktopFolders() []string {
	folders := filepath.SplitList(c.Getenv("XDG_DATA_DIRS"))
	if len(folders) == 0 {
		folders = []string{"/usr/local/share", "/usr/share"}
	}
	return append(folders, "/var/lib/flatpak/exports/share")
}

// inRoot is a path as Places.Root wants it.
func inRoot(folder, name string) string {
	return strings.TrimPrefix(filepath.ToSlash(filepath.Join(folder, name)), "/")
}
