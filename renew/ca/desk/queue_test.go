package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rowName = regexp.MustCompile(`<a class="strong" href="/desk/cases/[^"]+">([^<]+)</a>`)

// listed are the organisations on a page of the queue, in order.
func (a answer) listed() []string {
	var names []string
	for _, found := range rowName.FindAllStringSubmatch(a.Body, -1) {
		names = append(names, found[1])
	}
	return names
}

// of makes an application of another organisation.
func of(t testing.TB, organisation, applicant string) application {
	t.Helper()
	app := example(t)
	app.Organisation, app.CreditCode, app.Form.Name = organisation, "", applicant
	return app
}

func TestTheQueueShowsWhatWaitsOldestFirst(t *testing.T) {
	r := newRig(t)
	r.at(19, 10, 0)
	r.apply(t, of(t, "乙公司", "王二"))
	r.at(18, 10, 0)
	r.apply(t, of(t, "甲公司", "王一"))
	r.at(20, 10, 0)
	r.apply(t, of(t, "丙公司", "王三"))
	r.open(t, of(t, "丁公司", "")) // has not handed anything in
	v := r.as(t, wang)
	if diff := cmp.Diff([]string{"甲公司", "乙公司", "丙公司"}, v.get("/desk/").listed()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"丙公司", "乙公司", "甲公司"}, v.get("/desk/?order=newest").listed()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"丁公司"}, v.get("/desk/?state=draft").listed()); diff != "" {
		t.Error(diff)
	}
	if got := v.get("/desk/?state=all").listed(); len(got) != 4 {
		t.Errorf("all: %v", got)
	}
}

func TestTheQueueIsFilteredByTextAndDate(t *testing.T) {
	r := newRig(t)
	r.at(18, 0, 30)
	a := r.apply(t, example(t))
	r.at(19, 23, 30)
	r.apply(t, of(t, "乙公司", "王二"))
	v := r.as(t, wang)
	for query, want := range map[string][]string{
		"text=乙":                          {"乙公司"},
		"text=王二":                         {"乙公司"},
		"text=示例":                         {"深圳市示例科技有限公司"},
		"text=91440300MA5EXAMP0C":         {"深圳市示例科技有限公司"},
		"text=91440300ma5examp0c":         {"深圳市示例科技有限公司"},
		"text=" + a.ID:                    {"深圳市示例科技有限公司"},
		"text=nothing":                    nil,
		"text=%25":                        nil, // no wildcard
		"from=2026-11-19":                 {"乙公司"},
		"to=2026-11-18":                   {"深圳市示例科技有限公司"},
		"from=2026-11-18&to=2026-11-19":   {"深圳市示例科技有限公司", "乙公司"},
		"from=2026-11-20":                 nil,
		"from=yesterday&state=bogus":      {"深圳市示例科技有限公司", "乙公司"},
		"page=-1&from=&text=+++":          {"深圳市示例科技有限公司", "乙公司"},
		"text=" + strings.Repeat("乙", 99): nil,
	} {
		parsed, err := url.ParseQuery(query)
		must(t, err)
		page := v.get("/desk/?" + parsed.Encode())
		if diff := cmp.Diff(want, page.listed()); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if want == nil {
			page.says(t, http.StatusOK, "没有符合条件的申请", "清除筛选")
		}
	}
}

func TestTheQueueCountsByStateWithinTheFilter(t *testing.T) {
	r := newRig(t)
	r.apply(t, of(t, "甲公司", "王一"))
	r.apply(t, of(t, "乙公司", "王二"))
	r.open(t, of(t, "乙公司", ""))
	v := r.as(t, wang)
	count := regexp.MustCompile(`(\S+) <span class="count">(\d+)</span>`)
	counts := func(path string) string {
		var all []string
		for _, found := range count.FindAllStringSubmatch(v.get(path).Body, -1) {
			all = append(all, found[1][strings.LastIndex(found[1], ">")+1:]+found[2])
		}
		return strings.Join(all, " ")
	}
	if got := counts("/desk/"); got != "待审核2 待补充0 已通过0 已签发0 已完成0 已驳回0 填写中1 全部3" {
		t.Error(got)
	}
	if got := counts("/desk/?text=乙"); got != "待审核1 待补充0 已通过0 已签发0 已完成0 已驳回0 填写中1 全部2" {
		t.Error(got)
	}
}

func TestTheQueueHasPages(t *testing.T) {
	r := newRig(t)
	app := example(t)
	app.Scans = nil // a case of its own needs no papers before it is handed in
	for i := range 27 {
		app.Organisation = fmt.Sprintf("公司%02d", i)
		r.at(20, 9, i)
		r.open(t, app)
	}
	v := r.as(t, wang)
	first := v.get("/desk/?state=draft&text=公司")
	if got := first.listed(); len(got) != 25 || got[0] != "公司00" {
		t.Errorf("first page: %v", got)
	}
	first.says(t, http.StatusOK, "第 1–25 条，共 27 条", `rel="next"`)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(first.Body)[1]
	second := v.get(strings.ReplaceAll(next, "&amp;", "&"))
	if diff := cmp.Diff([]string{"公司25", "公司26"}, second.listed()); diff != "" {
		t.Error(diff)
	}
	second.says(t, http.StatusOK, "第 26–27 条，共 27 条", `rel="prev"`)
	if strings.Contains(second.Body, `rel="next"`) {
		t.Error("goes on behind the end")
	}
	// Whoever is behind the end finds back.
	v.get("/desk/?state=draft&page=9").says(t, http.StatusOK, `href="/desk/?page=1&amp;state=draft"`)
}

func TestTheAgeOfACaseIsInWorkingDaysAndColouredByThePromise(t *testing.T) {
	r := newRig(t)
	r.at(19, 16, 0) // a Thursday: promised for Monday evening
	r.apply(t, example(t))
	for _, c := range []struct {
		day, hour, minute int
		mood, want        string
	}{
		{19, 17, 0, "fine", "不到 1 个工作日"},
		{20, 16, 0, "fine", "已等 1 个工作日"},
		{22, 16, 0, "fine", "已等 1 个工作日"}, // a Sunday
		{23, 9, 0, "today", "今天到期 已等 1 个工作日"},
		{23, 17, 59, "today", "今天到期 已等 2 个工作日"},
		{23, 18, 0, "late", "⚠ 已超时 已等 2 个工作日"},
		{30, 9, 0, "late", "⚠ 已超时 已等 6 个工作日"},
	} {
		r.at(c.day, c.hour, c.minute)
		found := regexp.MustCompile(`(?s)<span class="age (\w+)">(.*?)</span>`).FindStringSubmatch(r.as(t, wang).get("/desk/").Body)
		if found == nil {
			t.Fatal("no age is shown")
		}
		text := strings.Join(strings.Fields(strings.NewReplacer("<small>", "", "</small>", "").Replace(found[2])), " ")
		if found[1] != c.mood || text != c.want {
			t.Errorf("on the %dth at %d:%02d: %s, %q; want %s, %q", c.day, c.hour, c.minute, found[1], text, c.mood, c.want)
		}
	}
}
