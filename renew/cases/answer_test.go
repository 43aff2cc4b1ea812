package cases

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// FuzzCase: whatever a CA sends, it is the case that was asked for, with texts
// that can be shown, or it is refused.
func FuzzCase(f *testing.F) {
	ticket := Ticket{Case: "c-1", Certificate: strings.Repeat("ab", 32)}
	whole, err := json.Marshal(Case{
		ID: ticket.Case, Certificate: ticket.Certificate, State: NeedMore, Phone: "138****0000",
		Form:      Form{Name: "王小明"},
		Documents: map[Kind]Document{IDCard: {SHA256: "00", Size: 1, Format: PNG}},
		Reasons:   &Reasons{Note: "请补正", Fields: map[Field]string{FieldName: "x"}, Documents: map[Kind]string{IDCard: "y"}},
		History:   []Event{{State: Review, By: "applicant", Note: "z"}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(strings.Replace(string(whole), "请补正", `\u001b[2J\u202e\n`, 1)))
	f.Add([]byte(`{"id":"c-1","state":"done","history":null,"reasons":{}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		var c Case
		if json.Unmarshal(answer, &c) != nil || c.check(ticket) != nil {
			return
		}
		if c.ID != ticket.Case || c.Certificate != ticket.Certificate {
			t.Errorf("taken for %+v: %+v", ticket, c)
		}
		texts := []string{c.Phone}
		for _, field := range Fields() {
			texts = append(texts, c.Form.Get(field))
		}
		for _, e := range c.History {
			texts = append(texts, string(e.State), e.By, e.Note)
		}
		if r := c.Reasons; r != nil {
			texts = append(texts, r.Note)
			for _, reason := range r.Fields {
				texts = append(texts, reason)
			}
			for _, reason := range r.Documents {
				texts = append(texts, reason)
			}
		}
		for _, text := range texts {
			if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q cannot be shown", text)
			}
		}
	})
}
