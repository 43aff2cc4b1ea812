package cases_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"ukey/renew/cases"
)

// goodForm has no flaws.
func goodForm() cases.Form {
	return cases.Form{
		IDNumber: "11010519491231002X", Name: "王小明", Address: "深圳市福田区深南大道1号",
		Phone: "13812345678", Email: "wang@example.com",
	}
}

func TestAFormIsCheckedFieldByField(t *testing.T) {
	for name, c := range map[string]struct {
		field cases.Field
		value string
		want  cases.Flaw // "" for none
	}{
		"no ID number":              {cases.FieldIDNumber, "", cases.Missing},
		"ID number too short":       {cases.FieldIDNumber, "11010519491231002", cases.Shape},
		"ID number of 15 digits":    {cases.FieldIDNumber, "110105491231002", cases.Shape},
		"letter in the ID number":   {cases.FieldIDNumber, "1101051949123100AX", cases.Shape},
		"region that begins with 0": {cases.FieldIDNumber, "01010519491231002X", cases.Shape},
		"31st of February":          {cases.FieldIDNumber, "110105194902310021", cases.BirthDate},
		"month 13":                  {cases.FieldIDNumber, "110105194913310021", cases.BirthDate},
		"29 February 1900":          {cases.FieldIDNumber, "110105190002290020", cases.BirthDate},
		"two digits swapped":        {cases.FieldIDNumber, "11010519491213002X", cases.CheckDigit},
		"wrong check character":     {cases.FieldIDNumber, "110105194912310029", cases.CheckDigit},
		"check digit":               {cases.FieldIDNumber, "440524188001010014", ""},
		"no name":                   {cases.FieldName, "", cases.Missing},
		"name of 200 characters":    {cases.FieldName, strings.Repeat("名", 200), ""},
		"name of 201 characters":    {cases.FieldName, strings.Repeat("名", 201), cases.TooLong},
		"name with a line break":    {cases.FieldName, "王\n小明", cases.Characters},
		"name turned right to left": {cases.FieldName, "王\u202e小明", cases.Characters},
		"name that is not UTF-8":    {cases.FieldName, "\xff", cases.Characters},
		"no address":                {cases.FieldAddress, "", cases.Missing},
		"no phone":                  {cases.FieldPhone, "", ""},
		"mobile abroad":             {cases.FieldPhone, "+14155550100", cases.Shape},
		"mobile with country":       {cases.FieldPhone, "+86-13812345678", ""},
		"mobile with 10 digits":     {cases.FieldPhone, "1381234567", cases.Shape},
		"fixed line":                {cases.FieldPhone, "0755-12345678", ""},
		"fixed line with extension": {cases.FieldPhone, "075512345678-801", ""},
		"fixed line without area":   {cases.FieldPhone, "12345678", cases.Shape},
		"no e-mail":                 {cases.FieldEmail, "", cases.Missing},
		"e-mail without a domain":   {cases.FieldEmail, "wang", cases.Shape},
		"e-mail with a bare host":   {cases.FieldEmail, "wang@localhost", cases.Shape},
		"e-mail with a name":        {cases.FieldEmail, "Wang <wang@example.com>", cases.Shape},
		"e-mail at an address":      {cases.FieldEmail, "wang@[192.0.2.1]", cases.Shape},
		"two e-mails":               {cases.FieldEmail, "a@example.com,b@example.com", cases.Shape},
		"a number for a name":       {cases.FieldName, "13800138000", cases.Shape},
		"full-width digits":         {cases.FieldName, "４４０３０５", cases.Shape},
		"an ID number for a name":   {cases.FieldName, "44030519900101123X", cases.Shape},
		"an e-mail for a name":      {cases.FieldName, "wang@example.com", cases.Shape},
		"a name of two parts":       {cases.FieldName, "阿依古丽·买买提", ""},
		"a foreign name":            {cases.FieldName, "Anne-Marie O'Neill Jr.", ""},
		"e-mail in Chinese":         {cases.FieldEmail, "小明@例子.中国", ""},
	} {
		t.Run(name, func(t *testing.T) {
			form := goodForm()
			form.Set(c.field, c.value)
			want := map[cases.Field]cases.Flaw{}
			if c.want != "" {
				want[c.field] = c.want
			}
			if got := form.Check(); !maps.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestOneWrongDigitOfAnIDNumberIsNoticed(t *testing.T) {
	good := goodForm().IDNumber
	for i := range 17 {
		for digit := byte('0'); digit <= '9'; digit++ {
			if good[i] == digit {
				continue
			}
			form := goodForm()
			form.IDNumber = good[:i] + string(digit) + good[i+1:]
			if form.Check()[cases.FieldIDNumber] == "" {
				t.Errorf("%s was taken", form.IDNumber)
			}
		}
	}
}

func TestWhatInputMethodsLeaveBehindIsTidiedUp(t *testing.T) {
	form := cases.Form{
		IDNumber: " １１０１０５ 19491231 002ｘ ", Name: "\t王小明\u3000", Address: " 深圳市 福田区 ",
		Phone: "138 1234 5678", Email: " wang＠example.com ",
	}.Normal()
	want := goodForm()
	want.Address = "深圳市 福田区"
	if form != want || form.Normal() != form {
		t.Errorf("got %+v, want %+v", form, want)
	}
}

func TestAFieldThatThereIsNotIsLeftAlone(t *testing.T) {
	form := goodForm()
	form.Set("age", "42")
	if form != goodForm() || form.Get("age") != "" {
		t.Errorf("got %+v", form)
	}
}

// A form that was found good is the same after a way over the wire.
func FuzzForm(f *testing.F) {
	good, err := json.Marshal(goodForm())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"idNumber":"１１０１０５19491231002x","name":"\ud800"}`))
	f.Add([]byte(`{"phone":null,"email":"\"a b\"@example.com"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		var form cases.Form
		if json.Unmarshal(content, &form) != nil {
			return
		}
		normal := form.Normal()
		if normal.Normal() != normal {
			t.Errorf("%+v is normal only after a second time", normal)
		}
		if len(normal.Check()) > 0 {
			return
		}
		sent, err := json.Marshal(normal)
		if err != nil {
			t.Fatal(err)
		}
		var got cases.Form
		if err := json.Unmarshal(sent, &got); err != nil || got != normal {
			t.Errorf("sent %+v, got %+v: %v", normal, got, err)
		}
	})
}
