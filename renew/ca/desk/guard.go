package desk

import (
	"crypto/subtle"
	"net/http"
)

// maxForm is the largest form that is read, in bytes: reasons for every field
// and scan, and to spare.
const maxForm = 64 << 10

// policy lets a page use the desk's own style sheet, font and pictures, send
// its forms to the desk, and nothing else: no script, no frame, no plug-in,
// nothing from elsewhere.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

// withHeaders gives every answer what the policy of the desk is.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// Another site is not told where a link was; the desk itself needs to
		// know where a form comes from.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// guarded lets forms in from the desk's own pages only, up to a size, and finds
// the session.
func (d *desk) guarded(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(d.anybody(func(*exchange) error {
		return &problem{status: http.StatusForbidden, text: "desk.problem.cross-origin"}
	}))
	return d.sessions.LoadAndSave(http.MaxBytesHandler(origin.Handler(next), maxForm))
}

// formToken is the name of the field in which a form carries the session's
// token.
const formToken = "token"

// checkFormToken makes sure that a form was made for this session. It also
// reads the form.
func (d *desk) checkFormToken(x *exchange) error {
	if err := x.r.ParseForm(); err != nil {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	want := d.sessions.GetString(x.r.Context(), sessionFormToken)
	if want == "" || subtle.ConstantTimeCompare([]byte(x.r.PostForm.Get(formToken)), []byte(want)) != 1 {
		return &problem{status: http.StatusForbidden, text: "desk.problem.form-token"}
	}
	return nil
}
