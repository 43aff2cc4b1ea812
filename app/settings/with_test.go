package settings_test

import (
	"slices"
	"testing"

	"ukey/app/settings"
)

func TestSettingsAreKnownBeforeTheyAreKept(t *testing.T) {
	now := &settings.Settings{
		Theme: settings.Light, Scale: 150, Modules: []string{"/own.so"}, CA: settings.CA{URL: "https://ca.example.cn"},
		LockedOptions: []string{settings.CAURL},
	}
	s := now.With(map[string]any{
		settings.Look: "dark", settings.Zoom: nil, settings.Modules: nil, settings.RemindersDays: []int{7, 30},
		settings.CAURL: "https://mine.example.cn", settings.LogLevel: "loud", "nothing": 1,
	})
	if s.Theme != settings.Dark || s.Scale != settings.MinScale || len(s.Modules) != 0 || !slices.Equal(s.Reminders.Days, []int{30, 7}) {
		t.Errorf("set to %+v", s)
	}
	if s.CA != now.CA || s.LogLevel != now.LogLevel {
		t.Errorf("what cannot be set is %+v", s)
	}
	if now.Theme != settings.Light || now.Scale != 150 {
		t.Errorf("before there were %+v", now)
	}
}
