package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"ukey/app"
	"ukey/ui/words"
)

func TestWatchLinesSayWhatCameAndWent(t *testing.T) {
	var out bytes.Buffer
	p := &program{streams: streams{out: &out}, say: words.New(words.Chinese), flags: flags{json: true}}
	one, two := keyWith(), keyWith()
	two.ID.Serial = "0456"
	steps := []*app.Snapshot{
		{Keys: []app.Key{one}},
		{Keys: []app.Key{one, two}},
		{Keys: []app.Key{two}},
		{},
	}
	var last *app.Snapshot
	for _, s := range steps {
		if err := p.writeChange(last, s); err != nil {
			t.Fatal(err)
		}
		last = s
	}
	want := []struct{ plugged, unplugged, tokens int }{{1, 0, 1}, {1, 0, 2}, {0, 1, 1}, {0, 1, 0}}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), &out)
	}
	for i, line := range lines {
		var doc watchDocument
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Plugged) != want[i].plugged || len(doc.Unplugged) != want[i].unplugged || len(doc.Tokens) != want[i].tokens {
			t.Errorf("line %d: %s", i, line)
		}
		if strings.Contains(line, "null") {
			t.Errorf("line %d has null: %s", i, line)
		}
	}
}

func TestWatchForPeople(t *testing.T) {
	var out bytes.Buffer
	p := &program{streams: streams{out: &out}, say: words.New(words.Chinese)}
	none, one := &app.Snapshot{}, &app.Snapshot{Keys: []app.Key{keyWith()}}
	renewed := &app.Snapshot{Keys: []app.Key{keyWith(signing())}}
	for _, step := range [][2]*app.Snapshot{{nil, none}, {none, one}, {one, renewed}, {renewed, none}} {
		if err := p.writeChange(step[0], step[1]); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{"没有UKey，等待插入", "已插入 单位证书（序列号 0123）", "UKey的内容或状态有变化", "已拔出 单位证书（序列号 0123）"}
	if len(lines) != len(want) {
		t.Fatalf("%q", lines)
	}
	for i := range want {
		if !strings.HasSuffix(lines[i], want[i]) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want[i])
		}
	}
}
