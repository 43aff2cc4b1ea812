package casework

import (
	"context"
	"regexp"
	"strings"

	"ukey/renew/ca/internal/store"
)

var mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9]\d{9})$`)

// PutOnRecord makes a mobile number the one that codes for the holder of a
// subject, a Name in DER, go to. The refusal is NoPhone.
func (s *Service) PutOnRecord(ctx context.Context, by Actor, subject []byte, phone string) error {
	number, ok := mobileNumber(phone)
	if !ok {
		return notMobile()
	}
	return s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		holder := store.SubjectHash(subject)
		if err := tx.SetContact(ctx, holder, number, s.now()); err != nil {
			return err
		}
		return tx.Append(ctx, store.Entry{
			At: s.now(), Actor: by.Name, Role: by.Role, Action: actionContact, Subject: holder.String(),
			Facts: map[string]string{"phone": masked(number)},
		})
	})
}

func notMobile() *Refusal {
	return refuse(NoPhone, "the number given is no mobile number of the mainland: a code cannot go there")
}

// CheckMobile tells whether messages can go to a number. The refusal is
// NoPhone.
func CheckMobile(phone string) error {
	if _, ok := mobileNumber(phone); !ok {
		return notMobile()
	}
	return nil
}

// mobileNumber returns a number of the mainland that messages can go to, in
// its 11 digits; false for any other.
func mobileNumber(text string) (number string, ok bool) {
	found := mobile.FindStringSubmatch(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, text))
	if found == nil {
		return "", false
	}
	return found[1], true
}

// masked shows enough of a number for its owner to know it.
func masked(number string) string {
	if len(number) != 11 {
		return ""
	}
	return number[:3] + "****" + number[7:]
}
