package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

func TestTodayIsMarkedOnlyWithinTheLifeOfACertificate(t *testing.T) {
	useOurTheme(t)
	from := time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(1, 0, 0)
	for now, want := range map[time.Time]bool{
		from.AddDate(0, -1, 0): false, from.AddDate(0, 6, 0): true, until.AddDate(2, 0, 0): false,
	} {
		bar := NewValidityBar(from, until, now, Good, "from", "until", "today")
		marked := false
		for _, o := range test.WidgetRenderer(bar).Objects() {
			if text, ok := o.(*canvas.Text); ok && text.Text == "today" {
				marked = text.Visible()
			}
		}
		if marked != want {
			t.Errorf("on %v today is marked: %v", now.Format(time.DateOnly), marked)
		}
	}
}
