package renew

import (
	"encoding/json"
	"os"
)

// save puts the journal on disk: it returns when the new contents, or after a
// power failure the old ones, are what will be read. The error is a
// *JournalError.
func (s *Journals) save(j *Journal) error {
	j.Updated = s.clock().UTC()
	b, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	if err := s.Write(j.path, s.fileOf(j.Token, temporary), b); err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	return nil
}
