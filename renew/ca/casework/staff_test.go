package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// inReview is an applicant who has submitted.
func (o *office) inReview(t testing.TB) *applicant {
	t.Helper()
	a := o.expired(t)
	a.open(t)
	a.submit(t)
	return a
}

func TestWhoDecidesLateIsToldSo(t *testing.T) {
	o := newOffice(t)
	a := o.inReview(t)
	seen := o.version(t, a.id)
	why := cases.Reasons{Note: "重新拍摄"}
	_, err := o.NeedMore(t.Context(), reviewer(), a.id, seen, why)
	must(t, err)
	_, err = o.Approve(t.Context(), casework.Actor{Name: "赵"}, a.id, seen, casework.Approval{})
	refused(t, err, casework.OutOfDate)
	// What the applicant has handed in since has not been looked at, either.
	hashes := a.attach(t, 50)
	_, err = o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience)
	must(t, err)
	_, err = o.Reject(t.Context(), reviewer(), a.id, seen+1, why)
	refused(t, err, casework.OutOfDate)
}

func TestOneOfManyWhoDecideAtOnceDoes(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.inReview(t)
		seen := o.version(t, a.id)
		const staff = 8
		results := make(chan error, staff)
		for range staff {
			go func() {
				_, err := o.Approve(t.Context(), reviewer(), a.id, seen, casework.Approval{})
				results <- err
			}()
		}
		approvals := 0
		for range staff {
			if err := <-results; err == nil {
				approvals++
			} else {
				refused(t, err, casework.OutOfDate)
			}
		}
		if approvals != 1 {
			t.Errorf("%d approvals", approvals)
		}
	})
}

func TestDecisionsThatDoNotFitTheStateAreRefused(t *testing.T) {
	o := newOffice(t)
	why := cases.Reasons{Note: "原因"}
	draft, approved := o.expired(t), o.approved(t)
	draft.open(t)
	for name, c := range map[string]struct {
		of     *applicant
		decide func(id string, version int64) error
	}{
		"a draft approved": {draft, func(id string, v int64) error {
			return second(o.Approve(t.Context(), reviewer(), id, v, casework.Approval{}))
		}},
		"a draft rejected":  {draft, func(id string, v int64) error { return second(o.Reject(t.Context(), reviewer(), id, v, why)) }},
		"a draft sent back": {draft, func(id string, v int64) error { return second(o.NeedMore(t.Context(), reviewer(), id, v, why)) }},
		"an approved one approved": {approved, func(id string, v int64) error {
			return second(o.Approve(t.Context(), reviewer(), id, v, casework.Approval{}))
		}},
		"an approved one sent back": {approved, func(id string, v int64) error {
			return second(o.NeedMore(t.Context(), reviewer(), id, v, why))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, c.decide(c.of.id, o.version(t, c.of.id)), casework.WrongState)
		})
	}
	_, err := o.Approve(t.Context(), reviewer(), "aaaaaaaaaaaaaaaa", 1, casework.Approval{})
	refused(t, err, casework.NoCase)
}

func TestAnApprovalIsTakenBackUntilACertificateIsIssued(t *testing.T) {
	o := newOffice(t)
	why := cases.Reasons{Note: "误操作"}
	a := o.approved(t)
	secret := a.secret(t)
	_, err := o.Reject(t.Context(), reviewer(), a.id, o.version(t, a.id), why)
	must(t, err)
	_, err = o.Redeem(t.Context(), a.id, secret, hashOf(t, a.fresh))
	refused(t, err, casework.BadSecret)

	o.advance(2 * time.Minute)
	b := o.approved(t)
	_, err = b.grant(t, b.secret(t))
	must(t, err)
	_, err = o.Reject(t.Context(), reviewer(), b.id, o.version(t, b.id), why)
	refused(t, err, casework.WrongState)
}

func TestReasonsThatHelpNobodyAreRefused(t *testing.T) {
	o := newOffice(t)
	a := o.inReview(t)
	seen := o.version(t, a.id)
	for name, c := range map[string]struct {
		reasons cases.Reasons
		want    casework.Reason
	}{
		"none":              {cases.Reasons{}, casework.NoReasons},
		"white space":       {cases.Reasons{Note: " \n", Fields: map[cases.Field]string{cases.FieldName: "  "}}, casework.NoReasons},
		"for no such field": {cases.Reasons{Fields: map[cases.Field]string{"age": "x"}}, casework.BadReasons},
		"for no such scan":  {cases.Reasons{Documents: map[cases.Kind]string{"passport": "x"}}, casework.BadReasons},
		"of a whole page":   {cases.Reasons{Note: strings.Repeat("长", 1001)}, casework.BadReasons},
		"that beep":         {cases.Reasons{Note: "\a"}, casework.BadReasons},
		"not in UTF-8":      {cases.Reasons{Documents: map[cases.Kind]string{cases.IDCard: "\xff"}}, casework.BadReasons},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, second(o.NeedMore(t.Context(), reviewer(), a.id, seen, c.reasons)), c.want)
			refused(t, second(o.Reject(t.Context(), reviewer(), a.id, seen, c.reasons)), c.want)
		})
	}
	if o.version(t, a.id) != seen {
		t.Error("the case has changed")
	}
}

func TestCodesGoToTheNumberGivenThenOnRecordThenInTheForm(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		submit := func(phone string) *applicant {
			a := o.expired(t)
			a.open(t)
			hashes := a.attach(t, 1)
			f := form()
			f.Phone = phone
			_, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, f, hashes), audience)
			must(t, err)
			return a
		}
		approve := func(a *applicant, phone string) (*casework.File, error) {
			return o.Approve(t.Context(), reviewer(), a.id, o.version(t, a.id), casework.Approval{Phone: phone})
		}

		first := submit("")
		refused(t, second(approve(first, "")), casework.NoPhone)
		refused(t, second(approve(first, "0755-12345678")), casework.NoPhone)
		landline := submit("0755-12345678")
		refused(t, second(approve(landline, "")), casework.NoPhone)

		file, err := approve(submit("+8613911111111"), "")
		must(t, err)
		if file.Phone != "139****1111" || file.OnRecord != "13911111111" {
			t.Errorf("from the form: %s, on record %s", file.Phone, file.OnRecord)
		}
		// All certificates of these tests have the same holder.
		if file, err = approve(submit("13722222222"), ""); err != nil || file.Phone != "139****1111" {
			t.Errorf("the form's number went before the one on record: %+v, %v", file, err)
		}
		if file, err = approve(submit("13722222222"), "13633333333"); err != nil || file.Phone != "136****3333" || file.OnRecord != "13633333333" {
			t.Errorf("the reviewer's number: %+v, %v", file, err)
		}
	})
}

func TestListsArePickedSortedAndCounted(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		var all []*applicant
		for range 5 {
			a := o.expired(t)
			a.open(t)
			all = append(all, a)
			o.advance(time.Hour)
		}
		for _, n := range []int{3, 1} { // in this order
			all[n].submit(t)
			o.advance(time.Hour)
		}
		all[1].approve(t)
		start := o.clock().Add(-7 * time.Hour)
		for name, c := range map[string]struct {
			query casework.Query
			want  []int
			total int
		}{
			"all, the oldest first": {casework.Query{}, []int{0, 2, 4, 3, 1}, 5},
			"the newest first":      {casework.Query{NewestFirst: true}, []int{1, 3, 4, 2, 0}, 5},
			"a page":                {casework.Query{Offset: 1, Limit: 2}, []int{2, 4}, 5},
			"a page behind the end": {casework.Query{Offset: 9}, nil, 5},
			"by state":              {casework.Query{State: cases.Review}, []int{3}, 1},
			"by ID":                 {casework.Query{Text: strings.ToUpper(all[2].id)}, []int{2}, 1},
			"by applicant":          {casework.Query{Text: "小明"}, []int{3, 1}, 2},
			"by holder":             {casework.Query{Text: "示例科技"}, []int{0, 2, 4, 3, 1}, 5},
			"by a wild card":        {casework.Query{Text: "%"}, nil, 0},
			"from":                  {casework.Query{From: start.Add(4 * time.Hour)}, []int{4, 3, 1}, 3},
			"until, which is out":   {casework.Query{To: start.Add(2 * time.Hour)}, []int{0}, 1},
		} {
			t.Run(name, func(t *testing.T) {
				page, err := o.List(t.Context(), c.query)
				must(t, err)
				var got, want []string
				for _, summary := range page.Cases {
					got = append(got, summary.ID)
				}
				for _, n := range c.want {
					want = append(want, all[n].id)
				}
				if !slices.Equal(got, want) || page.Total != c.total {
					t.Errorf("got %v of %d, want %v of %d", got, page.Total, want, c.total)
				}
			})
		}
		page, err := o.List(t.Context(), casework.Query{State: cases.Review})
		must(t, err)
		if page.Counts[cases.Draft] != 3 || page.Counts[cases.Review] != 1 || page.Counts[cases.Approved] != 1 {
			t.Errorf("counts %v", page.Counts)
		}
		s := page.Cases[0]
		if s.Holder != "深圳市示例科技有限公司" || s.Applicant != "王小明" || s.Submitted.IsZero() || s.Expected.IsZero() {
			t.Errorf("summary %+v", s)
		}
	})
}

func TestStaffSeeWhoDidWhat(t *testing.T) {
	o := newOffice(t)
	a := o.inReview(t)
	file, err := o.Reject(t.Context(), reviewer(), a.id, o.version(t, a.id), cases.Reasons{Note: "资料不符"})
	must(t, err)
	last := file.Steps[len(file.Steps)-1]
	if last.Actor != reviewer() || last.Note != "资料不符" || last.State != cases.Rejected || last.By != "staff" {
		t.Errorf("step %+v", last)
	}
	if !file.Old.Equal(a.cert) || file.Submitted.IsZero() || file.Form != form() {
		t.Errorf("file %+v", file)
	}
}
