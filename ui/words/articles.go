package words

import "strings"

// articles are the help articles (package ui/help/book) that explain errors, by
// how the IDs of the errors' texts begin; the longest beginning counts.
var articles = map[string]string{
	"error.pin-incorrect":     "pin-forgotten",
	"error.last-try":          "pin-forgotten",
	"error.pin-locked":        "pin-locked",
	"error.puk-":              "pin-locked",
	"error.not-unblockable":   "pin-locked",
	"error.pin-length":        "pin-rules",
	"error.pin-refused":       "pin-rules",
	"error.pin-characters":    "pin-rules",
	"error.pin-simple":        "pin-rules",
	"error.pin-to-be-changed": "change-pin",

	"error.full":               "key-trouble",
	"error.read-only":          "key-trouble",
	"error.key-not-found":      "key-trouble",
	"error.unsupported":        "driver",
	"error.driver":             "driver",
	"error.set-aside":          "driver",
	"error.library-":           "driver",
	"error.no-token":           "no-key",
	"error.no-token.driver":    "driver",
	"error.no-token.no-driver": "driver",
	"error.ambiguous-token":    "several-certificates",

	"error.nothing-to-renew": "blank-key",
	"error.expired":          "expired",
	"error.not-yet-valid":    "clock",
	"check.clock-off":        "clock",
	"check.clock-suspect":    "clock",
	"error.answer":           "renewal-interrupted",
	"error.self-test":        "renewal-interrupted",
	"error.interrupted":      "renewal-interrupted",
	"error.busy":             "renewal-interrupted",
	"error.journal":          "renewal-interrupted",
	"error.other-ca":         "renewal-interrupted",
	"error.other-renewal":    "renewal-interrupted",

	"error.no-ca":                   "ca-unreachable",
	"error.no-root":                 "ca-unreachable",
	"error.roots":                   "ca-unreachable",
	"error.ca-":                     "ca-unreachable",
	"error.ca-rejected-certificate": "error-codes",
	"error.ca-pending":              "review",
	"error.ca-elsewhere":            "ca-unreachable",
	"error.ca-refused":              "support",
	"error.ca-refused.-":            "error-codes",
	"error.ca-refused.1":            "error-codes",
	"error.ca-refused.2":            "error-codes",
	"error.ca-refused.4":            "error-codes-apply",
	"error.proxy":                   "admin-network",
	"error.setting":                 "admin-settings",
	"error.program":                 "background",
	"error.running":                 "background",
	"error.no-desktop":              "environment",

	"check.driver-machine":      "driver",
	"check.usb-":                "no-key",
	"check.readers-":            "admin-drivers",
	"check.other-programs-":     "key-trouble",
	"check.ca-":                 "ca-unreachable",
	"check.setting-":            "admin-settings",
	"check.folder-":             "environment",
	"check.tray-":               "background",
	"check.notifications-":      "background",
	"check.background-":         "background",
	"check.autostart-":          "background",
	"check.certificate-":        "when-to-renew",
	"check.certificate-ex":      "renew",
	"check.certificate-expired": "expired",
	"check.no-certificate":      "blank-key",
	"check.pin-locked":          "pin-locked",
	"check.pin-low":             "pin-forgotten",

	"error.wrong-code":       "sms-code",
	"error.not-expired":      "renew",
	"error.certificate-gone": "expired",
	"error.access-lost":      "error-codes-apply",
	"error.no-draft":         "review",
	"error.stage":            "review",
	"error.flaws":            "papers",
	"error.draft":            "privacy",
	"scan-flaw":              "scans",

	"error.timeout": "support",
	"error.unknown": "support",
}

// articleOf is the ID of the help article about the error whose text has that
// ID, or "".
func articleOf(text string) string {
	found, length := "", 0
	for beginning, article := range articles {
		if len(beginning) > length && strings.HasPrefix(text, beginning) {
			found, length = article, len(beginning)
		}
	}
	return found
}
