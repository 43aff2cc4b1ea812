package renew

// State is how far a renewal has come. It is what the journal records; the
// name says what has been done, and the next transition what comes next.
type State string

// The states of a renewal of a valid certificate, in their order.
const (
	Planned          State = "preflight"        // checked, IDs of the new pairs chosen
	KeyGenerated     State = "keygen"           // the new signing pair is on the key
	Requested        State = "csr"              // its CSR is made
	Submitted        State = "submitted"        // the CSR is on its way to the CA, or there
	SignatureIssued  State = "signature-issued" // the signature certificate is here, checked
	Issued           State = "issued"           // so is the encryption certificate and its wrapped key
	EncryptKeyStored State = "enc-key-stored"
	SignCertStored   State = "sign-cert-stored"
	CertsStored      State = "enc-cert-stored"
	Active           State = "active" // both new pairs have proved themselves

	// Undoing: it cannot come to a good end, and what it has put on the key is
	// being removed. Once that is done it is Rejected or Abandoned.
	Undoing State = "undoing"
	// Rejected: the CA refused, or gave what must not be installed. The new
	// pair has been removed from the key again.
	Rejected State = "rejected"
	// Abandoned: the certificate to be renewed was no longer on the key, and
	// without it nothing more could be had from the CA. The new pair has been
	// removed as well.
	Abandoned State = "abandoned"
)

// NeedsCA tells whether something is still to be had from the CA. Afterwards
// neither it nor the old key is wanted any more.
func (s State) NeedsCA() bool {
	switch s {
	case Planned, KeyGenerated, Requested, Submitted, SignatureIssued:
		return true
	default:
		return false
	}
}

// Finished tells whether nothing is left to do.
func (s State) Finished() bool { return s == Active || s == Rejected || s == Abandoned }
