package desk

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"time"

	"ukey/assets"
	"ukey/renew/ca/desk/operators"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/*
var staticFiles embed.FS

// pages are the desk's templates and texts, in each language.
type pages struct {
	words map[string]*words
	// templates are by language, then by name.
	templates map[string]map[string]*template.Template
}

// names lists the pages; each is the file of that name, in the frame.
func names() []string {
	return []string{"signin", "queue", "case", "preview", "scan", "operators", "password", "audit", "problem"}
}

func loadPages(zone *time.Location) (pages, error) {
	p := pages{words: map[string]*words{}, templates: map[string]map[string]*template.Template{}}
	for _, lang := range []string{chinese, english} {
		w, err := loadWords(lang, zone)
		if err != nil {
			return p, err
		}
		p.words[lang] = w
		p.templates[lang] = map[string]*template.Template{}
		for _, name := range names() {
			page, err := template.New("frame.html").Funcs(template.FuncMap{
				"T": w.T, "N": w.N, "date": w.date, "moment": w.moment, "kilobytes": kilobytes,
				"say": func(m mark) string { return w.T(m.Text, m.Data...) }, "action": w.action,
			}).ParseFS(templates, "templates/frame.html", "templates/parts.html", "templates/"+name+".html")
			if err != nil {
				return p, fmt.Errorf("read the desk's page %s: %w", name, err)
			}
			p.templates[lang][name] = page
		}
	}
	return p, nil
}

// kilobytes rounds a size up.
func kilobytes(bytes int) string { return strconv.Itoa((bytes+1023)>>10) + " KB" }

// page is what the frame shows.
type page struct {
	name      string
	Title     string
	Language  string
	Operator  *operators.Operator
	FormToken string
	// Here is the page's own path, to come back to.
	Here string
	// Section is the entry of the navigation that the page belongs to.
	Section string
	Notice  string
	Data    any
}

// Admin tells whether the person is an administrator.
func (p page) Admin() bool { return p.Operator != nil && p.Operator.Role == operators.Admin }

// Other is the language that is not the page's.
func (p page) Other() string {
	if p.Language == chinese {
		return english
	}
	return chinese
}

// page begins a page. The title is the ID of a text.
func (d *desk) page(x *exchange, name, title string, data ...any) page {
	ctx := x.r.Context()
	here := Root
	if x.r.Method == http.MethodGet {
		here = x.r.URL.RequestURI()
	}
	return page{
		name: name, Title: x.words.T(title, data...), Language: x.words.Language, Operator: x.operator, Here: here, Section: name,
		FormToken: d.sessions.GetString(ctx, sessionFormToken), Notice: d.sessions.PopString(ctx, sessionNotice),
	}
}

// send answers with a page, all of it or none.
func (d *desk) send(x *exchange, status int, p page) error {
	var body bytes.Buffer
	if err := d.pages.templates[p.Language][p.name].Execute(&body, p); err != nil {
		return fmt.Errorf("show page %s: %w", p.name, err)
	}
	x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	x.w.Header().Set("Content-Language", p.Language)
	x.w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	x.w.WriteHeader(status)
	_, _ = x.w.Write(body.Bytes()) // a browser that has gone needs no answer
	return nil
}

// static answers with what the pages look like. There is nothing personal in
// it, and a browser may keep it as long as it has not changed.
func static() http.Handler {
	files := map[string][]byte{"regular.otf": assets.FontRegular(), "bold.otf": assets.FontBold()}
	for _, name := range []string{"desk.css", "desk.svg"} {
		files[name], _ = staticFiles.ReadFile("static/" + name) // they are built in
	}
	types := map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".otf": "font/otf"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		content, ok := files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", types[path.Ext(name)])
		w.Header().Set("Cache-Control", "no-cache") // but asks whether it has changed
		if path.Ext(name) == ".otf" {
			// A page that waits for letters flickers; these hardly ever change.
			w.Header().Set("Cache-Control", "public, max-age=604800")
		}
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(content)))
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
}
