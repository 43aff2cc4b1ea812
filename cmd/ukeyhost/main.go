// Command ukeyhost runs one driver library on behalf of another program, for
// libraries that the other program cannot load itself: 32-bit ones on Windows,
// where it is installed as ukey-host32.exe beside the others. It is of no use
// to people.
package main

import (
	"fmt"
	"os"

	"ukey/cmd/internal/driverhost"
)

func main() {
	driverhost.Run(os.Args)
	fmt.Fprintln(os.Stderr, "ukeyhost: started by ukey and ukeyctl only")
	os.Exit(2)
}
