package main

import (
	"os/user"

	"ukey/renew/ca/casework"
)

// atConsole is whoever runs this command, for the audit log: the system's
// account is all that is known of them.
func atConsole() casework.Actor {
	name := "unknown"
	if account, err := user.Current(); err == nil {
		name = account.Username
	}
	return casework.Actor{Name: name, Role: "console"}
}
