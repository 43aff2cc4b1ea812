package app

import (
	"slices"
	"time"

	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/token"
)

// Report is what Doctor found, layer by layer: what does not work in one is
// often the reason why there is nothing in the next.
type Report struct {
	At     time.Time
	Checks []Check
	// Missing says why the key that was named is not looked at: a
	// *NoTokenError or an *AmbiguousTokenError; nil if none was named, or it
	// is there.
	Missing error
}

// Result is the worst of all checks. What was skipped does not count.
func (r *Report) Result() Result { return worst(r.Checks) }

func worst(checks []Check) Result {
	for _, result := range []Result{ResultFailed, ResultWarning} {
		if slices.ContainsFunc(checks, func(c Check) bool { return c.Result == result }) {
			return result
		}
	}
	return ResultOK
}

// Check is one thing that was looked at. Package words makes sentences of it.
type Check struct {
	Layer  Layer
	Result Result
	// Finding says what was found, in a word that stays the same in every
	// language and version.
	Finding Finding
	// Err is the cause, where an error was met.
	Err error
	// Fixes are what can be done about it, the best first.
	Fixes []Fix

	// What was looked at, as far as it applies.
	Notice      *settings.Notice
	Driver      *Driver
	Library     environment.Library // the file of Driver, by the looks of it
	Slots       []token.Slot        // of Driver
	Key         *Key
	Certificate *Certificate // on Key
	URL         string       // of the CA
	Proxy       string       // on the way to it: an address without a password
	// Here and There are this computer's clock and the CA's at one moment;
	// There is zero if the CA's is not known.
	Here, There time.Time
	// Of the computer.
	System   *environment.System
	Folder   *environment.Folder
	Devices  []environment.Device // on USB
	Programs []string             // other people's, by name
	Scale    int                  // of the screen, in percent
}

// Layer is a part of the way from the settings to the CA, or something beside
// the way that the programs need.
type Layer string

// The layers of a report and, LayerSpace and LayerBound, of a Preflight. The
// order of a report is that of Layers.
const (
	LayerSettings    Layer = "settings"
	LayerDriver      Layer = "driver"
	LayerSlot        Layer = "slot"
	LayerToken       Layer = "token"
	LayerPIN         Layer = "pin"
	LayerSpace       Layer = "space" // on the key, for what a renewal adds
	LayerBound       Layer = "bound" // what was made with the certificate and outlives it
	LayerCertificate Layer = "certificate"
	LayerChain       Layer = "chain"
	LayerClock       Layer = "clock"
	LayerProxy       Layer = "proxy"      // is there and lets through
	LayerName        Layer = "ca-name"    // the CA's host name is found
	LayerConnection  Layer = "ca-connect" // a connection comes about
	LayerTLS         Layer = "ca-tls"     // the CA proves who it is
	LayerEST         Layer = "ca-est"     // and answers as one should
	LayerReaders     Layer = "readers"    // the system's service for smart card readers
	LayerUSB         Layer = "usb"
	LayerHolders     Layer = "other-programs" // which have the driver loaded as well
	LayerSystem      Layer = "system"
	LayerScreen      Layer = "screen"
	LayerFolder      Layer = "folder" // that the programs write to
	LayerTray        Layer = "tray"   // has a place for an icon
	LayerMessages    Layer = "notifications"
	LayerResident    Layer = "background" // the program that reminds
	LayerAutostart   Layer = "autostart"
	LayerBrowser     Layer = "browser"
	LayerPDF         Layer = "pdf-reader"
)

// Result is how a check went.
type Result string

// The results.
const (
	ResultOK Result = "ok"
	// ResultInfo: it is good to know, and nothing follows from it.
	ResultInfo    Result = "info"
	ResultWarning Result = "warning"
	ResultFailed  Result = "failed"
	// ResultSkipped: it could not be looked at, or there was nothing to look
	// at.
	ResultSkipped Result = "skipped"
)

// Finding is what a check found.
type Finding string

// The findings. Those of a driver are "driver-" and its DriverState.
const (
	FoundSettingsFine   Finding = "settings-fine"
	FoundSettingLocked  Finding = "setting-locked"
	FoundSettingUnknown Finding = "setting-unknown"
	// FoundSettingsUntrusted: the machine's file is not the administrator's.
	FoundSettingsUntrusted Finding = "settings-untrusted"

	FoundNoDriver    Finding = "no-driver"
	FoundOtherDriver Finding = "driver-other" // of another kind than PKCS#11
	// FoundUnusedDriver: it cannot be used here, and the keys do without it.
	FoundUnusedDriver Finding = "driver-unused"

	FoundSlots      Finding = "slots-with-tokens"
	FoundNoSlot     Finding = "no-slot"
	FoundSlotsEmpty Finding = "slots-empty"
	FoundSlotBlank  Finding = "slot-not-initialised" // what lies in it is no key yet
	FoundSlotFault  Finding = "slot-not-readable"

	FoundToken          Finding = "token-present"
	FoundNoToken        Finding = "no-token"       // or not the one that was named
	FoundSeveralTokens  Finding = "several-tokens" // by the name that was given
	FoundTokenReadOnly  Finding = "token-read-only"
	FoundTokenNotLooked Finding = "token-not-looked-for"

	FoundPINOK          Finding = "pin-ok"
	FoundPINLow         Finding = "pin-low"
	FoundPINFinal       Finding = "pin-final"
	FoundPINLocked      Finding = "pin-locked"
	FoundPINUnblockable Finding = "pin-locked-unblockable"
	FoundPINUnknown     Finding = "pin-unknown"
	FoundPINToBeChanged Finding = "pin-to-be-changed"

	FoundSpace        Finding = "space-enough"
	FoundSpaceShort   Finding = "space-short"
	FoundSpaceUnknown Finding = "space-unknown"

	FoundBound Finding = "bound-to-certificate"

	FoundValid         Finding = "certificate-valid"
	FoundExpiring      Finding = "certificate-expiring"
	FoundExpired       Finding = "certificate-expired"
	FoundNotYetValid   Finding = "certificate-not-yet-valid"
	FoundUnreadable    Finding = "certificate-unreadable"
	FoundSuperseded    Finding = "certificate-superseded"
	FoundNoKey         Finding = "certificate-without-key"
	FoundNoCertificate Finding = "no-certificate"
	FoundNothingRead   Finding = "certificates-not-read"

	FoundChainTrusted Finding = "chain-trusted" // leads to the CA that is set up
	FoundChainOnToken Finding = "chain-on-token"
	FoundChainBroken  Finding = "chain-broken" // the issuer has not signed it
	FoundChainOtherCA Finding = "chain-other-ca"
	FoundChainUnknown Finding = "chain-unknown"

	FoundClockRight   Finding = "clock-right"
	FoundClockOff     Finding = "clock-off"
	FoundClockSuspect Finding = "clock-suspect" // by what certificates say
	FoundClockUnknown Finding = "clock-unknown"

	FoundCANotSetUp   Finding = "ca-not-set-up"
	FoundCASettings   Finding = "ca-settings" // cannot be used as they are
	FoundCANotReached Finding = "ca-not-reached"
	FoundCAName       Finding = "ca-name-found"
	FoundNoCAName     Finding = "ca-name-not-found"
	FoundConnection   Finding = "ca-connected"
	FoundNoConnection Finding = "ca-no-connection"
	FoundCATrusted    Finding = "ca-trusted"
	FoundCAUntrusted  Finding = "ca-untrusted"
	FoundCABroken     Finding = "ca-tls-broken" // dropped before anything was proved
	FoundCAAnswers    Finding = "ca-answers"
	FoundCARefuses    Finding = "ca-refuses"
	FoundCAGarbled    Finding = "ca-answer-not-understood"
	FoundCASilent     Finding = "ca-silent"

	FoundNoProxy       Finding = "proxy-none"
	FoundProxy         Finding = "proxy-lets-through"
	FoundProxyAway     Finding = "proxy-away"
	FoundProxyPassword Finding = "proxy-wants-password"
	FoundProxyRefuses  Finding = "proxy-refuses"
	FoundProxyUnusable Finding = "proxy-unusable"

	FoundReadersRun     Finding = "readers-running"
	FoundReadersStopped Finding = "readers-stopped"
	FoundReadersAbsent  Finding = "readers-absent"

	FoundUSB       Finding = "usb-device"
	FoundNoUSB     Finding = "usb-nothing"
	FoundUSBDenied Finding = "usb-denied"

	FoundHolders   Finding = "other-programs-there"
	FoundNoHolders Finding = "other-programs-none"

	FoundSystem    Finding = "system"
	FoundSystemOld Finding = "system-old"
	FoundScreen    Finding = "screen"

	FoundFolder        Finding = "folder-fine"
	FoundFolderToCome  Finding = "folder-to-come"
	FoundFolderOpen    Finding = "folder-open-to-all"
	FoundFolderClosed  Finding = "folder-not-writable"
	FoundFolderBlocked Finding = "folder-blocked"
	FoundFolderScarce  Finding = "folder-little-space"
	FoundFolderFull    Finding = "folder-no-space"

	FoundDesktopUnknown Finding = "desktop-unknown" // none runs, or it cannot be asked
	FoundTray           Finding = "tray"
	FoundNoTray         Finding = "tray-none"
	FoundMessages       Finding = "notifications"
	FoundNoMessages     Finding = "notifications-none"

	FoundResident      Finding = "background-running"
	FoundNoResident    Finding = "background-not-running"
	FoundResidentOff   Finding = "background-off"
	FoundAutostart     Finding = "autostart-on"
	FoundNoAutostart   Finding = "autostart-missing" // although it is set
	FoundAutostartOff  Finding = "autostart-off"
	FoundAutostartFail Finding = "autostart-unknown"

	FoundBrowsers  Finding = "browsers"
	FoundNoBrowser Finding = "browser-none"
	FoundPDF       Finding = "pdf-readers"
	FoundNoAdobe   Finding = "pdf-no-adobe"
	FoundNoPDF     Finding = "pdf-reader-none"
)
