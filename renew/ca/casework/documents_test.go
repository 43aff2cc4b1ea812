package casework_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

func TestScansThatAreNoneAreRefused(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	a.open(t)
	good := picture(t, 1)
	for name, c := range map[string]struct {
		data []byte
		want cases.ScanFlaw
	}{
		"nothing":                  {nil, cases.ScanMissing},
		"a zip":                    {zipFile(t), cases.ScanFormat},
		"a PDF":                    {[]byte("%PDF-1.7\n"), cases.ScanFormat},
		"a page with a script":     {[]byte("<html><script>alert(1)</script>"), cases.ScanFormat},
		"a picture's head alone":   {good[:60], cases.ScanDamaged},
		"a picture with no end":    {good[:len(good)-20], cases.ScanDamaged},
		"1024 KB":                  {append(bytes.Clone(good), make([]byte, cases.MaxScan-len(good))...), cases.ScanTooLarge},
		"50,000 pixels on a side":  {pngHead(50_000, 50_000), cases.ScanTooManyPx},
		"2 billion on a side":      {pngHead(1<<31-1, 1<<31-1), cases.ScanVariant},
		"a strip of 50,000 pixels": {pngHead(50_000, 1), cases.ScanTooManyPx},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.PutDocument(t.Context(), a.id, a.access, cases.IDCard, c.data)
			refused(t, err, casework.BadScan)
			flawed := new(cases.ScanError)
			if !errors.As(err, &flawed) || flawed.Flaw != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	seen, err := o.Progress(t.Context(), a.id, a.access)
	must(t, err)
	if len(seen.Documents) != 0 {
		t.Errorf("kept: %v", seen.Documents)
	}
}

func zipFile(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	_, err := w.Create("id-card.png")
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// pngHead is the beginning of a picture that would unfold to so many pixels.
func pngHead(width, height uint32) []byte {
	head := []byte("IHDR")
	head = binary.BigEndian.AppendUint32(head, width)
	head = binary.BigEndian.AppendUint32(head, height)
	head = append(head, 8, 2, 0, 0, 0)
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(head))
}

func TestTheLatestScanOfAKindCounts(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	a.open(t)
	for _, shade := range []uint8{1, 2} {
		data := picture(t, shade)
		seen, err := o.PutDocument(t.Context(), a.id, a.access, cases.IDCard, data)
		must(t, err)
		want := cases.Document{SHA256: cases.Fingerprint(data), Size: len(data), Format: cases.PNG}
		if seen.Documents[cases.IDCard] != want {
			t.Errorf("got %+v, want %+v", seen.Documents[cases.IDCard], want)
		}
		scan, err := o.Scan(t.Context(), a.id, cases.IDCard)
		must(t, err)
		if !bytes.Equal(scan.Data, data) || scan.Width != 40 || scan.Height != 30 {
			t.Errorf("staff see %+v", scan)
		}
	}
}

func TestASubmissionNamesExactlyTheScansThatAreStored(t *testing.T) {
	o := newOffice(t)
	for name, change := range map[string]func(map[cases.Kind]string){
		"one missing":  func(h map[cases.Kind]string) { delete(h, cases.IDCard) },
		"none":         func(h map[cases.Kind]string) { clear(h) },
		"one too many": func(h map[cases.Kind]string) { h["passport"] = h[cases.IDCard] },
		"two swapped": func(h map[cases.Kind]string) {
			h[cases.IDCard], h[cases.Organisation] = h[cases.Organisation], h[cases.IDCard]
		},
		"one changed": func(h map[cases.Kind]string) { h[cases.IDCard] = cases.Fingerprint(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			a := o.expired(t)
			a.open(t)
			hashes := a.attach(t, 1)
			change(hashes)
			_, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience)
			refused(t, err, casework.OtherDocuments)
		})
	}
	t.Run("one not there", func(t *testing.T) {
		a := o.expired(t)
		a.open(t)
		data := picture(t, 1)
		_, err := o.PutDocument(t.Context(), a.id, a.access, cases.IDCard, data)
		must(t, err)
		hashes := map[cases.Kind]string{cases.IDCard: cases.Fingerprint(data)}
		_, err = o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience)
		refused(t, err, casework.OtherDocuments)
	})
}

func TestFormsWithFlawsAreRefused(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	a.open(t)
	hashes := a.attach(t, 1)
	for name, change := range map[string]func(*cases.Form){
		"no name":                  func(f *cases.Form) { f.Name = "" },
		"a wrong check digit":      func(f *cases.Form) { f.IDNumber = "110105194912310021" },
		"an ID in lower case":      func(f *cases.Form) { f.IDNumber = "11010519491231002x" },
		"white space around":       func(f *cases.Form) { f.Name = " 王小明" },
		"a control character":      func(f *cases.Form) { f.Address = "深圳\x1b[31m" },
		"an address that is none":  func(f *cases.Form) { f.Email = "wang" },
		"a number that is none":    func(f *cases.Form) { f.Phone = "12345" },
		"full-width digits":        func(f *cases.Form) { f.Phone = "１３８１２３４５６７８" },
		"a name of 300 characters": func(f *cases.Form) { f.Name = string(bytes.Repeat([]byte("x"), 300)) },
	} {
		t.Run(name, func(t *testing.T) {
			f := form()
			change(&f)
			_, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, f, hashes), audience)
			refused(t, err, casework.Flawed)
		})
	}
	t.Run("none", func(t *testing.T) {
		_, err := o.Submit(t.Context(), a.id, a.access,
			a.says(t, cases.Statement{Purpose: cases.ToSubmit, Case: a.id, Documents: hashes}), audience)
		refused(t, err, casework.Flawed)
	})
	t.Run("for another case", func(t *testing.T) {
		_, err := o.Submit(t.Context(), a.id, a.access,
			a.says(t, cases.Statement{Purpose: cases.ToSubmit, Case: "other", Form: new(form()), Documents: hashes}), audience)
		refused(t, err, casework.Misdirected)
	})
}

func TestStepsOutOfTurnAreRefused(t *testing.T) {
	o := newOffice(t)
	draft, review, approved := o.expired(t), o.expired(t), o.approved(t)
	draft.open(t)
	review.open(t)
	review.submit(t)
	for name, a := range map[string]*applicant{"draft": draft, "in review": review, "approved": approved} {
		key := hashOf(t, a.fresh)
		steps := map[string]error{"confirm": second(o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(a.cert.Raw)))}
		if a != draft {
			steps["scan"] = second(o.PutDocument(t.Context(), a.id, a.access, cases.IDCard, picture(t, 9)))
			hashes := map[cases.Kind]string{}
			steps["submit"] = second(o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience))
		}
		if a != approved {
			steps["code"] = second(o.SendCode(t.Context(), a.id, a.access, key))
			steps["answer"] = second(o.VerifyCode(t.Context(), a.id, a.access, key, "000000"))
		}
		for step, err := range steps {
			t.Run(name+": "+step, func(t *testing.T) { refused(t, err, casework.WrongState) })
		}
	}
}
