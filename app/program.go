package app

import "fmt"

// ProgramError: one of the programs that belong together is not beside the
// others. It wraps the error of the file system.
type ProgramError struct {
	Program string // its name
	Err     error
}

func (e *ProgramError) Error() string {
	return fmt.Sprintf("find %s beside this program: %v", e.Program, e.Err)
}

// Unwrap returns the file system's error.
func (e *ProgramError) Unwrap() error { return e.Err }
