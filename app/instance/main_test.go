package instance_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"ukey/app/instance"
)

// playRole is the variable that makes the test program a process that plays
// the window until it is killed. Its value names the group.
const playRole = "UKEY_TEST_PLAY_ROLE"

func TestMain(m *testing.M) {
	if variant := os.Getenv(playRole); variant != "" {
		play(variant)
		return
	}
	// On Windows one goroutine hears of all pipes, for the life of the process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/Microsoft/go-winio.ioCompletionProcessor"))
}

// play says on standard output what becomes of it.
func play(variant string) {
	claim, err := instance.Of(variant).Become(context.Background(), instance.Window, instance.Request{Verb: instance.Show})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("playing")
	_ = claim.Serve(context.Background(), func(_ context.Context, r instance.Request) error {
		fmt.Println(r.Verb, r.Screen)
		return nil
	})
}
