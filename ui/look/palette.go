package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours beyond those that Fyne names. Each "tint" is the ground on which
// text of the plain colour is read.
const (
	Muted       fyne.ThemeColorName = "muted"       // secondary text
	Sidebar     fyne.ThemeColorName = "sidebar"     // ground beside the content
	Raised      fyne.ThemeColorName = "raised"      // ground of a box on the content
	Track       fyne.ThemeColorName = "track"       // the part of a bar that is not filled
	AccentText  fyne.ThemeColorName = "accentText"  // links, the mark of the current thing
	AccentTint  fyne.ThemeColorName = "accentTint"  // selected row, information
	SuccessTint fyne.ThemeColorName = "successTint" // good news
	WarningTint fyne.ThemeColorName = "warningTint" // due soon
	DangerTint  fyne.ThemeColorName = "dangerTint"  // expired, locked, failed
	DangerFill  fyne.ThemeColorName = "dangerFill"  // ground of a button that warns
	Scrim       fyne.ThemeColorName = "scrim"       // over the window, under a dialog
)

// palette is one set of colours by name.
type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func rgba(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

// light is made for bright offices: white content, one blue, and state
// colours dark enough to be read as text.
func light() palette {
	return palette{
		theme.ColorNameBackground:          rgb(0xFFFFFF),
		theme.ColorNameForeground:          rgb(0x1F2328),
		theme.ColorNamePrimary:             rgb(0x1F6FEB),
		theme.ColorNameHyperlink:           rgb(0x0B5CD6),
		theme.ColorNameFocus:               rgb(0x1F6FEB),
		theme.ColorNameSuccess:             rgb(0x1A7F37),
		theme.ColorNameWarning:             rgb(0x9A6700),
		theme.ColorNameError:               rgb(0xCF222E),
		theme.ColorNameButton:              rgb(0xF3F5F7),
		theme.ColorNameDisabled:            rgb(0x8C959F),
		theme.ColorNameDisabledButton:      rgb(0xEEF1F4),
		theme.ColorNameHover:               rgba(0x1F2328, 0x0D),
		theme.ColorNamePressed:             rgba(0x1F2328, 0x1F),
		theme.ColorNameInputBackground:     rgb(0xFFFFFF),
		theme.ColorNameInputBorder:         rgb(0xC4CCD4),
		theme.ColorNamePlaceHolder:         rgb(0x6A737D),
		theme.ColorNameSelection:           rgb(0xCCE1FF),
		theme.ColorNameSeparator:           rgb(0xE1E5EA),
		theme.ColorNameScrollBar:           rgba(0x1F2328, 0x40),
		theme.ColorNameScrollBarBackground: rgba(0x1F2328, 0x00),
		theme.ColorNameShadow:              rgba(0x1F2328, 0x30),
		theme.ColorNameMenuBackground:      rgb(0xFFFFFF),
		theme.ColorNameOverlayBackground:   rgb(0xFFFFFF),
		theme.ColorNameHeaderBackground:    rgb(0xF6F8FA),
		Muted:                              rgb(0x59636E),
		Sidebar:                            rgb(0xF6F8FA),
		Raised:                             rgb(0xF6F8FA),
		Track:                              rgb(0xE1E5EA),
		AccentText:                         rgb(0x0B5CD6),
		AccentTint:                         rgb(0xE4EFFF),
		SuccessTint:                        rgb(0xE3F8E8),
		WarningTint:                        rgb(0xFFF8C5),
		DangerTint:                         rgb(0xFFEFED),
		DangerFill:                         rgb(0xCF222E),
		Scrim:                              rgba(0x1F2328, 0x66),
	}
}

// dark is not the light one turned round: surfaces get lighter towards the
// reader, and the state colours are lifted until they can be read.
func dark() palette {
	return palette{
		theme.ColorNameBackground:          rgb(0x1B1F24),
		theme.ColorNameForeground:          rgb(0xE6EDF3),
		theme.ColorNamePrimary:             rgb(0x1F6FEB),
		theme.ColorNameHyperlink:           rgb(0x6CB0FF),
		theme.ColorNameFocus:               rgb(0x58A6FF),
		theme.ColorNameSuccess:             rgb(0x4AC26B),
		theme.ColorNameWarning:             rgb(0xE0AC3A),
		theme.ColorNameError:               rgb(0xFF7B72),
		theme.ColorNameButton:              rgb(0x2D333B),
		theme.ColorNameDisabled:            rgb(0x6E7681),
		theme.ColorNameDisabledButton:      rgb(0x262B32),
		theme.ColorNameHover:               rgba(0xE6EDF3, 0x12),
		theme.ColorNamePressed:             rgba(0xE6EDF3, 0x24),
		theme.ColorNameInputBackground:     rgb(0x14171B),
		theme.ColorNameInputBorder:         rgb(0x444C56),
		theme.ColorNamePlaceHolder:         rgb(0x8B949E),
		theme.ColorNameSelection:           rgb(0x1B4B91),
		theme.ColorNameSeparator:           rgb(0x30363D),
		theme.ColorNameScrollBar:           rgba(0xE6EDF3, 0x40),
		theme.ColorNameScrollBarBackground: rgba(0xE6EDF3, 0x00),
		theme.ColorNameShadow:              rgba(0x000000, 0x80),
		theme.ColorNameMenuBackground:      rgb(0x262B32),
		theme.ColorNameOverlayBackground:   rgb(0x22272E),
		theme.ColorNameHeaderBackground:    rgb(0x15181C),
		Muted:                              rgb(0xA1ABB6),
		Sidebar:                            rgb(0x15181C),
		Raised:                             rgb(0x22272E),
		Track:                              rgb(0x373E47),
		AccentText:                         rgb(0x6CB0FF),
		AccentTint:                         rgb(0x1A2F4D),
		SuccessTint:                        rgb(0x16301F),
		WarningTint:                        rgb(0x33290F),
		DangerTint:                         rgb(0x3A1D1F),
		DangerFill:                         rgb(0xC93C37),
		Scrim:                              rgba(0x000000, 0x99),
	}
}
