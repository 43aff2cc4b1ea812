package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/token"
)

// folder is a store in a folder of its own.
func folder(t *testing.T) (*apply.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "applications")
	return apply.OpenStore(dir, time.Now), dir
}

func begin(t *testing.T, s *apply.Store) *apply.Draft {
	t.Helper()
	d := &apply.Draft{
		Token: token.ID{Serial: "1"}, CA: "https://ca.example", Old: renew.Pair{Certificate: []byte{1}},
		Form: cases.Form{Name: "王小明"},
	}
	if err := s.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func attach(t *testing.T, s *apply.Store, id string, kind cases.Kind, data string) *apply.Draft {
	t.Helper()
	d, err := s.Attach(t.Context(), id, kind, "/home/x/"+data+".png", cases.Scan{Format: cases.PNG, Width: 1, Height: 2}, []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// files are the names in a draft's folder.
func files(t *testing.T, dir, id string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, id))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestDraftIsThereAfterARestart(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	attach(t, s, d.ID, cases.IDCard, "both sides")
	again := apply.OpenStore(dir, time.Now)
	got, err := again.Get(t.Context(), d.ID)
	if err != nil || got.Form.Name != "王小明" || got.Scans[cases.IDCard].Name != "both sides.png" {
		t.Fatalf("%+v, %v", got, err)
	}
	data, err := again.Read(got, got.Scans[cases.IDCard])
	if err != nil || string(data) != "both sides" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestNobodyElseCanReadDrafts(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	attach(t, s, d.ID, cases.IDCard, "x")
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // there the profile's access list counts
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNewestDraftComesFirst(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	s := apply.OpenStore(dir, func() time.Time { now = now.Add(time.Second); return now })
	first, second := begin(t, s), begin(t, s)
	all, err := s.List(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != second.ID || all[1].ID != first.ID {
		t.Errorf("%v, %v", all, err)
	}
}

func TestWhatNothingRefersToIsClearedAway(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	attach(t, s, d.ID, cases.IDCard, "first")
	// A program that died while it replaced the scan, and one that died while
	// it saved.
	for _, name := range []string{"id-card-0123456789abcdef.png", "application.json12345"} {
		if err := os.WriteFile(filepath.Join(dir, d.ID, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	attach(t, s, d.ID, cases.IDCard, "second")
	if got := files(t, dir, d.ID); len(got) != 2 {
		t.Errorf("files %v", got)
	}
	d, err := s.Update(t.Context(), d.ID, func(d *apply.Draft) error { d.Purge(); return nil })
	if got := files(t, dir, d.ID); err != nil || len(got) != 1 {
		t.Errorf("files %v after the purge, %v", got, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, d.ID, "application.json"))
	if err != nil || strings.Contains(string(text), "王小明") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestPurgeLeavesTheOutcome(t *testing.T) {
	d := &apply.Draft{
		Form: cases.Form{Name: "王小明"}, Scans: map[cases.Kind]*apply.Scan{cases.IDCard: {}},
		Case: &cases.Case{ID: "c", State: cases.Rejected, Form: cases.Form{Name: "王小明"}, Phone: "138****0000", Reasons: &cases.Reasons{Note: "x"}},
	}
	heard := d.Case
	d.Purge()
	if d.Form != (cases.Form{}) || d.Scans != nil || d.Case.Form != (cases.Form{}) || d.Case.Phone != "" {
		t.Errorf("left: %+v %+v", d, d.Case)
	}
	if d.Case.ID != "c" || d.Case.State != cases.Rejected || d.Case.Reasons.Note != "x" || !d.Over() {
		t.Errorf("lost: %+v", d.Case)
	}
	if heard.Form.Name == "" {
		t.Error("what somebody else may look at was changed")
	}
}

func TestBeginningThatWasCutOffLeavesNothing(t *testing.T) {
	s, dir := folder(t)
	begin(t, s)
	cut := filepath.Join(dir, "0123456789abcdef")
	if err := os.Mkdir(cut, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cut, "application.json9"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := s.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := os.Stat(cut); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

func TestAFullDiskLosesNothing(t *testing.T) {
	for name, full := range map[string]func(path, temporary string, content []byte) error{
		"at once": func(_, temporary string, _ []byte) error {
			return &os.PathError{Op: "write", Path: temporary, Err: syscall.ENOSPC}
		},
		"within the file": func(_, temporary string, content []byte) error {
			return errors.Join(os.WriteFile(temporary, content[:len(content)/2], 0o600),
				&os.PathError{Op: "write", Path: temporary, Err: syscall.ENOSPC})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := folder(t)
			d := begin(t, s)
			attach(t, s, d.ID, cases.IDCard, "first")
			write := s.Write
			s.Write = full
			_, err := s.Update(t.Context(), d.ID, func(d *apply.Draft) error { d.Form.Name = "李小红"; return nil })
			if !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("saved a form: %v", err)
			}
			if _, err = s.Attach(t.Context(), d.ID, cases.IDCard, "b.png", cases.Scan{Format: cases.PNG}, []byte("second")); !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("attached a scan: %v", err)
			}
			if err = s.Begin(t.Context(), &apply.Draft{CA: "https://ca.example", Old: renew.Pair{Certificate: []byte{1}}}); !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("begun another one: %v", err)
			}

			s.Write = write
			all, err := s.List(t.Context())
			if err != nil || len(all) != 1 || all[0].Form.Name != "王小明" {
				t.Fatalf("left %+v, %v", all, err)
			}
			if data, err := s.Read(all[0], all[0].Scans[cases.IDCard]); err != nil || string(data) != "first" {
				t.Errorf("scan %q, %v", data, err)
			}
			after, err := s.Update(t.Context(), d.ID, func(d *apply.Draft) error { d.Form.Name = "李小红"; return nil })
			if err != nil || after.Form.Name != "李小红" {
				t.Errorf("with room again: %+v, %v", after, err)
			}
		})
	}
}

func TestDamagedDraftIsSetAsideAndToldOfOnce(t *testing.T) {
	for name, damage := range map[string]func(map[string]any) any{
		"cut off":        nil,
		"another's":      func(d map[string]any) any { d["id"] = "0123456789abcdef"; return d },
		"no certificate": func(d map[string]any) any { d["old"] = nil; return d },
		"no version":     func(d map[string]any) any { d["version"] = 0; return d },
		"a list":         func(map[string]any) any { return []int{1} },
		"a kind unheard": func(d map[string]any) any {
			d["scans"] = map[string]any{"passport": map[string]any{"file": "x"}}
			return d
		},
		"a scan nowhere": func(d map[string]any) any { d["scans"] = map[string]any{"id-card": nil}; return d },
		"a scan outside": func(d map[string]any) any {
			d["scans"] = map[string]any{"id-card": map[string]any{"file": "../../../etc/passwd"}}
			return d
		},
		"its own as scan": func(d map[string]any) any {
			d["scans"] = map[string]any{"id-card": map[string]any{"file": "application.json"}}
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := folder(t)
			good, bad := begin(t, s), begin(t, s)
			spoil(t, filepath.Join(dir, bad.ID, "application.json"), damage)

			all, err := s.List(t.Context())
			e, ok := errors.AsType[*apply.DraftError](err)
			if !ok || e.Newer || e.SetAside != filepath.Join(dir, bad.ID+".damaged") || len(all) != 1 || all[0].ID != good.ID {
				t.Fatalf("%v, %v", all, err)
			}
			if _, err := os.Stat(filepath.Join(e.SetAside, "application.json")); err != nil {
				t.Errorf("not kept: %v", err)
			}
			if all, err := s.List(t.Context()); err != nil || len(all) != 1 {
				t.Errorf("told again: %v, %v", all, err)
			}
			if _, err := s.Get(t.Context(), bad.ID); !errors.Is(err, apply.ErrNoDraft) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func spoil(t *testing.T, path string, damage func(map[string]any) any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := text[:len(text)/2]
	if damage != nil {
		var content map[string]any
		if err := json.Unmarshal(text, &content); err != nil {
			t.Fatal(err)
		}
		if spoilt, err = json.Marshal(damage(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDraftOfANewerVersionStaysWhereItIs(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	path := filepath.Join(dir, d.ID, "application.json")
	newer := []byte(`{"version": 2, "id": [1]}`)
	if err := os.WriteFile(path, newer, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := s.List(t.Context())
		if e, ok := errors.AsType[*apply.DraftError](err); !ok || !e.Newer || e.SetAside != "" {
			t.Fatalf("error %v", err)
		}
	}
	if _, err := s.Update(t.Context(), d.ID, func(*apply.Draft) error { return nil }); err == nil {
		t.Error("changed")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != string(newer) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestScanThatWasChangedOnDiskIsNotSent(t *testing.T) {
	s, _ := folder(t)
	d := attach(t, s, begin(t, s).ID, cases.IDCard, "mine")
	scan := d.Scans[cases.IDCard]
	if err := os.WriteFile(s.Path(d, scan), []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(d, scan); err == nil {
		t.Error("read")
	}
	if err := os.Remove(s.Path(d, scan)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(d, scan); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestChangesOfSeveralProgramsAreAllKept(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	kinds := cases.Kinds()
	var wg sync.WaitGroup
	for i := range 8 {
		own := apply.OpenStore(dir, time.Now)
		wg.Go(func() {
			if _, err := own.Update(t.Context(), d.ID, func(d *apply.Draft) error {
				d.Form.Address += "."
				return nil
			}); err != nil {
				t.Error(err)
			}
			data := fmt.Sprint(i)
			if _, err := own.Attach(t.Context(), d.ID, kinds[i%3], data, cases.Scan{Format: cases.PNG}, []byte(data)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	d, err := s.Get(t.Context(), d.ID)
	if err != nil || len(d.Form.Address) != 8 || len(d.Scans) != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	for _, scan := range d.Scans {
		if _, err := s.Read(d, scan); err != nil {
			t.Error(err)
		}
	}
}

func TestChangeThatFailsChangesNothing(t *testing.T) {
	s, _ := folder(t)
	d := begin(t, s)
	refused := errors.New("no")
	if _, err := s.Update(t.Context(), d.ID, func(d *apply.Draft) error { d.Form.Name = "x"; return refused }); !errors.Is(err, refused) {
		t.Errorf("error %v", err)
	}
	if d, err := s.Get(t.Context(), d.ID); err != nil || d.Form.Name != "王小明" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestNothingIsThereBeforeTheFirstDraft(t *testing.T) {
	s, dir := folder(t)
	if all, err := s.List(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	for _, id := range []string{"0123456789abcdef", "", "..", "../x"} {
		if _, err := s.Get(t.Context(), id); !errors.Is(err, apply.ErrNoDraft) {
			t.Errorf("%q: %v", id, err)
		}
		if err := s.Remove(t.Context(), id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was made: %v", err)
	}
}

func TestRemovedDraftIsGoneWithItsScans(t *testing.T) {
	s, dir := folder(t)
	d, other := begin(t, s), begin(t, s)
	attach(t, s, d.ID, cases.IDCard, "x")
	for _, id := range []string{"..", "", d.ID} {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == other.ID }) || len(entries) != 2 {
		t.Errorf("%v, %v: want the other draft and the lock", entries, err)
	}
}

func TestWaitForAnotherProgramEndsWithTheContext(t *testing.T) {
	s, dir := folder(t)
	d := begin(t, s)
	held := make(chan struct{})
	release := make(chan struct{})
	done := make(chan error)
	go func() {
		_, err := apply.OpenStore(dir, time.Now).Update(t.Context(), d.ID, func(*apply.Draft) error {
			close(held)
			<-release
			return nil
		})
		done <- err
	}()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.List(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
