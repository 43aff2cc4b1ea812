package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/ui/words"
)

// complaint is what --json prints on standard error, as one line. Standard
// output holds the result alone.
type complaint struct {
	Error   *errorDocument `json:"error,omitempty"`
	Warning *errorDocument `json:"warning,omitempty"`
}

// errorDocument says what went wrong: Code is a word that stays the same in
// every language, Detail is for support.
type errorDocument struct {
	Code    string `json:"code"`
	Exit    int    `json:"exit,omitempty"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// finish tells a person or a script of the error and returns the exit code.
func (p *program) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if code, ok := errors.AsType[outcome](err); ok {
		return int(code)
	}
	if e, ok := errors.AsType[*app.NoTokenError](err); ok && len(e.Problems) > 1 {
		p.warnOfProblems(e.Problems[1:]) // the first is the error
	}
	f := classify(err)
	m := p.message(err)
	doc := errorDocument{Code: f.code, Exit: f.exit, Message: m.Text, Next: m.Next, Detail: m.Detail}
	p.complain(complaint{Error: &doc})
	return f.exit
}

// message is the sentence for an error: those of this program here, all
// others in package words.
func (p *program) message(err error) words.Message {
	detail := err.Error()
	say := func(id string, data ...any) words.Message {
		return words.Message{Text: p.say.T(id, data...), Next: p.say.T(id+".next", data...), Detail: detail}
	}
	if e, ok := errors.AsType[*usageError](err); ok {
		return say("cli.error.usage", "Reason", e.Error(), "Command", cmp.Or(e.command, "ukeyctl"))
	}
	if errors.Is(err, errNeedsYes) {
		return say("cli.error.usage", "Reason", p.say.T("cli.error.needs-yes"), "Command", p.command)
	}
	if e, ok := errors.AsType[*saveError](err); ok {
		return say("cli.error.save", "Path", e.path, "Reason", p.say.FileReason(e.err))
	}
	if e, ok := errors.AsType[*applicationError](err); ok {
		return e.message(p.say)
	}
	if e, ok := errors.AsType[*readError](err); ok {
		return p.unread(e, detail)
	}
	if e, ok := errors.AsType[*renew.ExpiredError](err); ok {
		return words.Message{Text: p.say.N("error.expired", e.Days), Next: p.say.T("cli.error.expired.next"), Detail: detail}
	}
	if e, ok := errors.AsType[*app.RootsError](err); ok {
		return say("cli.error.roots", "Path", e.Path)
	}
	if e, ok := errors.AsType[*noCertificateError](err); ok {
		return say("cli.error.no-certificate", "Name", e.name)
	}
	if e, ok := errors.AsType[*ambiguousCertificateError](err); ok {
		return say("cli.error.ambiguous-certificate", "Name", e.name, "Names", strings.Join(p.candidates(e), "\n"))
	}
	if e, ok := errors.AsType[*app.NoTokenError](err); ok && byDriver(e) {
		return p.problem(e.Problems[0])
	}
	for _, x := range []struct {
		err error
		id  string
	}{
		{renew.ErrCANotConfigured, "cli.error.no-ca"},
		{app.ErrNoRoot, "cli.error.no-root"},
		{errNoPIN, "cli.error.no-pin"},
		{errNoCode, "cli.error.no-code"},
		{errLastPUKTry, "cli.error.last-puk-try"},
		{errPINTooLong, "cli.error.pin-too-long"},
		{errNothingToResume, "cli.error.nothing-to-resume"},
		{errNoApplication, "cli.error.no-application"},
	} {
		if errors.Is(err, x.err) {
			return say(x.id)
		}
	}
	return p.say.Error(err)
}

// unread says why a file cannot be used.
func (p *program) unread(e *readError, detail string) words.Message {
	reason, next := p.say.FileReason(e.err), p.say.T("cli.error.read.next")
	switch {
	case is[*cases.ScanError](e.err):
		m := p.say.Error(e.err)
		reason, next = m.Text, m.Next
		if scan, _ := errors.AsType[*cases.ScanError](e.err); scan.Flaw == cases.ScanTooLarge {
			next = p.say.T("cli.error.scan-too-large.next")
		}
	case is[*formError](e.err):
		reason, next = p.say.T("cli.error.form"), p.say.T("cli.error.form.next")
	case errors.Is(e.err, errTooLong):
		reason = p.say.T("cli.error.too-long")
	}
	return words.Message{Text: p.say.T("cli.error.read", "Path", e.path, "Reason", reason), Next: next, Detail: detail}
}

// candidates are the certificates that a name may mean, each with what names
// it alone.
func (p *program) candidates(e *ambiguousCertificateError) []string {
	lines := make([]string, 0, len(e.all))
	for _, f := range e.all {
		lines = append(lines, "  "+p.say.T("cli.candidate", "Fingerprint", fingerprint(f.certificate),
			"Use", p.say.Use(f.certificate.Use), "Label", f.key.ID.Label, "Serial", f.key.ID.Serial))
	}
	return lines
}

// problem says what is wrong with a driver, and with which.
func (p *program) problem(problem app.Problem) words.Message {
	m := p.say.Error(problem.Err)
	if !strings.Contains(m.Text, problem.Driver) {
		m.Text = p.say.T("cli.problem", "Driver", problem.Driver, "Reason", m.Text)
	}
	return m
}

// complain writes to standard error. Nothing can be done about an error there.
func (p *program) complain(c complaint) {
	if p.flags.json {
		_ = writeJSONLine(p.err, c)
		return
	}
	doc := c.Error
	if doc == nil {
		doc = c.Warning
	}
	fmt.Fprintln(p.err, doc.Message)
	if doc.Next != "" {
		fmt.Fprintln(p.err, doc.Next)
	}
	if p.flags.verbose && doc.Detail != "" {
		fmt.Fprintln(p.err, p.say.T("cli.detail", "Detail", doc.Detail))
	}
}

// warn tells of something that does not stop the command.
func (p *program) warn(code, message string) {
	p.complain(complaint{Warning: &errorDocument{Code: code, Message: message}})
}

// warnOfSettings tells of settings that had no effect.
func (p *program) warnOfSettings(notices []settings.Notice) {
	for _, n := range notices {
		p.warn("setting-"+string(n.Kind), p.say.T("cli.notice."+string(n.Kind), "Option", n.Option, "Source", p.say.Source(n.Source)))
	}
}

// warnOfProblems tells of drivers that failed while others have worked.
func (p *program) warnOfProblems(problems []app.Problem) {
	for _, problem := range problems {
		p.warn("driver", p.problem(problem).Text)
	}
}
