package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// pageSize is how many cases or records a page lists.
const pageSize = 25

// maxSearch is the longest text that is searched for, in bytes.
const maxSearch = 200

// anyState stands for all states in a query; without a state it is those that
// wait for review.
const anyState = "all"

// states are in the order of a case's life.
func states() []cases.State {
	return []cases.State{cases.Review, cases.NeedMore, cases.Approved, cases.Issued, cases.Done, cases.Rejected, cases.Draft}
}

// queue is what the list of cases shows.
type queue struct {
	filter
	Tabs  []tab
	Rows  []row
	Pager pager
}

// tab is a state to filter by.
type tab struct {
	State   string
	Count   int
	Link    string
	Current bool
}

// row is a case in the list.
type row struct {
	casework.Summary
	Age age
}

// filter is what a query asks for, as it was typed.
type filter struct {
	State       string
	Text        string
	From, To    string // dates; To is in
	NewestFirst bool
	Page        int // from 0
}

func (d *desk) showQueue(x *exchange) error {
	f := filterOf(x.r.URL.Query())
	found, err := d.Cases.List(x.r.Context(), f.query(d.Zone))
	if err != nil {
		return err
	}
	view := queue{filter: f, Tabs: f.tabs(found.Counts), Pager: f.pager(found.Total)}
	for _, c := range found.Cases {
		view.Rows = append(view.Rows, row{c, d.ageOf(c)})
	}
	page := d.page(x, "queue", "desk.queue.title")
	page.Data = view
	return d.send(x, http.StatusOK, page)
}

// filterOf reads a query. What makes no sense is left out: a link that was
// mistyped shows more rather than nothing.
func filterOf(query url.Values) filter {
	f := filter{
		State: query.Get("state"), Text: strings.TrimSpace(query.Get("text")), From: query.Get("from"), To: query.Get("to"),
		NewestFirst: query.Get("order") == "newest",
	}
	if !known(f.State) {
		f.State = string(cases.Review)
	}
	if len(f.Text) > maxSearch {
		f.Text = strings.ToValidUTF8(f.Text[:maxSearch], "")
	}
	for _, day := range []*string{&f.From, &f.To} {
		if _, err := time.Parse(time.DateOnly, *day); err != nil {
			*day = ""
		}
	}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 0 && n < 1_000_000 {
		f.Page = n
	}
	return f
}

func known(state string) bool {
	for _, s := range states() {
		if state == string(s) {
			return true
		}
	}
	return state == anyState
}

// query is the filter in the words of casework. Days begin in the zone.
func (f filter) query(zone *time.Location) casework.Query {
	q := casework.Query{
		State: cases.State(f.State), Text: f.Text, NewestFirst: f.NewestFirst, Offset: f.Page * pageSize, Limit: pageSize,
	}
	if f.State == anyState {
		q.State = ""
	}
	if day, err := time.ParseInLocation(time.DateOnly, f.From, zone); err == nil {
		q.From = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, f.To, zone); err == nil {
		q.To = day.AddDate(0, 0, 1)
	}
	return q
}

// link is the path of the list with this filter.
func (f filter) link() string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	if f.State != string(cases.Review) {
		set("state", f.State)
	}
	set("text", f.Text)
	set("from", f.From)
	set("to", f.To)
	if f.NewestFirst {
		set("order", "newest")
	}
	if f.Page > 0 {
		set("page", strconv.Itoa(f.Page))
	}
	if len(values) == 0 {
		return Root
	}
	return Root + "?" + values.Encode()
}

// Narrowed tells whether more than the state is asked for.
func (f filter) Narrowed() bool { return f.Text != "" || f.From != "" || f.To != "" }

// Widened is the list of the state without anything else asked for.
func (f filter) Widened() string { return filter{State: f.State, NewestFirst: f.NewestFirst}.link() }

// Turned is the list in the other order.
func (f filter) Turned() string {
	f.NewestFirst, f.Page = !f.NewestFirst, 0
	return f.link()
}

func (f filter) tabs(counts map[cases.State]int) []tab {
	f.Page = 0
	at := func(state string, count int) tab {
		g := f
		g.State = state
		return tab{State: state, Count: count, Link: g.link(), Current: state == f.State}
	}
	total := 0
	var tabs []tab
	for _, s := range states() {
		total += counts[s]
		tabs = append(tabs, at(string(s), counts[s]))
	}
	return append(tabs, at(anyState, total))
}

// pager leads to the pages before and after.
type pager struct {
	First, Last, Total int // positions of what the page shows, from 1
	Before, After      string
}

func (f filter) pager(total int) pager {
	p := pager{First: f.Page*pageSize + 1, Last: min((f.Page+1)*pageSize, total), Total: total}
	if f.Page > 0 {
		g := f
		// Back from behind the end leads to the last page that there is.
		g.Page = max(0, min(f.Page-1, (total-1)/pageSize))
		p.Before = g.link()
	}
	if p.Last < total {
		g := f
		g.Page++
		p.After = g.link()
	}
	return p
}
