package token

import (
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/smx509"
)

// Extension is a certificate extension made readable.
type Extension struct {
	OID string
	// Name is the standard's name, such as keyUsage (RFC 5280) or
	// organizationCode (GM/T 0015), or "" if the extension is unknown. It is
	// a key for translation.
	Name     string
	Critical bool
	// Value is text where the extension is understood, else lower-case hex.
	Value string
}

// extensionNames covers RFC 5280, GM/T 0015 and what single Chinese
// authorities use.
var extensionNames = map[string]string{
	"2.5.29.9":              "subjectDirectoryAttributes",
	"2.5.29.14":             "subjectKeyIdentifier",
	"2.5.29.15":             "keyUsage",
	"2.5.29.16":             "privateKeyUsagePeriod",
	"2.5.29.17":             "subjectAltName",
	"2.5.29.18":             "issuerAltName",
	"2.5.29.19":             "basicConstraints",
	"2.5.29.30":             "nameConstraints",
	"2.5.29.31":             "cRLDistributionPoints",
	"2.5.29.32":             "certificatePolicies",
	"2.5.29.35":             "authorityKeyIdentifier",
	"2.5.29.37":             "extKeyUsage",
	"2.5.29.46":             "freshestCRL",
	"1.3.6.1.5.5.7.1.1":     "authorityInfoAccess",
	"2.16.840.1.113730.1.1": "netscapeCertType",
	"1.2.156.10260.4.1.1":   "identifyCode",
	"1.2.156.10260.4.1.2":   "insuranceNumber",
	"1.2.156.10260.4.1.3":   "iCRegistrationNumber",
	"1.2.156.10260.4.1.4":   "organizationCode",
	"1.2.156.10260.4.1.5":   "taxationNumber",
	// An older set of the same. What .3 and .4 stand for differs from one
	// authority to the next, so that they have no name.
	"1.2.86.11.7.1":               "identifyCode",
	"1.2.86.11.7.2":               "insuranceNumber",
	"1.2.86.11.7.5":               "taxationNumber",
	oidNETCAEntity:                "netcaEntityID",
	"1.3.6.1.4.1.18760.1.12.14":   "netcaBindingValue",
	"2.16.156.112548":             "shenzhenEntityID",
	"1.2.86.21.1.3":               "gdcaTrustID",
	"1.2.86.11.7.7550243.1":       "gdcaCreditCode",
	"1.2.156.112570.11.205":       "shecaUniqueID",
	"1.2.156.112570.11.210":       "shecaCreditCode",
	"1.2.156.112562.2.1.1.1":      "bjcaUniqueID",
	"2.16.840.1.113732.2":         "bjcaUniqueID",
	"1.3.6.1.4.1.18760.1.12.12.2": "netcaClass",
}

// Extensions lists the extensions in the certificate's order. It is empty if
// the certificate cannot be read.
func (c *Certificate) Extensions() []Extension {
	if c.X509 == nil {
		return nil
	}
	found := make([]Extension, 0, len(c.X509.Extensions))
	for _, e := range c.X509.Extensions {
		oid := e.Id.String()
		x := Extension{OID: oid, Name: extensionNames[oid], Critical: e.Critical}
		switch describe, ok := standardExtensions[oid]; {
		case ok:
			x.Value = describe(c.X509)
		case oid == oidNETCAEntity:
			x.Value = netcaEntity(extensionText(e.Value))
		default:
			x.Value = extensionText(e.Value)
		}
		if x.Value == "" {
			x.Value = hex.EncodeToString(e.Value)
		}
		found = append(found, x)
	}
	return found
}

// standardExtensions describe what the X.509 parser has understood already.
var standardExtensions = map[string]func(*smx509.Certificate) string{
	"2.5.29.14": func(c *smx509.Certificate) string { return hex.EncodeToString(c.SubjectKeyId) },
	"2.5.29.15": func(c *smx509.Certificate) string { return bitNames(int(c.KeyUsage), keyUsageNames) },
	"2.5.29.17": describeAltNames,
	"2.5.29.19": describeConstraints,
	"2.5.29.31": func(c *smx509.Certificate) string { return list(prefixed("", c.CRLDistributionPoints)) },
	"2.5.29.32": func(c *smx509.Certificate) string { return list(dottedAll(c.PolicyIdentifiers)) },
	"2.5.29.35": func(c *smx509.Certificate) string { return hex.EncodeToString(c.AuthorityKeyId) },
	"2.5.29.37": describeExtKeyUsage,
	"1.3.6.1.5.5.7.1.1": func(c *smx509.Certificate) string {
		return list(append(prefixed("ocsp ", c.OCSPServer), prefixed("caIssuers ", c.IssuingCertificateURL)...))
	},
}

// keyUsageNames are the bits of KeyUsage from the lowest up (RFC 5280, 4.2.1.3).
var keyUsageNames = []string{
	"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
	"keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
}

func bitNames(bits int, names []string) string {
	var set []string
	for i, name := range names {
		if bits&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return list(set)
}

// extKeyUsageNames are the purposes of RFC 5280, 4.2.1.12.
var extKeyUsageNames = map[smx509.ExtKeyUsage]string{
	smx509.ExtKeyUsageAny:             "anyExtendedKeyUsage",
	smx509.ExtKeyUsageServerAuth:      "serverAuth",
	smx509.ExtKeyUsageClientAuth:      "clientAuth",
	smx509.ExtKeyUsageCodeSigning:     "codeSigning",
	smx509.ExtKeyUsageEmailProtection: "emailProtection",
	smx509.ExtKeyUsageTimeStamping:    "timeStamping",
	smx509.ExtKeyUsageOCSPSigning:     "OCSPSigning",
}

func describeExtKeyUsage(c *smx509.Certificate) string {
	var purposes []string
	for _, u := range c.ExtKeyUsage {
		name, ok := extKeyUsageNames[u]
		if !ok {
			name = strconv.Itoa(int(u))
		}
		purposes = append(purposes, name)
	}
	return list(append(purposes, dottedAll(c.UnknownExtKeyUsage)...))
}

func describeAltNames(c *smx509.Certificate) string {
	names := append(prefixed("DNS:", c.DNSNames), prefixed("email:", c.EmailAddresses)...)
	for _, ip := range c.IPAddresses {
		names = append(names, "IP:"+ip.String())
	}
	for _, u := range c.URIs {
		names = append(names, "URI:"+u.String())
	}
	return list(names)
}

func describeConstraints(c *smx509.Certificate) string {
	s := "CA:" + strconv.FormatBool(c.IsCA)
	if c.MaxPathLen > 0 || c.MaxPathLenZero {
		s += fmt.Sprintf(", pathlen:%d", c.MaxPathLen)
	}
	return s
}

func dottedAll(oids []asn1.ObjectIdentifier) []string {
	all := make([]string, 0, len(oids))
	for _, oid := range oids {
		all = append(all, oid.String())
	}
	return all
}

func prefixed(prefix string, values []string) []string {
	all := make([]string, 0, len(values))
	for _, v := range values {
		all = append(all, prefix+printable(v))
	}
	return all
}

func list(values []string) string { return strings.Join(values, ", ") }
