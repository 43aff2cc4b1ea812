package cases

// Kind is which paper a scan shows.
type Kind string

// The papers, all of which are needed, in the order of the form.
const (
	// Organisation is the certificate of the organisation's registration
	// (单位证照复印件).
	Organisation Kind = "organisation"
	// IDCard is the applicant's identity card, both sides (经办人身份证正反面).
	IDCard Kind = "id-card"
	// Authorisation is the letter of authority of the legal representative
	// (法人授权书).
	Authorisation Kind = "authorisation"
)

// Kinds lists all papers in order.
func Kinds() []Kind { return []Kind{Organisation, IDCard, Authorisation} }

// What a scan may be.
const (
	// MaxScan is the size in bytes that a scan has to stay below (1024 KB).
	MaxScan = 1024 << 10
	// MaxPixels and MaxSide bound what a picture may unfold to: a page at
	// 600 dpi has 35 million pixels.
	MaxPixels = 40_000_000
	MaxSide   = 20_000
)

// Format is a picture's file format, by its contents.
type Format string

// The formats that are taken.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	GIF  Format = "gif"
	BMP  Format = "bmp"
)

// Formats lists all formats.
func Formats() []Format { return []Format{JPEG, PNG, GIF, BMP} }

// MediaType is the format's, for HTTP.
func (f Format) MediaType() string { return "image/" + string(f) }

// ScanFlaw is what is wrong with a scan.
type ScanFlaw string

// The flaws of a scan.
const (
	ScanMissing   ScanFlaw = "missing"
	ScanTooLarge  ScanFlaw = "too-large"  // MaxScan
	ScanFormat    ScanFlaw = "format"     // none of the formats
	ScanVariant   ScanFlaw = "variant"    // a way to use a format that is not read, such as a compressed BMP
	ScanDamaged   ScanFlaw = "damaged"    // does not decode
	ScanTooManyPx ScanFlaw = "dimensions" // MaxPixels, MaxSide
)
