package renew

// placeholder while the journal is being written
type Journals struct{}
