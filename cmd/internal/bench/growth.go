package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"path/filepath"

	"ukey/cmd/internal/rig"
	"ukey/token"
	"ukey/token/softkey"
)

// more is how many certificates with their pairs are added to a key.
const more = 4

// growth counts what each further certificate with its pair costs.
func (b *bench) growth(ctx context.Context) (figure, error) {
	spy, err := rig.SpyModule()
	if err != nil {
		return figure{}, err
	}
	issuer, err := softkey.NewIssuer("Bench CA")
	if err != nil {
		return figure{}, err
	}
	store, err := softkey.New(filepath.Join(b.dir, "growing"))
	if err != nil {
		return figure{}, err
	}
	key, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: "p256"})
	if err != nil {
		return figure{}, err
	}
	module, err := store.Module()
	if err != nil {
		return figure{}, err
	}
	ours, theirs := b.listers(spy)
	var mine, other [2]int
	for i := range mine {
		if i == 1 {
			if err := grow(key, issuer); err != nil {
				return figure{}, err
			}
		}
		if mine[i], err = b.count(ctx, module, ours); err != nil {
			return figure{}, err
		}
		if other[i], err = b.count(ctx, module, theirs); err != nil {
			return figure{}, err
		}
	}
	each := func(n [2]int) float64 { return float64(n[1]-n[0]) / more }
	return figure{
		"PKCS#11 calls for each further certificate with its pair",
		fmt.Sprint(each(mine)), fmt.Sprint(each(other)), ratio(each(mine), each(other)), "2 calls",
	}, nil
}

func grow(key *softkey.Token, issuer *softkey.Issuer) error {
	for i := range more {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return err
		}
		der, err := issuer.Issue(softkey.CertSpec{Use: token.Signature, Public: k.Public()})
		if err != nil {
			return err
		}
		if err := key.AddPair(softkey.PairSpec{ID: []byte{byte(10 + i)}, Key: k, Certificate: der}); err != nil {
			return err
		}
	}
	return nil
}
