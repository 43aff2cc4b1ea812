package words_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/ui/words"
)

func TestEveryRefusalOfACaseIsExplained(t *testing.T) {
	for _, lang := range words.Languages() {
		p := words.New(lang)
		for code := cases.ProblemNoCase; code <= cases.ProblemOtherCertificate; code++ {
			m := p.Error(&est.RefusedError{Problem: est.Problem{
				Status: 409, Code: code, Detail: "the CA's own words", Cause: "the CA's own words", Language: string(lang),
			}})
			if strings.Contains(m.Text, "own words") || m.Text == "" || m.Next == "" {
				t.Errorf("%s, %d: %q %q", lang, code, m.Text, m.Next)
			}
		}
	}
}

func TestWrongCodeSaysHowManyTriesAreLeft(t *testing.T) {
	wrong := &est.RefusedError{Problem: est.Problem{Status: 403, Code: cases.ProblemWrongCode, TriesLeft: 4}}
	if m := words.New(words.Chinese).Error(wrong); m.Text != "验证码不正确，还可以输入 4 次。" || m.Next == "" {
		t.Errorf("%q %q", m.Text, m.Next)
	}
	wrong.Problem.TriesLeft = 1
	if m := words.New(words.English).Error(wrong); m.Text != "That is not the code. You can try 1 more time." {
		t.Errorf("%q", m.Text)
	}
}

func TestEveryFlawSaysHowToPutItRight(t *testing.T) {
	flaws := []cases.Flaw{cases.Missing, cases.TooLong, cases.Characters, cases.Shape, cases.CheckDigit, cases.BirthDate, "new"}
	for _, lang := range words.Languages() {
		p := words.New(lang)
		for _, field := range cases.Fields() {
			for _, flaw := range flaws {
				complete(t, p.Flaw(field, flaw))
			}
		}
		for _, flaw := range []cases.ScanFlaw{cases.ScanMissing, cases.ScanTooLarge, cases.ScanFormat, cases.ScanVariant, cases.ScanDamaged, cases.ScanTooManyPx, "new"} {
			complete(t, p.ScanFlaw(flaw))
		}
	}
	if got, want := words.New(words.Chinese).Flaw(cases.FieldPhone, cases.Shape), "0755"; !strings.Contains(got, want) {
		t.Errorf("%q does not show what a number looks like", got)
	}
}

func complete(t *testing.T, text string) {
	t.Helper()
	if text == "" || strings.Contains(text, "<no value>") || strings.Contains(text, "flaw.") {
		t.Errorf("no sentence: %q", text)
	}
}

func TestWhereAnApplicationStandsAndWhatComesNext(t *testing.T) {
	expected := time.Date(2026, 11, 25, 0, 0, 0, 0, time.Local)
	for _, test := range []struct {
		name string
		a    app.Application
		want []string
	}{
		{"new", app.Application{}, []string{"尚未提交", "三份扫描件"}},
		{"in review", app.Application{Case: &cases.Case{State: cases.Review, Expected: expected}}, []string{"等待审核", "2026-11-25"}},
		{"in review, no date", app.Application{Case: &cases.Case{State: cases.Review}}, []string{"等待审核", "2 个工作日"}},
		{"need more", app.Application{Case: &cases.Case{State: cases.NeedMore}}, []string{"需要补正", "再次提交"}},
		{"rejected", app.Application{Case: &cases.Case{State: cases.Rejected}}, []string{"未通过", "重新申请"}},
		{"approved", app.Application{Case: &cases.Case{State: cases.Approved}}, []string{"已通过", "验证码"}},
		{"interrupted", app.Application{Case: &cases.Case{State: cases.Issued}, Installing: true}, []string{"已通过", "继续安装"}},
		{"access lost", app.Application{Case: &cases.Case{State: cases.Review}, Reopen: true}, []string{"接回"}},
		{"done", app.Application{Installed: true}, []string{"已安装", "办完"}},
	} {
		for _, lang := range words.Languages() {
			p := words.New(lang)
			said := fmt.Sprint(p.Stage(test.a.Stage()), " ", p.StageNext(&test.a))
			complete(t, said)
			for _, want := range test.want {
				if lang == words.Chinese && !strings.Contains(said, want) {
					t.Errorf("%s: %q does not say %q", test.name, said, want)
				}
			}
		}
	}
}

func TestReasonsAreListedInTheOrderOfTheForm(t *testing.T) {
	got := words.New(words.Chinese).Reasons(&cases.Reasons{
		Note:      "请尽快补正",
		Documents: map[cases.Kind]string{cases.IDCard: "缺背面"},
		Fields:    map[cases.Field]string{cases.FieldPhone: "打不通", cases.FieldIDNumber: "与身份证不符"},
	})
	want := "经办人证件号码：与身份证不符|经办人电话号码：打不通|经办人身份证正反面：缺背面|请尽快补正"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
}
