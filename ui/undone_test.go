package ui

import (
	"context"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/uitest"
)

func TestAnExpiredCertificateIsSpokenOfEachTimeItsKeyIsPluggedIn(t *testing.T) {
	h := open(t, chinese())
	h.plugIn(snapshot(expiredKey(t)))
	if h.title() != "数字证书已过期" {
		t.Fatalf("the window says %q", h.title())
	}
	h.Says("您的数字证书已过期 1585 天", "业务章 2")
	h.Key(fyneEscape)
	h.plugIn(snapshot(expiredKey(t), companyKey(t))) // which is the same key
	if h.title() != "" {
		t.Errorf("it is said again: %q", h.title())
	}
	h.plugIn(snapshot(companyKey(t)))
	h.plugIn(snapshot(companyKey(t), expiredKey(t)))
	if h.title() != "数字证书已过期" {
		t.Error("the key was plugged in again, and nothing is said")
	}
	h.plugIn(snapshot(companyKey(t)))
	if h.title() != "" {
		t.Error("the offer stays although its key is gone")
	}
}

func TestTheOfferLeadsToTheApplication(t *testing.T) {
	h := open(t, chinese())
	h.desk.apply = func(token.ID) (*app.Application, error) { return newApplication(t), nil }
	h.plugIn(snapshot(companyKey(t), expiredKey(t)))
	h.Key(fyneReturn)
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
}

func TestARenewalThatWasCutOffIsOfferedToBeContinued(t *testing.T) {
	h := open(t, chinese())
	k := companyKey(t)
	h.desk.found([]app.Interrupted{{Token: token.ID{Driver: "another", Serial: k.ID.Serial, Label: k.ID.Label}, State: renew.Issued}}, nil)
	h.plugIn(snapshot(k))
	h.Says("上次的证书更新没有完成。", "不会重复申请")
	resumed := make(chan token.ID, 1)
	h.desk.renew = func(_ context.Context, id token.ID, _ app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		resumed <- id
		return nil, &renew.BusyError{Holder: renew.Holder{PID: 1, Program: "ukeyctl", Since: today}}
	}
	h.Key(fyneReturn)
	h.Until("the other program", func() bool { return uitest.Contains(h.Text(), "另一个程序（ukeyctl") })
	if id := <-resumed; id != k.ID {
		t.Errorf("%v was renewed", id)
	}
	h.Key(fyneEscape)
	h.Says("继续更新") // in the pane
}

func TestThePaneSaysWhereAnApplicationStands(t *testing.T) {
	for state, want := range map[cases.State][]string{
		cases.Draft:    {"尚未提交", "继续申请"},
		cases.Review:   {"等待审核", "查看进度"},
		cases.NeedMore: {"需要补正", "修改资料"},
		cases.Rejected: {"未通过审核", "查看结果"},
		cases.Approved: {"已通过审核", "安装证书"},
	} {
		t.Run(string(state), func(t *testing.T) {
			h := open(t, chinese())
			a := newApplication(t)
			a.Case, a.NextLook = aCase(state), today.Add(time.Hour)
			h.desk.put(a)
			h.plug(snapshot(expiredKey(t)))
			h.Says(want...)
			h.press(stageAct(a))
			h.Until("the wizard", func() bool { return h.wizard != nil })
		})
	}
}

func TestTheCAIsAskedOnceTheTimeHasCome(t *testing.T) {
	h := open(t, chinese())
	h.desk.progress = func(*app.Application) (*cases.Case, error) { return aCase(cases.Approved), nil }
	a := newApplication(t)
	a.Case, a.NextLook = aCase(cases.Review), today.Add(-time.Second)
	h.desk.put(a)
	h.plugIn(snapshot(expiredKey(t)))
	h.Until("the news", func() bool { return h.title() == "申请更新" })
	h.Says("已通过审核", "安装证书")
}

func TestACAThatDoesNotAnswerIsNotAskedOverAndOver(t *testing.T) {
	h := open(t, chinese())
	asked := make(chan struct{}, 8)
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		asked <- struct{}{}
		return nil, &est.UnreachableError{URL: "https://ca.example:8443", Err: errTest}
	}
	a := newApplication(t)
	a.Case, a.NextLook = aCase(cases.Review), today.Add(-time.Hour)
	h.desk.put(a)
	h.plug(snapshot(expiredKey(t)))
	h.Until("the question", func() bool { return len(asked) == 1 && len(h.follower.asking) == 0 && !h.follower.looking })
	h.plug(snapshot(expiredKey(t), companyKey(t)))
	if len(asked) != 1 {
		t.Errorf("asked %d times within the same minute", len(asked))
	}
}

func TestApplicationsAreListedWithoutAKeyAndRemovedOnRequest(t *testing.T) {
	h := open(t, chinese())
	a := newApplication(t)
	a.Case = aCase(cases.Rejected)
	h.desk.put(a)
	h.plug(snapshot())
	h.openApplications()
	h.Until("the list", func() bool { return !h.follower.looking })
	h.Says("未通过审核", "业务章 2（尾号 9034）", "2026-11-22")
	h.press("ui.applications.remove")
	h.Says("不能恢复")
	h.Key(fyneReturn) // the safe answer has the focus
	if h.title() != "申请进度" || h.desk.one("a1") == nil {
		t.Fatal("Enter removed it")
	}
	h.press("ui.applications.remove")
	h.press("ui.applications.remove")
	h.Until("the empty list", func() bool { return uitest.Contains(h.Text(), "还没有申请") })
}

func TestWhatBecameOfAPastApplicationCanBeLookedUp(t *testing.T) {
	h := open(t, chinese())
	a := newApplication(t)
	a.Installed = true
	a.Case = aCase(cases.Done, happened(72, "applicant", cases.Review, ""), happened(2, "staff", cases.Approved, "资料齐全"))
	h.desk.put(a)
	h.plug(snapshot()) // whose key is not plugged in any more
	h.openApplications()
	h.Until("the list", func() bool { return !h.follower.looking })
	h.press("ui.application.act.done")
	h.Says("新证书已安装", "审核通过", "资料齐全", "2026-11-19")
}

func TestADamagedApplicationIsToldOf(t *testing.T) {
	h := open(t, chinese())
	h.desk.found(nil, &apply.DraftError{Path: "/x/a1", SetAside: "/x/a1.damaged", Err: errTest})
	h.plugIn(snapshot())
	h.Says("有一个申请的记录已损坏", "/x/a1.damaged")
	h.Key(fyneEscape)
	h.plugIn(snapshot(expiredKey(t)))
	if h.title() != "数字证书已过期" {
		t.Errorf("told of twice: %q", h.title())
	}
}

func TestTheOverviewOfAnExpiredCertificateLeadsToTheApplication(t *testing.T) {
	h := open(t, chinese())
	h.desk.apply = func(token.ID) (*app.Application, error) { return newApplication(t), nil }
	h.plug(snapshot(expiredKey(t)))
	h.openRenewal()
	h.press("ui.renew.all")
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
}

func TestARenewalBeginsOnlyOnceTheFilesBoundToTheCertificateAreThoughtOf(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPlan()
	h.Says("更新前的检查", "没有问题", "投标文件")
	if uitest.Contains(h.Text(), "UKey没有告知剩余空间") {
		t.Error("what nobody has to read is in the way")
	}
	h.unfold("更新前的检查")
	h.Says("CA服务：https://ca.example:8443 可以连接，身份已证实。", "UKey没有告知剩余空间")
	if !h.Button("开始更新").Disabled() {
		t.Error("it can be begun without consent")
	}
	h.Key(fyneReturn)
	h.Says("请先确认上面这一项")
	h.declare()
	h.press("ui.plan.begin")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
}

func TestWhatStandsInTheWayOfARenewalIsMarkedInTheList(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.desk.renew = notReady(companyKey(t))
	h.press("ui.renew-now")
	h.Until("what is wrong", func() bool { return h.title() == "现在不能更新" })
	h.Says("电脑的时间：异常", "请校准电脑的日期", "PIN码：正常")
}

func TestAKeyWithoutALabelIsCalledByItsSerialNumber(t *testing.T) {
	h := open(t, chinese())
	k := expiredKey(t)
	k.ID.Label, k.Manufacturer, k.Model = "", "", ""
	a := newApplication(t)
	h.complete(a)
	a.Token = k.ID
	h.desk.put(a)
	h.plug(snapshot(k))
	h.openApply()
	h.plug(snapshot())
	h.Says("请插入UKey“7A21-0049-3381-9034”。")
	h.Key(fyneEscape)
	h.Until("the wizard to close", func() bool { return h.title() == "" })
	h.Says("“7A21-0049-3381-9034”已拔出。")
}

func TestWhatWasJustLeftIsNotOfferedAtOnce(t *testing.T) {
	h := open(t, chinese())
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		c := aCase(cases.NeedMore)
		c.Reasons = &cases.Reasons{Note: "看不清"}
		return c, nil
	}
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case, a.NextLook = aCase(cases.Review), today.Add(time.Hour)
	})
	h.press("ui.review.ask")
	h.Until("what has to be corrected", func() bool { return h.title() != "等待审核" })
	h.Key(fyneEscape)
	h.Until("the wizard to close", func() bool { return h.wizard == nil })
	h.plugIn(snapshot(expiredKey(t))) // a reason to look at what is undone
	if h.title() != "" {
		t.Errorf("%q comes up", h.title())
	}
}
