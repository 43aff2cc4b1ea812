package app

import (
	"errors"
	"testing"

	"ukey/token"
)

func TestConditionsOfANewPINAreJudgedAsItIsTyped(t *testing.T) {
	s := token.PINStatus{Min: 6, Max: 8}
	for in, want := range map[[2]string]PINRules{
		{}:                         {},
		{"123456", ""}:             {},
		{"123456", "6904"}:         {Characters: true, Different: true, Varied: true},
		{"123456", "690417"}:       {Length: true, Characters: true, Different: true, Varied: true},
		{"", "690417"}:             {Length: true, Characters: true, Varied: true},
		{"690417", "690417"}:       {Length: true, Characters: true, Varied: true},
		{"123456", "690417258"}:    {Characters: true, Different: true, Varied: true},
		{"123456", "6904 17"}:      {Length: true, Different: true, Varied: true},
		{"123456", "690417\t"}:     {Length: true, Different: true, Varied: true},
		{"123456", "密码"}:           {Length: true, Different: true, Varied: true}, // six bytes
		{"123456", "６９０４１７"}:       {Different: true, Varied: true},               // by an input method
		{"123456", "690\xff17"}:    {Length: true, Different: true, Varied: true},
		{"123456", "111111"}:       {Length: true, Characters: true, Different: true},
		{"690417", "1212121"}:      {Length: true, Characters: true, Different: true},
		{"690417", "345678"}:       {Length: true, Characters: true, Different: true},
		{"690417", "567890"}:       {Length: true, Characters: true, Different: true},
		{"690417", "987654"}:       {Length: true, Characters: true, Different: true},
		{"690417", "109876"}:       {Length: true, Characters: true, Different: true},
		{"690417", "abcdef"}:       {Length: true, Characters: true, Different: true},
		{"690417", "123123"}:       {Length: true, Characters: true, Different: true},
		{"690417", "1234567a"[:8]}: {Length: true, Characters: true, Different: true, Varied: true},
	} {
		if got := JudgePIN(s, []byte(in[0]), []byte(in[1])); got != want {
			t.Errorf("JudgePIN(%q) = %+v, want %+v", in, got, want)
		}
	}
}

func TestASimplePINIsRefusedWhereThePolicySaysSo(t *testing.T) {
	s := token.PINStatus{Min: 6, Max: 8}
	for name, c := range map[string]struct {
		policy PINPolicy
		fresh  string
		want   error
	}{
		"advised against": {PINPolicy{}, "654321", nil},
		"refused":         {PINPolicy{RefuseSimple: true}, "654321", ErrPINTooSimple},
		"not simple":      {PINPolicy{RefuseSimple: true}, "690417", nil},
		"full width":      {PINPolicy{}, "６９", ErrPINCharacters},
		"same":            {PINPolicy{}, "258013", ErrSamePIN},
	} {
		err := c.policy.Check(s, token.NewPIN([]byte("258013")), token.NewPIN([]byte(c.fresh)))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := (PINPolicy{}).Check(s, nil, token.NewPIN([]byte("690417"))); err != nil {
		t.Errorf("without an old PIN, as after a PUK: %v", err)
	}
}
