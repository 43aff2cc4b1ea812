package remind

import "time"

// Now is the time in the zone that this computer is set to now. A Go program
// takes its zone at its first use of it and keeps that, and the resident program
// runs for weeks, on computers that travel.
func Now() time.Time { return time.Now().In(zone()) }
