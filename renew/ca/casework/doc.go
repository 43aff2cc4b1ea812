// Package casework is what the CA does about the applications of those whose
// certificate has expired: the rules of package ukey/renew/cases, without HTTP
// and without pages. Start with [New].
//
// The applicant's verbs are [Service.Open], [Service.PutDocument],
// [Service.Submit], [Service.Progress], [Service.SendCode],
// [Service.VerifyCode], [Service.Redeem], [Service.Grant] and
// [Service.Confirm]; the staff's are [Service.List], [Service.Get],
// [Service.Scan], [Service.Approve], [Service.NeedMore] and [Service.Reject].
//
// # What it promises
//
// A step is on the disk, with its line in the case's history and its record in
// the audit log, when the verb returns; or nothing has changed. Whoever sees a
// case sees its version, a number that grows with each step; staff decide about
// the version that they have seen, and nobody else's decision is overwritten
// ([OutOfDate]).
//
// # Codes
//
// A one-time code goes to the number that the CA has on record for the
// organisation that the old certificate names. If there is none, it goes to
// the number that the reviewer gives with the approval, or else to the form's:
// by approving, the reviewer vouches that it reaches the organisation. From
// then on that number is the one on record.
package casework
