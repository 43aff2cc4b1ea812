package est

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// cutShort answers with a body that ends in good form as soon as the client
// gives up.
type cutShort struct{}

func (cutShort) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(untilGone{r.Context()})}, nil
}

type untilGone struct{ ctx context.Context }

func (u untilGone) Read([]byte) (int, error) {
	<-u.ctx.Done()
	return 0, io.EOF
}

func TestAnswerCutShortByTheDeadlineIsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := New(Config{URL: "https://ca.example", Roots: x509.NewCertPool(), Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		c.http.Transport = cutShort{}
		_, err = c.CACerts(t.Context())
		var unreachable *UnreachableError
		if !errors.As(err, &unreachable) || unreachable.Kind != NoAnswer {
			t.Errorf("got error %v", err)
		}
	})
}
