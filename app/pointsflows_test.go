//go:build linux

package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca/casework"
	"ukey/renew/ca/sms"
	"ukey/renew/cases"
	"ukey/token"
)

// flow is one way to new certificates.
type flow struct {
	name string
	spec rigSpec
	// sample is how many points there are to one that is tried each time.
	sample int
	// renew goes the way on from wherever it stands. It is run by one program
	// after the other, of which nothing lives on but what is on disk.
	renew func(ctx context.Context, a *app.App, id token.ID, person app.Questions) error
	// over tells whether nothing is left to be done.
	over func(t *testing.T, c *pointCase) bool
	// refused has the CA refuse until the renewal has been cut off: it is the
	// way back that is cut off then.
	refused bool
}

// flows are those that must not be lost.
var flows = []flow{
	{name: "valid certificate", spec: rigSpec{algorithm: token.P256}, sample: 4, renew: renewValid, over: renewed},
	{name: "expired certificate", spec: rigSpec{algorithm: token.P256, ends: -72 * time.Hour}, sample: 12, renew: renewExpired, over: installed},
	{name: "refused at first", spec: rigSpec{algorithm: token.P256}, sample: 8, renew: renewValid, over: renewed, refused: true},
}

func renewValid(ctx context.Context, a *app.App, id token.ID, person app.Questions) error {
	_, err := a.Renew(ctx, id, "", person, func(renew.Event) {})
	return err
}

func renewed(t *testing.T, c *pointCase) bool {
	t.Helper()
	journals, err := c.Journals.List()
	if err != nil {
		t.Fatal(err)
	}
	active := 0
	for _, j := range journals {
		if !j.State.Finished() {
			return false
		}
		if j.State == renew.Active {
			active++
		}
	}
	return active == 1
}

// renewExpired goes all the way from an empty form, by the CA's staff, who
// approve at once (approves), to the confirmation.
func renewExpired(ctx context.Context, a *app.App, id token.ID, person app.Questions) error {
	application, err := begun(ctx, a, id)
	for moves := 0; err == nil && moves < 10; moves++ {
		switch application.Stage() {
		case app.StageFill, app.StageCorrect:
			application, err = fillIn(ctx, a, application, person)
		case app.StageReview:
			application, err = a.Progress(ctx, application.ID)
		case app.StageInstall:
			if _, err = a.Install(ctx, application.ID, person, func(renew.Event) {}); err == nil {
				application, err = a.Progress(ctx, application.ID)
			}
		case app.StageDone:
			if application.Case.State == cases.Done {
				return nil
			}
			application, err = a.Progress(ctx, application.ID)
		default:
			return errors.New("application is " + string(application.Stage()))
		}
	}
	return err
}

// begun is the application there is, or a new one. One that is installed, but
// not confirmed, is no renewal's business any more: the list has it.
func begun(ctx context.Context, a *app.App, id token.ID) (*app.Application, error) {
	all, err := a.Applications(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) > 0 && all[0].Stage() == app.StageDone {
		return all[0], nil
	}
	return a.Apply(ctx, id, "")
}

func fillIn(ctx context.Context, a *app.App, application *app.Application, person app.Questions) (*app.Application, error) {
	if _, err := a.SaveForm(ctx, application.ID, filledIn()); err != nil {
		return nil, err
	}
	var scan bytes.Buffer
	if err := png.Encode(&scan, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		return nil, err
	}
	for _, kind := range cases.Kinds() {
		if _, err := a.Attach(ctx, application.ID, kind, string(kind)+".png", scan.Bytes()); err != nil {
			return nil, err
		}
	}
	return a.Submit(ctx, application.ID, person)
}

// installed tells whether the renewal is over, and the CA knows it.
func installed(t *testing.T, c *pointCase) bool {
	t.Helper()
	page, err := c.ca.Cases().List(t.Context(), casework.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total > 1 {
		t.Errorf("%d cases, want one", page.Total)
	}
	applications, err := c.Applications(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return page.Total == 1 && page.Counts[cases.Done] == 1 && renewed(t, c) &&
		len(applications) == 1 && applications[0].Case.State == cases.Done
}

// approves is the CA's staff: what has been submitted is approved.
func (c *pointCase) approves(ctx context.Context) error {
	page, err := c.ca.Cases().List(ctx, casework.Query{State: cases.Review})
	for _, waiting := range page.Cases {
		if err != nil {
			break
		}
		var file *casework.File
		if file, err = c.ca.Cases().Get(ctx, waiting.ID); err == nil {
			_, err = c.ca.Cases().Approve(ctx, casework.Actor{Name: "李审核", Role: "reviewer"}, file.ID, file.Version, casework.Approval{})
		}
	}
	return err
}

// clerk agrees to everything, and has the phone that codes are sent to.
type clerk struct {
	answers
	phone string // the CA's outbox
	tried string
}

var codeInText = regexp.MustCompile(`\d{6}`)

// Code reads the latest message, and asks for another code if that has been
// tried.
func (c *clerk) Code(context.Context, app.CodeQuestion) (app.CodeReply, error) {
	messages, err := filepath.Glob(filepath.Join(c.phone, "*.json"))
	if err != nil || len(messages) == 0 {
		return app.CodeReply{}, errors.Join(err, errors.New("no message came"))
	}
	content, err := os.ReadFile(messages[len(messages)-1])
	if err != nil {
		return app.CodeReply{}, err
	}
	var message sms.Message
	if err := json.Unmarshal(content, &message); err != nil {
		return app.CodeReply{}, err
	}
	code := codeInText.FindString(message.Text)
	if code == c.tried {
		return app.CodeReply{Again: true}, nil
	}
	c.tried = code
	return app.CodeReply{Code: code}, nil
}
