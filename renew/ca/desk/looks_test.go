package desk_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// scene fills a desk with what there is to see, and returns the case to look
// at.
func scene(t *testing.T) (*rig, *applicant) {
	t.Helper()
	r := newRig(t)
	by := casework.Actor{Name: wang, Role: "reviewer"}
	version := func(a *applicant) int64 {
		file, err := r.Cases.Get(t.Context(), a.ID)
		must(t, err)
		return file.Version
	}

	r.at(17, 15, 20)
	r.apply(t, of(t, "深圳市前海某某国际供应链管理有限公司", "欧阳建国"))
	r.at(19, 15, 20)
	r.apply(t, of(t, "广州某某建筑工程有限公司深圳分公司", "黄志强"))
	r.at(20, 9, 12)
	marked := example(t)
	marked.Name, marked.Emails, marked.Form.Address = "示例科技业务章", []string{"office@example.com"}, "北京市朝阳区建国路88号"
	marked.Scans = drawPapers(t, marked.Organisation, marked.Form.Name)
	looked := r.apply(t, marked)
	r.at(20, 11, 40)
	approved := r.apply(t, of(t, "珠海某某食品有限公司", "何静"))
	_, err := r.Cases.Approve(t.Context(), by, approved.ID, version(approved), casework.Approval{})
	must(t, err)
	rejected := r.apply(t, of(t, "东莞某某电子厂", "刘洋"))
	_, err = r.Cases.Reject(t.Context(), by, rejected.ID, version(rejected), cases.Reasons{Note: "单位已注销"})
	must(t, err)
	r.at(20, 16, 5)
	_, err = r.Cases.NeedMore(t.Context(), by, looked.ID, version(looked), cases.Reasons{Note: "授权书缺少公章，请盖章后重新上传。"})
	must(t, err)
	r.at(22, 20, 30)
	looked.submit(t, marked)
	r.at(23, 9, 0)
	_, err = r.Staff.Add(t.Context(), console, "chenjing", "reviewer", password)
	must(t, err)
	_, err = r.Staff.Disable(t.Context(), console, "chenjing")
	must(t, err)
	return r, looked
}

// flaws are what is wrong with how a page is laid out, in the words of a
// script that looks at it.
const flaws = `(() => {
	const wrong = []
	if (document.documentElement.scrollWidth > innerWidth) wrong.push('is wider than the window by ' + (document.documentElement.scrollWidth - innerWidth))
	for (const e of document.querySelectorAll('button, .button, input:not([type=hidden]), select, textarea')) {
		const r = e.getBoundingClientRect()
		if (r.height < 35.5) wrong.push('a target is ' + r.height + ' high: ' + e.outerHTML.slice(0, 90))
		if (r.right > innerWidth + 0.5) wrong.push('a target reaches out of the window: ' + e.outerHTML.slice(0, 90))
	}
	for (const e of document.images) if (!e.complete || !e.naturalWidth) wrong.push('no picture: ' + e.src)
	for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
		if (!e.labels.length && !e.getAttribute('aria-label')) wrong.push('no label: ' + e.outerHTML.slice(0, 90))
	if (document.querySelectorAll('h1').length != 1) wrong.push('has no heading, or several')
	if (/desk\.[a-z-]+\.[a-z]/.test(document.body.innerText)) wrong.push('shows the ID of a text')
	return wrong
})()`

// TestEveryPageIsWellLaidOut leaves pictures of all pages in out/desk, to be
// looked at.
func TestEveryPageIsWellLaidOut(t *testing.T) {
	r, looked := scene(t)
	id := looked.ID
	for _, l := range []look{
		{Width: 1280, Height: 800, Language: "zh-CN"},
		{Width: 720, Height: 900, Language: "en-GB", Dark: true}, // the longer words in the narrower window
	} {
		name := fmt.Sprintf("%s-%d", l.Language[:2], l.Width)
		if l.Dark {
			name += "-dark"
		}
		t.Run(name, func(t *testing.T) {
			b := r.tab(t, l)
			check := func(page string) {
				t.Helper()
				for _, flaw := range value[[]string](b, flaws) {
					t.Errorf("%s %s", page, flaw)
				}
				b.picture(name + "-" + page)
			}
			b.goTo("/desk/")
			check("sign-in")
			b.open(chromedp.SendKeys(chromedp.ID("name"), zhou), chromedp.SendKeys(chromedp.ID("password"), "wrong\r"))
			check("sign-in-wrong")
			b.signIn(zhou)
			check("queue")
			for page, path := range map[string]string{
				"queue-all": "?state=all", "queue-empty": "?text=" + url.QueryEscape("没有"), "case": "cases/" + id, "scan": "cases/" + id + "/scans/id-card",
				"operators": "operators", "audit": "audit", "password": "password", "no-page": "nowhere",
			} {
				b.goTo("/desk/" + path)
				check(page)
			}
			b.goTo("/desk/cases/" + id)
			b.click("button[value=approve]")
			check("preview-approve")
			b.click("button[formaction]")
			b.click("button[value=reject]")
			check("case-refused")
			b.fill("#note", "请补充：\n授权书上的公章不清晰。")
			b.fill("input[name=field-address]", "与证照上的地址不一致")
			b.click("button[value=need-more]")
			check("preview-need-more")
		})
	}
}
