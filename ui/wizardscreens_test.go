//go:build !race

package ui

import (
	"context"
	"syscall"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

func TestTheWizardsFormLooksRight(t *testing.T) {
	picture(t, "wizard-form", func(h *harness) { h.applying(nil) })
	picture(t, "wizard-form-wrong", func(h *harness) {
		h.small()
		h.applying(func(a *app.Application) { a.Form = cases.Form{IDNumber: "440305199001011239", Phone: "1380013800"} })
		h.Key(fyneReturn)
	})
	picture(t, "wizard-form-correct", func(h *harness) {
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.NeedMore)
			a.Case.Reasons = &cases.Reasons{Note: "请在两个工作日内补正。", Fields: map[cases.Field]string{cases.FieldPhone: "号码打不通，请核对。"}}
		})
	})
	picture(t, "wizard-not-kept", func(h *harness) {
		h.applying(nil)
		h.desk.setSaveErr(&apply.DraftError{Path: "/home/chen/application.json", Err: syscall.ENOSPC})
		h.fill(cases.FieldName, "陈小明")
		h.press("ui.wizard.leave")
		h.Until("the failure", func() bool { return h.title() == h.words.T("ui.wizard.not-kept") })
	})
}

func TestTheWizardsScansLookRight(t *testing.T) {
	picture(t, "wizard-scans-none", func(h *harness) {
		h.applying(func(a *app.Application) { a.Form = aForm() })
	})
	picture(t, "wizard-scans", func(h *harness) {
		h.small()
		h.applying(func(a *app.Application) {
			a.Form = aForm()
			h.attached(a, cases.Organisation, "营业执照.jpg")
		})
		h.wizard.scans.cards[cases.IDCard].take(reader(h.file("身份证扫描.png", aLargeScan(h.T))))
		h.settled()
	})
	picture(t, "wizard-scans-correct", func(h *harness) {
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.NeedMore)
			a.Case.Documents = map[cases.Kind]cases.Document{cases.IDCard: {SHA256: a.Scans[cases.IDCard].SHA256}}
			a.Case.Reasons = &cases.Reasons{Documents: map[cases.Kind]string{cases.IDCard: "反面没有盖章。"}}
		})
		h.settled()
	})
}

func TestTheWizardsLastLookLooksRight(t *testing.T) {
	check := func(h *harness) {
		h.applying(h.complete)
		h.Until("the pictures", func() bool { return h.hung() == 3 })
	}
	picture(t, "wizard-check", func(h *harness) { h.small(); check(h) })
	picture(t, "wizard-enlarged", func(h *harness) {
		h.small()
		check(h)
		h.wizard.enlarge(cases.Authorisation)
		h.Until("the picture", func() bool { return h.hung() == 1 })
	})
	picture(t, "wizard-pin", func(h *harness) {
		check(h)
		h.submits(func(string) (*cases.Case, error) { return nil, nil })
		h.press("ui.wizard.submit")
		h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
	})
	for name, err := range map[string]error{
		"wizard-not-submitted": &est.UnreachableError{URL: "https://ca.example:8443", Kind: est.NoConnection, Err: errTest},
		"wizard-maintenance":   &est.RefusedError{Problem: est.Problem{Status: 503, Code: -7999}},
	} {
		picture(t, name, func(h *harness) {
			check(h)
			h.submits(func(string) (*cases.Case, error) { return nil, err })
			h.press("ui.wizard.submit")
			h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
			h.Write("123456")
			h.Key(fyneReturn)
			h.Until("the failure", func() bool { return h.title() == h.words.T("ui.submit.failed") })
		})
	}
}

// TestWhatTheStaffAreStillWaitingForLooksRight: two looks are enough, since what
// is new is some lines of text.
func TestWhatTheStaffAreStillWaitingForLooksRight(t *testing.T) {
	wordy := uitest.Look{Language: words.English, Theme: look.Dark, Text: look.LargeText}
	for _, l := range []uitest.Look{uitest.Usual, wordy} {
		t.Run(l.String(), func(t *testing.T) {
			h := open(t, looking(l))
			h.applying(h.sentBack)
			h.wizard.open(pageCheck)
			h.Until("the pictures", func() bool { return h.hung() == 3 })
			h.Looks("wizard-check-unanswered")
			h.press("ui.wizard.submit")
			h.Looks("wizard-as-it-is")
		})
	}
	t.Run("nothing new", func(t *testing.T) {
		h := open(t, looking(uitest.Usual))
		submitted := happened(3, "applicant", cases.Review, "")
		h.desk.progress = func(*app.Application) (*cases.Case, error) { return aCase(cases.Review, submitted), nil }
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case, a.Heard, a.NextLook = aCase(cases.Review, submitted), today, today.Add(time.Hour)
		})
		h.press("ui.review.ask")
		h.Until("the answer", func() bool { return h.wizard.nothingNew() && !h.follower.looking })
		h.Looks("wizard-review-nothing-new")
	})
}

func TestTheWizardsReviewLooksRight(t *testing.T) {
	picture(t, "wizard-review", func(h *harness) {
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.Review,
				happened(75, "applicant", cases.Draft, ""), happened(74, "applicant", cases.Review, ""),
				happened(50, "staff", cases.NeedMore, "授权书上的日期看不清，请重新扫描。"), happened(26, "applicant", cases.Review, ""))
			a.Case.Expected = today.Add(24 * time.Hour)
			a.Heard, a.NextLook = today.Add(-10*time.Minute), today.Add(50*time.Minute)
		})
	})
	picture(t, "wizard-review-away", func(h *harness) {
		h.desk.progress = func(*app.Application) (*cases.Case, error) {
			return nil, &est.UnreachableError{URL: "https://ca.example:8443", Err: errTest}
		}
		h.small()
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.Review, happened(75, "applicant", cases.Draft, ""), happened(74, "applicant", cases.Review, ""))
			a.Heard, a.NextLook = today.Add(-10*time.Minute), today.Add(50*time.Minute)
		})
		h.press("ui.review.ask")
		h.Until("the answer", func() bool { return h.wizard.review.failed != nil })
	})
	picture(t, "wizard-rejected", func(h *harness) {
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.Rejected,
				happened(75, "applicant", cases.Draft, ""), happened(74, "applicant", cases.Review, ""),
				happened(2, "staff", cases.Rejected, "单位名称与证照不一致。"))
			a.Case.Reasons = &cases.Reasons{Note: "单位名称与证照不一致。", Documents: map[cases.Kind]string{cases.Organisation: "不是这家单位的证照。"}}
		})
	})
}

func TestTheWizardsInstallationLooksRight(t *testing.T) {
	approved := func(h *harness) {
		h.applying(func(a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.Approved,
				happened(75, "applicant", cases.Draft, ""), happened(74, "applicant", cases.Review, ""), happened(2, "staff", cases.Approved, ""))
		})
	}
	picture(t, "wizard-install", approved)
	picture(t, "wizard-install-no-key", func(h *harness) {
		h.small()
		approved(h)
		h.plug(snapshot())
	})
	picture(t, "wizard-code", func(h *harness) {
		approved(h)
		h.desk.install = func(ctx context.Context, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
			progress(renew.Event{Step: renew.StepRequest})
			_, err := ask.Code(ctx, app.CodeQuestion{
				CodeSent: cases.CodeSent{SentTo: "138****8000", Expires: today.Add(5 * time.Minute), ResendAfter: today.Add(42 * time.Second)},
				Err:      &est.RefusedError{Problem: est.Problem{Status: 403, Code: cases.ProblemWrongCode, TriesLeft: 4}},
			})
			return nil, err
		}
		h.press("ui.install")
		h.Until("the code question", func() bool { return h.title() == h.words.T("ui.code") })
	})
	picture(t, "wizard-installed", func(h *harness) {
		approved(h)
		h.desk.install = func(context.Context, app.Questions, func(renew.Event)) (*renew.Result, error) {
			return (&renewalScript{h: h}).result(), nil
		}
		h.press("ui.install")
		h.Until("the end", func() bool { return uitest.Contains(h.Text(), h.words.T("renewed")) })
		h.Key(fyneReturn)
		h.Until("the last page", func() bool { return h.title() == h.words.T("ui.install.done") })
	})
}

func TestWhatIsUnderWayLooksRight(t *testing.T) {
	picture(t, "offer-expired", func(h *harness) { h.plugIn(snapshot(expiredKey(t))) })
	picture(t, "offer-resume", func(h *harness) {
		k := companyKey(t)
		h.desk.found([]app.Interrupted{{Token: k.ID, State: renew.KeyGenerated, Since: today}}, nil)
		h.plugIn(snapshot(k))
	})
	picture(t, "offer-approved", func(h *harness) {
		a := newApplication(t)
		a.Case = aCase(cases.Approved)
		h.desk.put(a)
		h.plugIn(snapshot(expiredKey(t)))
	})
	picture(t, "offer-damaged", func(h *harness) {
		h.desk.found(nil, &apply.DraftError{Path: "/home/chen/a1", SetAside: "/home/chen/a1.damaged", Err: errTest})
		h.plugIn(snapshot())
	})
	picture(t, "main-applied", func(h *harness) {
		a := newApplication(t)
		a.Case, a.NextLook = aCase(cases.Review), today.Add(time.Hour)
		h.desk.put(a)
		h.plug(snapshot(expiredKey(t)))
	})
	picture(t, "applications", func(h *harness) {
		for i, state := range []cases.State{cases.Done, cases.Rejected, cases.Review} {
			a := newApplication(t)
			a.ID = "a" + string(state)
			a.Updated = today.AddDate(i-3, 0, 0)
			a.Case, a.NextLook = aCase(state), today.Add(time.Hour)
			h.desk.put(a)
		}
		h.plug(snapshot(companyKey(t)))
		h.openApplications()
		h.Until("the list", func() bool { return !h.follower.looking })
	})
	picture(t, "applications-none", func(h *harness) {
		h.plug(snapshot())
		h.openApplications()
		h.Until("the list", func() bool { return !h.follower.looking })
	})
	picture(t, "applications-remove", func(h *harness) {
		a := newApplication(t)
		a.Case = aCase(cases.Rejected)
		h.desk.put(a)
		h.plug(snapshot())
		h.openApplications()
		h.Until("the list", func() bool { return !h.follower.looking })
		h.press("ui.applications.remove")
	})
	picture(t, "renewal-not-ready", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.desk.renew = notReady(companyKey(t))
		h.press("ui.renew-now")
		h.Until("what is wrong", func() bool { return h.title() == h.words.T("ui.preflight.failed") })
	})
}
