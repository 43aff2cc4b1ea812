package ca

import (
	"errors"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// The codes about cases, as package ukey/renew/cases numbers them.
const (
	CodeNoCase           Code = cases.ProblemNoCase
	CodeWrongState       Code = cases.ProblemWrongState
	CodeBadStatement     Code = cases.ProblemStatement
	CodeNonce            Code = cases.ProblemNonce
	CodeMisdirected      Code = cases.ProblemMisdirected
	CodeStillValid       Code = cases.ProblemStillValid
	CodeForm             Code = cases.ProblemForm
	CodeScan             Code = cases.ProblemScan
	CodeDocuments        Code = cases.ProblemDocuments
	CodeTooSoon          Code = cases.ProblemTooSoon
	CodeNotSent          Code = cases.ProblemNotSent
	CodeWrongCode        Code = cases.ProblemWrongCode
	CodeNoCode           Code = cases.ProblemNoCode
	CodeOtherKey         Code = cases.ProblemOtherKey
	CodeBadSecret        Code = cases.ProblemSecret
	CodeOtherCertificate Code = cases.ProblemOtherCertificate
)

// caseRefusal makes a refusal of package casework one of ours; other errors it
// leaves alone.
func caseRefusal(err error) error {
	refused := new(casework.Refusal)
	if !errors.As(err, &refused) {
		return err
	}
	return &Refusal{
		Code: caseCode(refused.Reason), Detail: refused.Detail,
		RetryAfter: refused.RetryAfter, triesLeft: refused.TriesLeft, err: refused,
	}
}

func caseCode(reason casework.Reason) Code {
	switch reason {
	case casework.NoCase:
		return CodeNoCase
	case casework.WrongState:
		return CodeWrongState
	case casework.Revoked:
		return CodeRevoked
	case casework.OnHold:
		return CodeRecords
	case casework.BadStatement:
		return CodeBadStatement
	case casework.Nonce:
		return CodeNonce
	case casework.Misdirected:
		return CodeMisdirected
	case casework.Foreign:
		return CodeForeignCertificate
	case casework.NotForSigning:
		return CodeNotForSigning
	case casework.NotYetValid:
		return CodeNotYetValid
	case casework.StillValid:
		return CodeStillValid
	case casework.Flawed:
		return CodeForm
	case casework.BadScan:
		return CodeScan
	case casework.OtherDocuments:
		return CodeDocuments
	case casework.TooSoon:
		return CodeTooSoon
	case casework.NotSent:
		return CodeNotSent
	case casework.WrongCode:
		return CodeWrongCode
	case casework.NoCode:
		return CodeNoCode
	case casework.OtherKey:
		return CodeOtherKey
	case casework.BadSecret:
		return CodeBadSecret
	case casework.OtherCertificate:
		return CodeOtherCertificate
	default: // what staff alone may meet
		return CodeInternal
	}
}

// caseKind is Code.kind for the codes about cases.
func (c Code) caseKind() (kind, bool) {
	k, ok := map[Code]kind{
		CodeNoCase:           {404, "no-case"},
		CodeWrongState:       {409, "wrong-state"},
		CodeBadStatement:     {400, "bad-statement"},
		CodeNonce:            {409, "nonce"},
		CodeMisdirected:      {400, "misdirected"},
		CodeStillValid:       {409, "still-valid"},
		CodeForm:             {422, "form"},
		CodeScan:             {422, "scan"},
		CodeDocuments:        {409, "documents"},
		CodeTooSoon:          {429, "too-soon"},
		CodeNotSent:          {503, "not-sent"},
		CodeWrongCode:        {403, "wrong-code"},
		CodeNoCode:           {403, "no-code"},
		CodeOtherKey:         {409, "other-key"},
		CodeBadSecret:        {401, "bad-secret"},
		CodeOtherCertificate: {409, "other-certificate"},
	}[c]
	return k, ok
}
