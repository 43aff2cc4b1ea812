package ui

import (
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/ui/uitest"
)

// composed are the IDs whose rest comes from a value, each of which has to be
// there.
func composed() (ids []string) {
	for _, step := range renew.Steps() {
		ids = append(ids, "ui.progress."+string(step))
	}
	for _, page := range pageNames {
		ids = append(ids, "ui.wizard."+page)
	}
	for _, stage := range []app.Stage{app.StageFill, app.StageReview, app.StageCorrect, app.StageRejected, app.StageInstall, app.StageDone} {
		ids = append(ids, "ui.application.act."+string(stage))
	}
	for _, state := range cases.States() {
		ids = append(ids, "ui.review.event."+string(state))
	}
	for _, kind := range cases.Kinds() {
		ids = append(ids, "ui.scans.want."+string(kind))
	}
	for _, purpose := range []app.Purpose{app.ForRenewal, app.ForApplication} {
		ids = append(ids, "ui.pin.for-"+string(purpose))
	}
	for _, state := range []rowState{rowWaiting, rowWorking, rowDone, rowFailed, rowNeedsYou, rowCancelled, rowOpened} {
		ids = append(ids, "ui.renew.state."+string(state))
	}
	return append(ids, "ui.renew.failed", "ui.install.failed", "ui.forget.here.next", "ui.forget.failed.next")
}

func TestTheTextsAreAllThereInEachLanguage(t *testing.T) {
	uitest.Texts{
		Area: "ui", Composed: composed(),
		Made: []string{"ui.attribute.", "ui.country.", "ui.progress.", "ui.form.hint.", "ui.review.by."},
	}.Check(t)
}

func TestFynesOwnTextsAreThereInEachLanguage(t *testing.T) {
	uitest.SameInBothLanguages(t, "fyne")
}

func TestTheTextsOfTheMainWindowAreAllThere(t *testing.T) {
	uitest.Texts{Area: "home"}.Check(t)
}
