package app_test

import (
	"maps"
	"slices"
	"testing"

	"ukey/app"
	"ukey/renew/cases"
)

func TestAReasonIsUnansweredUntilItsPartHasChanged(t *testing.T) {
	const note = "请尽快补正"
	scans := func(idCard string) map[cases.Kind]app.Attachment {
		all := map[cases.Kind]app.Attachment{}
		for _, kind := range cases.Kinds() {
			all[kind] = app.Attachment{SHA256: string(kind)}
		}
		all[cases.IDCard] = app.Attachment{SHA256: idCard}
		return all
	}
	documents := map[cases.Kind]cases.Document{}
	for _, kind := range cases.Kinds() {
		documents[kind] = cases.Document{SHA256: string(kind)}
	}
	asSent := cases.Form{Name: "王小明", Address: "深圳市"}
	for name, c := range map[string]struct {
		state     cases.State
		form      cases.Form
		idCard    string
		fields    []cases.Field
		documents []cases.Kind
		note      string
	}{
		"nothing done": {cases.NeedMore, asSent, string(cases.IDCard), []cases.Field{cases.FieldAddress}, []cases.Kind{cases.IDCard}, note},
		"white space":  {cases.NeedMore, cases.Form{Name: "王小明", Address: " 深圳市 "}, string(cases.IDCard), []cases.Field{cases.FieldAddress}, []cases.Kind{cases.IDCard}, note},
		"the field":    {cases.NeedMore, cases.Form{Name: "王小明", Address: "深圳市福田区"}, string(cases.IDCard), nil, []cases.Kind{cases.IDCard}, ""},
		"the scan":     {cases.NeedMore, asSent, "another", []cases.Field{cases.FieldAddress}, nil, ""},
		"both":         {cases.NeedMore, cases.Form{Name: "王小明", Address: "深圳市福田区"}, "another", nil, nil, ""},
		"under review": {cases.Review, asSent, string(cases.IDCard), nil, nil, ""},
	} {
		a := app.Application{Form: c.form, Scans: scans(c.idCard), Case: &cases.Case{
			State: c.state, Form: asSent, Documents: documents,
			Reasons: &cases.Reasons{
				Note: note, Fields: map[cases.Field]string{cases.FieldAddress: "请写到门牌号"},
				Documents: map[cases.Kind]string{cases.IDCard: "没有盖章"},
			},
		}}
		left := a.Unanswered()
		if left == nil {
			left = &cases.Reasons{}
		}
		if !slices.Equal(slices.Collect(maps.Keys(left.Fields)), c.fields) || !slices.Equal(slices.Collect(maps.Keys(left.Documents)), c.documents) || left.Note != c.note {
			t.Errorf("%s: left are %+v", name, left)
		}
	}
}
