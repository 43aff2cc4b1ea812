package preferences

import (
	"slices"
	"strconv"

	"ukey/app/settings"
	"ukey/ui/words"
)

// row is one setting with its choices.
type row struct {
	name, hint string
	locked     bool
	choices    []choice
}

// choice is one value of a setting, or one of several.
type choice struct {
	label  string
	chosen bool
	// set are the options that a press sets.
	set map[string]any
}

// teller gives the screen's texts.
type teller func(id string, data ...any) string

// rowsOf are the settings on one of the pages of choices.
func rowsOf(t teller, p page, s *settings.Settings) []row {
	switch p {
	case pageLooks:
		return []row{languageRow(t, s), themeRow(t, s), scaleRow(t, s), typeRow(t, s)}
	case pageReminders:
		return []row{
			switchRow(t, s, settings.RemindersOn, "preferences.reminders", s.Reminders.On), daysRow(t, s), hoursRow(t, s),
			switchRow(t, s, settings.Resident, "preferences.background", s.Background),
			switchRow(t, s, settings.AtLogin, "preferences.autostart", s.Autostart),
		}
	default:
		return nil
	}
}

// one is a row of which one choice counts.
func one[T comparable](t teller, s *settings.Settings, option, id string, now T, label func(T) string, values ...T) row {
	r := row{name: t(id), hint: t(id + ".hint"), locked: s.Locked(option)}
	for _, v := range values {
		r.choices = append(r.choices, choice{label(v), v == now, map[string]any{option: plain(v)}})
	}
	return r
}

// plain is a value as settings.Save takes it.
func plain(v any) any {
	switch v := v.(type) {
	case settings.Language:
		return string(v)
	case settings.Theme:
		return string(v)
	case settings.TextSize:
		return string(v)
	case settings.Level:
		return string(v)
	default:
		return v
	}
}

// languageRow names each language in itself.
func languageRow(t teller, s *settings.Settings) row {
	own := func(l settings.Language) string {
		return words.New(words.Language(l)).T("preferences.language.own")
	}
	return one(t, s, settings.Lang, "preferences.language", s.Language, own, settings.Chinese, settings.English)
}

func themeRow(t teller, s *settings.Settings) row {
	label := func(v settings.Theme) string { return t("preferences.theme." + string(v)) }
	return one(t, s, settings.Look, "preferences.theme", s.Theme, label, settings.System, settings.Light, settings.Dark)
}

// scaleRow has the usual scales, and the one that is set if it is another.
func scaleRow(t teller, s *settings.Settings) row {
	scales := []int{100, 125, 150, 175, 200}
	if !slices.Contains(scales, s.Scale) {
		scales = append(scales, s.Scale)
		slices.Sort(scales)
	}
	label := func(v int) string { return strconv.Itoa(v) + "%" }
	return one(t, s, settings.Zoom, "preferences.scale", s.Scale, label, scales...)
}

func typeRow(t teller, s *settings.Settings) row {
	label := func(v settings.TextSize) string { return t("preferences.type." + string(v)) }
	return one(t, s, settings.Type, "preferences.type", s.TextSize, label, settings.NormalText, settings.LargeText)
}

func switchRow(t teller, s *settings.Settings, option, id string, now bool) row {
	label := func(on bool) string {
		if on {
			return t("preferences.on")
		}
		return t("preferences.off")
	}
	return one(t, s, option, id, now, label, true, false)
}

// daysRow switches each day on and off by itself.
func daysRow(t teller, s *settings.Settings) row {
	r := row{
		name: t("preferences.days"), hint: t("preferences.days.hint"),
		locked: s.Locked(settings.RemindersDays),
	}
	all := slices.Concat(settings.DefaultReminders(), s.Reminders.Days)
	slices.SortFunc(all, func(a, b int) int { return b - a })
	for _, day := range slices.Compact(all) {
		on := slices.Contains(s.Reminders.Days, day)
		next := slices.DeleteFunc(slices.Clone(s.Reminders.Days), func(d int) bool { return d == day })
		if !on {
			next = append(next, day)
			slices.SortFunc(next, func(a, b int) int { return b - a })
		}
		if next == nil {
			next = []int{} // none is not the same as not set
		}
		r.choices = append(r.choices, choice{t("preferences.days.day", "Days", day), on, map[string]any{settings.RemindersDays: next}})
	}
	return r
}

// hoursRow has a few usual pairs of hours, and the one that is set if it is
// another.
func hoursRow(t teller, s *settings.Settings) row {
	r := row{
		name: t("preferences.hours"), hint: t("preferences.hours.hint"),
		locked: s.Locked(settings.RemindFrom) || s.Locked(settings.RemindUntil),
	}
	type hours struct{ from, until int }
	now := hours{s.Reminders.From, s.Reminders.Until}
	all := []hours{{settings.DefaultRemindFrom, settings.DefaultRemindUntil}, {9, 18}, {0, 24}}
	if !slices.Contains(all, now) {
		all = append(all, now)
	}
	for _, h := range all {
		label := t("preferences.hours.span", "From", h.from, "Until", h.until)
		if h.from == 0 && h.until == 24 || h.from == h.until {
			label = t("preferences.hours.all")
		}
		r.choices = append(r.choices, choice{label, h == now, map[string]any{settings.RemindFrom: h.from, settings.RemindUntil: h.until}})
	}
	return r
}

// proxyOwn is the choice of a proxy by its address.
const proxyOwn = "own"

// proxyRow is how the CA is reached. editing is set while the address of a
// proxy is asked for that is not kept yet.
func proxyRow(t teller, s *settings.Settings, editing bool) row {
	now := s.Proxy
	if editing || (now != settings.ProxySystem && now != settings.ProxyNone) {
		now = proxyOwn
	}
	label := func(v string) string { return t("preferences.proxy." + v) }
	return one(t, s, settings.Proxied, "preferences.proxy", now, label, settings.ProxySystem, settings.ProxyNone, proxyOwn)
}
