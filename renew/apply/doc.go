// Package apply keeps what an applicant has prepared for the CA's staff
// (package ukey/renew/cases) on disk, from the first word on until it is over:
// a [Store] of [Draft]s.
//
// Each draft has a folder of its own, with one file that says everything and
// copies of the scans beside it. Whatever happens in the middle of a change,
// the draft is afterwards as it was before or as it was to be: files are
// written beside the old ones and then named, and what nothing refers to is
// cleared away with the next change.
//
// It is personal data: nobody but the user can read it, and form and scans are
// deleted when they have done their work ([Draft.Purge]). What remains are
// dates and the outcome.
package apply
