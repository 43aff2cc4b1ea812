package words

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// Message is an error as a person reads it.
type Message struct {
	Text   string // what happened, a sentence
	Next   string // what to do now; may be empty
	Detail string // calls and codes, for support
	// Article is the ID of the help article about it, or "".
	Article string
}

// Line is the message without its detail, on one line.
func (m Message) Line() string {
	if m.Text == "" || m.Next == "" || strings.HasSuffix(m.Text, "。") || strings.HasSuffix(m.Text, "！") {
		return m.Text + m.Next // Chinese sentences follow each other without a space
	}
	return m.Text + " " + m.Next
}

// Error makes a person's sentence of an error, by its type, and ends with whom
// a CA that refused says to turn to. The text of the error itself goes into
// Detail only.
func (p *Printer) Error(err error) Message {
	m := p.message(err)
	if e, ok := errors.AsType[*est.RefusedError](err); ok && e.Problem.Contact != "" && p.understands(e.Problem.Language) {
		m.Next = p.T("refusal.contact", "Next", m.Next, "Contact", e.Problem.Contact)
	}
	m.Detail = err.Error()
	return m
}

func (p *Printer) message(err error) Message {
	// That it is not finished yet is all that there is to say of a wait.
	if e, ok := errors.AsType[*est.PendingError](err); ok {
		return p.say("error.ca-pending", "Wait", p.wait(e.RetryAfter))
	}
	// What wraps another error to say more comes first.
	if e, ok := errors.AsType[*renew.InterruptedError](err); ok {
		cause := p.message(e.Err)
		return Message{
			Text:    p.T("error.interrupted", "Cause", cause.Text),
			Next:    p.T("error.interrupted.next", "Cause", cause.Next),
			Article: cmp.Or(cause.Article, articleOf("error.interrupted")),
		}
	}
	for _, group := range []func(error) (Message, bool){p.ofSettings, p.ofPIN, p.ofKey, p.ofApplication, p.ofRenewal, p.ofCA, p.ofDriver, p.ofProgram} {
		if m, ok := group(err); ok {
			return m
		}
	}
	return p.say("error.unknown")
}

// say returns the text of id and, as the next step, that of id.next.
func (p *Printer) say(id string, data ...any) Message {
	m := Message{Text: p.T(id, data...), Article: articleOf(id)}
	if p.Has(id + ".next") {
		m.Next = p.T(id+".next", data...)
	}
	return m
}

// count is say for a text that counts.
func (p *Printer) count(id string, n int, data ...any) Message {
	return Message{Text: p.N(id, n, data...), Next: p.T(id+".next", data...), Article: articleOf(id)}
}

// sayWith is say with the next step that several texts share.
func (p *Printer) sayWith(next, id string, data ...any) Message {
	return Message{Text: p.T(id, data...), Next: p.T(next), Article: articleOf(id)}
}

func (p *Printer) ofPIN(err error) (Message, bool) {
	if e, ok := errors.AsType[*token.PINIncorrectError](err); ok {
		switch {
		case e.PUK && (e.State == token.PINFinal || e.Tries == 1):
			return p.say("error.puk-incorrect.final"), true
		case e.PUK && e.Tries == token.UnknownTries:
			return p.say("error.puk-incorrect.unknown"), true
		case e.PUK:
			return p.count("error.puk-incorrect", e.Tries), true
		case e.State == token.PINFinal || e.Tries == 1:
			return p.say("error.pin-incorrect.final"), true
		case e.Tries == token.UnknownTries:
			return p.say("error.pin-incorrect.unknown"), true
		}
		return p.count("error.pin-incorrect", e.Tries), true
	}
	if e, ok := errors.AsType[*token.PINLockedError](err); ok {
		if e.PUK {
			return p.say("error.puk-locked"), true
		}
		return p.say("error.pin-locked"), true
	}
	if e, ok := errors.AsType[*token.PINLengthError](err); ok {
		return p.sayWith("error.pin-length.next", "error.pin-length."+lengthKind(e.Min, e.Max), "Min", e.Min, "Max", e.Max), true
	}
	return p.first(err, []pair{
		{app.ErrNotUnblockable, "error.not-unblockable"},
		{token.ErrLastTry, "error.last-try"},
		{token.ErrPINToBeChanged, "error.pin-to-be-changed"},
		{token.ErrPINRefused, "error.pin-refused"},
		{app.ErrSamePIN, "error.pin-same"},
		{app.ErrPINMismatch, "error.pin-mismatch"},
		{app.ErrPINCharacters, "error.pin-characters"},
		{app.ErrPINTooSimple, "error.pin-simple"},
	})
}

func (p *Printer) ofKey(err error) (Message, bool) {
	if e, ok := errors.AsType[*app.NoTokenError](err); ok {
		switch {
		case e.Selector != "" && len(e.Problems) > 0:
			return p.say("error.no-token.named.driver", "Name", e.Selector, "Driver", e.Problems[0].Driver,
				"Cause", p.message(e.Problems[0].Err).Text), true
		case e.Selector != "":
			return p.say("error.no-token.named", "Name", e.Selector), true
		case e.NoDriver:
			return p.say("error.no-token.no-driver"), true
		case len(e.Problems) > 0:
			return p.say("error.no-token.driver", "Driver", e.Problems[0].Driver), true
		}
		return p.say("error.no-token"), true
	}
	if e, ok := errors.AsType[*app.AmbiguousTokenError](err); ok {
		names := make([]string, len(e.Keys))
		for i, k := range e.Keys {
			names[i] = k.Label + " (" + k.Serial + ")"
		}
		return p.say("error.ambiguous-token", "Names", strings.Join(names, ", ")), true
	}
	return p.first(err, []pair{
		{token.ErrRemoved, "error.removed"},
		{token.ErrFull, "error.full"},
		{token.ErrReadOnly, "error.read-only"},
		{app.ErrCancelled, "error.cancelled"},
		{token.ErrCancelled, "error.cancelled"},
		{context.Canceled, "error.cancelled"},
	})
}

func (p *Printer) ofRenewal(err error) (Message, bool) {
	if e, ok := errors.AsType[*renew.ExpiredError](err); ok {
		return p.count("error.expired", e.Days), true
	}
	if e, ok := errors.AsType[*renew.NotYetValidError](err); ok {
		return p.say("error.not-yet-valid", "Date", p.Date(e.NotBefore)), true
	}
	if e, ok := errors.AsType[*app.ClockError](err); ok {
		return p.say("check.clock-off", "Here", moment(e.Here), "There", moment(e.There)), true
	}
	if e, ok := errors.AsType[*renew.AnswerError](err); ok {
		return p.sayWith("error.answer.next", flawTexts[e.Flaw]), true
	}
	if _, ok := errors.AsType[*renew.SelfTestError](err); ok {
		return p.say("error.self-test"), true
	}
	if e, ok := errors.AsType[*renew.BusyError](err); ok {
		if e.Holder.PID == 0 {
			return p.say("error.busy.unknown"), true
		}
		return p.say("error.busy", "Program", e.Holder.Program, "Since", moment(e.Holder.Since)), true
	}
	if e, ok := errors.AsType[*renew.JournalError](err); ok {
		switch {
		case e.Newer:
			return p.say("error.journal-newer"), true
		case e.SetAside != "":
			return p.say("error.journal-set-aside", "Path", e.SetAside), true
		}
		return p.say("error.journal", "Path", e.Path), true
	}
	if e, ok := errors.AsType[*renew.OtherCAError](err); ok {
		return p.say("error.other-ca", "Begun", e.Begun, "Set", e.Set), true
	}
	if e, ok := errors.AsType[*app.RootsError](err); ok {
		return p.say("error.roots", "Path", e.Path), true
	}
	return p.first(err, []pair{
		{renew.ErrNothingToRenew, "error.nothing-to-renew"},
		{renew.ErrCANotConfigured, "error.no-ca"},
		{app.ErrNoRoot, "error.no-root"},
	})
}

var flawTexts = map[renew.Flaw]string{
	renew.FlawOtherKey:     "error.answer.other-key",
	renew.FlawOtherSubject: "error.answer.other-subject",
	renew.FlawChain:        "error.answer.chain",
	renew.FlawUsage:        "error.answer.usage",
	renew.FlawValidity:     "error.answer.validity",
	renew.FlawUnreadable:   "error.answer.unreadable",
}

var proxyTexts = map[est.ProxyFault]string{
	est.ProxyAway:          "error.proxy-away",
	est.ProxyWantsPassword: "error.proxy-password",
	est.ProxyRefuses:       "error.proxy-refuses",
	est.ProxyUnusable:      "error.proxy-unusable",
}

func (p *Printer) ofCA(err error) (Message, bool) {
	if e, ok := errors.AsType[*est.UnreachableError](err); ok {
		return p.say("error.ca-unreachable", "Host", hostOf(e.URL)), true
	}
	if e, ok := errors.AsType[*est.ProxyError](err); ok {
		return p.say(proxyTexts[e.Fault], "Proxy", e.Proxy), true
	}
	if e, ok := errors.AsType[*est.UntrustedError](err); ok {
		return p.say("error.ca-untrusted", "Host", hostOf(e.URL)), true
	}
	if _, ok := errors.AsType[*est.ClientCertificateError](err); ok {
		return p.say("error.ca-rejected-certificate"), true
	}
	if _, ok := errors.AsType[*est.ProtocolError](err); ok {
		return p.say("error.ca-answer"), true
	}
	if e, ok := errors.AsType[*est.RefusedError](err); ok {
		return p.refused(e), true
	}
	return p.first(err, []pair{{est.ErrNotOffered, "error.ca-not-offered"}})
}

// wait is for how long, in whole minutes or, from an hour on, whole hours. It is
// rounded up, so that it is never too short.
func (p *Printer) wait(d time.Duration) string {
	if d < time.Hour {
		return p.N("wait.minutes", max(1, int((d+time.Minute-1)/time.Minute)))
	}
	return p.N("wait.hours", int((d+time.Hour-1)/time.Hour))
}

// hostOf is what a person knows of an address: the host, and the port if it is
// not the usual one. The path is in the detail.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}

// refused explains a CA's no: in our own words where we know its code, for the
// codes that all Chinese CAs use (which are negative); else in the CA's, if it
// speaks the person's language; else as well as we can.
func (p *Printer) refused(e *est.RefusedError) Message {
	problem := e.Problem
	own := "error.ca-refused." + strconv.Itoa(problem.Code)
	told := problem.Cause != "" && p.understands(problem.Language)
	var m Message
	switch {
	case problem.Code == cases.ProblemWrongCode && problem.TriesLeft > 0:
		m = Message{Text: p.N("error.wrong-code", problem.TriesLeft), Next: p.T(own + ".next"), Article: articleOf("error.wrong-code")}
	case p.Has(own) && (problem.Code < 0 || ofCase(problem.Code) || !told):
		m = p.say(own)
	case told:
		m = p.say("error.ca-refused.reason", "Reason", problem.Cause)
		m.Next = problem.Next
		if m.Next == "" {
			m.Next = p.T("error.ca-refused.next")
		}
	case e.Temporary():
		m = p.say("error.ca-busy")
	case e.Op == est.OpCACerts && problem.Status == http.StatusNotFound:
		m = p.say("error.ca-elsewhere") // nothing was asked for yet that could be refused
	case problem.Detail != "":
		m = p.sayWith("error.ca-refused.next", "error.ca-refused.reason", "Reason", problem.Detail)
	default:
		m = p.say("error.ca-refused")
	}
	return m
}

// ofCase tells whether a code is about a case: what comes next is then for this
// program to say, which the CA does not know.
func ofCase(code int) bool {
	return code >= cases.ProblemNoCase && code <= cases.ProblemOtherCertificate
}

// understands tells whether a text in a language, a BCP 47 tag, is one that
// the printer speaks.
func (p *Printer) understands(tag string) bool {
	theirs, err := language.Parse(tag)
	if err != nil {
		return false
	}
	base, _ := theirs.Base()
	ours, _ := language.MustParse(string(p.lang)).Base()
	return base == ours
}

func (p *Printer) ofDriver(err error) (Message, bool) {
	if e, ok := errors.AsType[*token.SetAsideError](err); ok {
		return p.count("error.set-aside", e.Crashes, "Path", e.Library, "Cause", p.message(e.Last).Text), true
	}
	if e, ok := errors.AsType[*token.LibraryError](err); ok {
		return p.say(libraryTexts[e.Fault], "Path", e.Path, "Arch", runtime.GOOS+" "+runtime.GOARCH, "Program", e.Detail), true
	}
	return p.first(err, []pair{
		{token.ErrUnsupported, "error.unsupported"},
		{token.ErrKeyNotFound, "error.key-not-found"},
		{token.ErrDriverCrashed, "error.driver-crashed"},
		{token.ErrDriverHung, "error.driver-hung"},
		{app.ErrDriverSilent, "error.driver-silent"},
		{token.ErrDriver, "error.driver"},
		{context.DeadlineExceeded, "error.timeout"},
	})
}

var libraryTexts = map[token.LibraryFault]string{
	token.LibraryMissing:           "error.library-missing",
	token.LibraryWrongArchitecture: "error.library-architecture",
	token.LibraryNotPKCS11:         "error.library-not-pkcs11",
	token.LibraryUnusable:          "error.library-unusable",
	token.LibraryNoHost:            "error.library-no-host",
}

type pair struct {
	err error
	id  string
}

func (p *Printer) first(err error, pairs []pair) (Message, bool) {
	for _, x := range pairs {
		if errors.Is(err, x.err) {
			return p.say(x.id), true
		}
	}
	return Message{}, false
}
