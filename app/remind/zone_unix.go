//go:build unix

package remind

import (
	"os"
	"time"
)

// localTime is where the system keeps its zone, if TZ does not say otherwise
// (tzset(3)).
const localTime = "/etc/localtime"

func zone() *time.Location {
	if _, fixed := os.LookupEnv("TZ"); fixed {
		return time.Local
	}
	return zoneIn(localTime)
}

// zoneIn reads a file of the time zone database (tzfile(5)).
func zoneIn(path string) *time.Location {
	data, err := os.ReadFile(path)
	if err != nil {
		return time.Local
	}
	zone, err := time.LoadLocationFromTZData("Local", data)
	if err != nil {
		return time.Local
	}
	return zone
}
