package ca

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
)

var oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}

// subjectArcs are where Chinese CAs keep what they say about the holder of a
// certificate in extensions of their own: identity numbers, credit codes,
// trust IDs.
func subjectArcs() []asn1.ObjectIdentifier {
	return []asn1.ObjectIdentifier{
		{1, 2, 156, 10260, 4, 1},         // GM/T 0015: identity, social security, register and tax numbers
		{1, 2, 86, 11, 7},                // the older set of the same
		{1, 2, 86, 21, 1},                // GDCA
		{1, 3, 6, 1, 4, 1, 18760, 1, 12}, // NETCA
		{2, 16, 156, 112548},             // Shenzhen's unique identifier
		{1, 2, 156, 112570, 11},          // SHECA
		{1, 2, 156, 112562, 2},           // BJCA
		{2, 16, 840, 1, 113732},          // BJCA
	}
}

// identity is what a certificate or a request says about its holder. It is
// kept in the bytes that it came in, so that a renewed certificate has the
// very name that the old one had, odd encodings included.
type identity struct {
	name     []byte           // Name, DER
	altNames []byte           // the value of subjectAltName, DER; nil if there is none
	private  []pkix.Extension // under subjectArcs
}

func identityOf(rawSubject []byte, extensions []pkix.Extension) identity {
	id := identity{name: rawSubject}
	for _, ext := range extensions {
		switch {
		case ext.Id.Equal(oidSubjectAltName):
			id.altNames = ext.Value
		case isSubjectExtension(ext.Id):
			// A critical extension that a reader does not know would make
			// the certificate useless to it.
			id.private = append(id.private, pkix.Extension{Id: ext.Id, Value: ext.Value})
		}
	}
	return id
}

func identityOfCertificate(c *x509.Certificate) identity {
	return identityOf(c.RawSubject, c.Extensions)
}

func identityOfRequest(r *x509.CertificateRequest) identity {
	return identityOf(r.RawSubject, r.Extensions)
}

// extensions returns the identity's part of a certificate's extensions.
func (id identity) extensions() []pkix.Extension {
	var all []pkix.Extension
	if id.altNames != nil {
		all = append(all, pkix.Extension{Id: oidSubjectAltName, Value: id.altNames})
	}
	return append(all, id.private...)
}

// with adds identifiers. The error is a *Refusal if one is there with another
// value, or is none that Chinese CAs use.
func (id identity) with(added []pkix.Extension) (identity, error) {
	id.private = slices.Clone(id.private)
	for _, ext := range added {
		i := slices.IndexFunc(id.private, func(own pkix.Extension) bool { return own.Id.Equal(ext.Id) })
		switch {
		case !isSubjectExtension(ext.Id):
			return id, refuse(CodeMalformed, "%v is not an identifier of a holder", ext.Id)
		case i < 0:
			id.private = append(id.private, pkix.Extension{Id: ext.Id, Value: ext.Value})
		case !bytes.Equal(id.private[i].Value, ext.Value):
			return id, refuse(CodeOtherSubject, "the certificate request holds another value of %v", ext.Id)
		}
	}
	return id, nil
}

// covers tells whether a request with the identity asked may be granted to the
// holder of id, and if not, which part differs. Name and alternative names
// must be the same (RFC 7030, 4.2.2); the private extensions may be left out,
// since a client that does not know them cannot repeat them.
func (id identity) covers(asked identity) (differs string, ok bool) {
	if !sameName(id.name, asked.name) {
		return "subject", false
	}
	if !sameAltNames(id.altNames, asked.altNames) {
		return "subjectAltName", false
	}
	for _, ext := range asked.private {
		if !slices.ContainsFunc(id.private, func(own pkix.Extension) bool {
			return own.Id.Equal(ext.Id) && bytes.Equal(own.Value, ext.Value)
		}) {
			return "extension " + ext.Id.String(), false
		}
	}
	return "", true
}

func isSubjectExtension(id asn1.ObjectIdentifier) bool {
	return slices.ContainsFunc(subjectArcs(), func(arc asn1.ObjectIdentifier) bool {
		return len(id) >= len(arc) && slices.Equal(id[:len(arc)], arc)
	})
}

// sameAltNames compares GeneralNames as sets: software that builds a request
// from a certificate does not always keep their order.
func sameAltNames(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	namesA, okA := generalNames(a)
	namesB, okB := generalNames(b)
	return okA && okB && slices.EqualFunc(namesA, namesB, bytes.Equal)
}

// generalNames returns the names in DER, sorted.
func generalNames(value []byte) (names [][]byte, ok bool) {
	if value == nil {
		return nil, true
	}
	var raw []asn1.RawValue
	if rest, err := asn1.Unmarshal(value, &raw); err != nil || len(rest) > 0 {
		return nil, false
	}
	for _, name := range raw {
		names = append(names, name.FullBytes)
	}
	slices.SortFunc(names, func(x, y []byte) int { return cmp.Or(cmp.Compare(len(x), len(y)), bytes.Compare(x, y)) })
	return names, true
}
