package logging_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ukey/app/logging"
	"ukey/app/settings"
	"ukey/renew/cases"
	"ukey/token"
)

// written is what a log holds after write.
func written(t *testing.T, level slog.Level, write func(*slog.Logger)) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "logs")
	log, err := logging.Open(folder, "window", level)
	if err != nil {
		t.Fatal(err)
	}
	write(log.Logger)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, "window.log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Each type that carries a secret is logged in each way that Go has.
func TestNoSecretGetsIntoTheLog(t *testing.T) {
	const hush = "314159hush"
	pin := token.NewPIN([]byte(hush))
	type form struct {
		Old, New *token.PIN
		again    *token.PIN
	}
	carriers := map[string]any{
		"pointer": pin, "value": *pin, "list": []*token.PIN{pin}, "map": map[string]*token.PIN{"a": pin},
		"auth": token.Auth{PIN: pin}, "form": form{pin, pin, pin}, "form pointer": &form{pin, pin, pin},
		"ticket": cases.Ticket{Case: "c-1", Access: hush}, "ticket pointer": &cases.Ticket{Case: "c-1", Access: hush},
		"error": fmt.Errorf("opened with %v: %w", pin, errors.New("x")),
	}
	log := written(t, slog.LevelDebug, func(l *slog.Logger) {
		for name, v := range carriers {
			l.Info("logged", "value", v)
			l.With("with", v).WithGroup("group").Info(name, slog.Group("deep", "value", v))
			l.Info("printed", "text", fmt.Sprintf("%v %+v %#v %s", v, v, v, v))
		}
		for _, key := range []string{"pin", "PIN", "newPIN", "old_pin", "password", "smsCode", "sms-code", "otp", "secret", "puk", "access"} {
			l.Info("logged", key, hush, slog.Group("deep", key, []byte(hush)))
		}
	})
	if i := strings.Index(log, hush); i >= 0 {
		t.Errorf("the secret is in the log: %s", log[max(0, i-200):i+20])
	}
	for _, form := range []string{"MzE0MTU5aHVzaA", "51 49 52 49 53 57", "51,49,52,49,53,57", "333134313539"} { // base64, as numbers, hex
		if strings.Contains(log, form) {
			t.Errorf("the secret is in the log as %s", form)
		}
	}
	if !strings.Contains(log, `"newPIN":"[withheld]"`) {
		t.Error("what is logged as newPIN is not said to be withheld")
	}
}

func TestWhatIsNeitherSecretNorPersonalIsLogged(t *testing.T) {
	log := written(t, slog.LevelInfo, func(l *slog.Logger) {
		l.Info("x", "opinion", "a", "encoded", "b", "spin", "c", "err", nil, "list", []int{1, 2}, "id", token.KeyID("\x0a"))
	})
	for _, want := range []string{`"level":"INFO"`, `"opinion":"a"`, `"encoded":"b"`, `"spin":"c"`, `"err":null`, `"list":[1,2]`, `"id":"0a"`} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in %s", want, log)
		}
	}
}

func TestPeopleAreNotInTheLog(t *testing.T) {
	log := written(t, slog.LevelInfo, func(l *slog.Logger) {
		l.Info("application", "phone", "13800138000", "who", "440301199001011234", "err", errors.New("open /home/zhangsan/scan.jpg: x, a@b.cn"))
		l.Info("lists", "paths", []string{"/home/zhangsan/a.jpg"}, "form", struct{ Phone string }{"13800138000"},
			"errs", []error{errors.New("440301199001011234")}, "map", map[string]any{"a@b.cn": 1})
		l.Info("called 13800138000")
	})
	for _, personal := range []string{"13800138000", "440301199001011234", "zhangsan", "a@b.cn"} {
		if strings.Contains(log, personal) {
			t.Errorf("%s is in %s", personal, log)
		}
	}
}

func TestTheLogIsThePersonsAloneAndBounded(t *testing.T) {
	defer goleak.VerifyNone(t)
	folder := filepath.Join(t.TempDir(), "logs")
	log, err := logging.Open(folder, "window", slog.LevelInfo)
	if err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 48<<10) // of which base64 makes 64 KB
	for range 100 {
		log.Info("much", "data", data)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // there the folder's access list counts
			t.Errorf("%s can be read by others: %v", f.Name(), info.Mode())
		}
	}
	if len(files) < 2 || total > 5<<20 {
		t.Errorf("%d files, %d bytes", len(files), total)
	}
}

func TestTheLevelOfTheSettingsCounts(t *testing.T) {
	log := written(t, logging.Level(settings.LogWarn), func(l *slog.Logger) {
		l.Info("below")
		l.Warn("above")
	})
	if strings.Contains(log, "below") || !strings.Contains(log, "above") {
		t.Errorf("logged %s", log)
	}
	for setting, want := range map[settings.Level]slog.Level{
		settings.LogDebug: slog.LevelDebug, settings.LogInfo: slog.LevelInfo, settings.LogError: slog.LevelError,
	} {
		if got := logging.Level(setting); got != want {
			t.Errorf("%s is %v", setting, got)
		}
	}
}

func TestAFolderThatCannotBeWrittenIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := logging.Open(filepath.Join(file, "logs"), "window", slog.LevelInfo); err == nil {
		t.Error("no error")
	}
}
