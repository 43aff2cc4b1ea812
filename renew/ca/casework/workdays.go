package casework

import "time"

// reviewDays is how many working days staff mean to take for a review.
const reviewDays = 2

// expected is the end of the working day by which a case that was submitted at
// that moment is to have been looked at. Public holidays are not known here.
func expected(submitted time.Time) time.Time {
	// China has one time zone and no summer time; the zone's data may be
	// missing on Windows.
	china := time.FixedZone("CST", 8*60*60)
	day := submitted.In(china)
	for left := reviewDays; left > 0; {
		day = day.AddDate(0, 0, 1)
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			left--
		}
	}
	const close = 18 // o'clock
	return time.Date(day.Year(), day.Month(), day.Day(), close, 0, 0, 0, china).UTC()
}
