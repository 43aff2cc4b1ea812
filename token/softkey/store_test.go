package softkey_test

import (
	"errors"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"ukey/token/softkey"
)

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, output)
	}
	return string(output)
}

func TestMissingSoftHSMIsNamedWithItsPackage(t *testing.T) {
	t.Setenv("SOFTHSM2_MODULE", t.TempDir()+"/libsofthsm2.so")
	_, err := softkey.New(t.TempDir())
	var missing *softkey.MissingError
	if !errors.As(err, &missing) || missing.Package != "softhsm2" || missing.File != "libsofthsm2.so" {
		t.Errorf("New returned %v", err)
	}
}

func TestMissingCompilerIsNamedWithItsPackage(t *testing.T) {
	bin := t.TempDir()
	utility, err := exec.LookPath("softhsm2-util")
	must(t, err)
	run(t, "ln", "-s", utility, bin+"/softhsm2-util")
	t.Setenv("PATH", bin)
	_, err = softkey.New(t.TempDir())
	var missing *softkey.MissingError
	if !errors.As(err, &missing) || missing.Package != "build-essential" {
		t.Errorf("New returned %v", err)
	}
}

func TestModuleIsBuiltInTheStoreWhereThereIsNoCache(t *testing.T) {
	t.Setenv("HOME", "/dev/null")
	t.Setenv("XDG_CACHE_HOME", "")
	store, key := newKey(t)
	session(t, attach(t, store), key.PIN)
}

func TestStoreIsFoundAgain(t *testing.T) {
	store, key := newKey(t)
	again, err := softkey.New(store.Dir())
	must(t, err)
	tokens, err := again.Tokens()
	must(t, err)
	if len(tokens) != 1 || tokens[0].Serial != key.Serial || tokens[0].Label != key.Label {
		t.Fatalf("tokens are %v, want %v", tokens, key)
	}
	if module(t, again) != module(t, store) {
		t.Error("the module has moved")
	}
	must(t, tokens[0].Unplug())
	if in, err := key.Plugged(); in || err != nil {
		t.Errorf("plugged is %v, %v", in, err)
	}
}

func TestStoresInOneProcessKnowNothingOfEachOther(t *testing.T) {
	first, firstKey := newKey(t)
	second, secondKey := newKey(t)
	p := start(t)
	p.expect("0x0", "load", module(t, first))
	p.expect("0x0", "initialize")
	p.expect("0x0", "load", module(t, second))
	p.expect("0x0", "initialize")
	for i, key := range []*softkey.Token{firstKey, secondKey} {
		p.expect("0x0", "use", i)
		slot, handle := session(t, p, key.PIN)
		if got := serialOf(t, p, slot); got != key.Serial {
			t.Errorf("store %d shows token %s, want %s", i, got, key.Serial)
		}
		p.expect("0x0", "sign-init", handle)
		p.expect("0x0", "sign", handle, "digest")
	}
	must(t, firstKey.Unplug())
	p.expect("0x0", "use", 0)
	if got := len(p.slots()); got != 1 {
		t.Errorf("%d slots in the first store, want 1", got)
	}
	p.expect("0x0", "finalize")
	p.expect("0x0", "use", 1)
	if got := len(p.slots()); got != 2 {
		t.Errorf("%d slots in the second store, want 2", got)
	}
}

func TestStoresInitialisedAtOnceDoNotMistakeEachOther(t *testing.T) {
	p := start(t)
	keys := make([]*softkey.Token, 4)
	for i := range keys {
		store, key := newKey(t)
		p.expect("0x0", "load", module(t, store))
		keys[i] = key
	}
	for range 10 {
		p.expect("0x0", "initialize-all")
		for i, key := range keys {
			p.expect("0x0", "use", i)
			if got := serialOf(t, p, p.slots()[0]); got != key.Serial {
				t.Fatalf("store %d shows token %s, want %s", i, got, key.Serial)
			}
			p.expect("0x0", "finalize")
		}
	}
}

func TestEnvironmentIsLeftAsItWas(t *testing.T) {
	store, _ := newKey(t)
	if got := attach(t, store).expect("0x0", "variable", "SOFTHSM2_CONF"); got != "" {
		t.Errorf("SOFTHSM2_CONF is %q, want none", got)
	}
	t.Setenv("SOFTHSM2_CONF", "/another/store.conf")
	if got := attach(t, store).expect("0x0", "variable", "SOFTHSM2_CONF"); got != "/another/store.conf" {
		t.Errorf("SOFTHSM2_CONF is %q", got)
	}
}

func TestStoresAreProvisionedAndUsedInParallel(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // all build at once
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			store, err := softkey.New(t.TempDir())
			if err != nil {
				t.Error(err)
				return
			}
			issuer, err := softkey.NewIssuer("测试根证书")
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: "p256"}); err != nil {
				t.Error(err)
				return
			}
			path, err := store.Module()
			if err != nil {
				t.Error(err)
				return
			}
			output, err := exec.CommandContext(t.Context(), "pkcs11-tool", "--module", path, "--list-objects").CombinedOutput()
			if err != nil || strings.Count(string(output), "Certificate Object") != 2 {
				t.Errorf("pkcs11-tool: %v\n%s", err, output)
			}
		})
	}
	running.Wait()
}

func TestTokensAddedAtOnceAreToldApart(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	const count = 3
	serials := make([]string, count)
	var running sync.WaitGroup
	for i := range count {
		running.Go(func() {
			key, err := store.AddToken(softkey.TokenSpec{Label: "同名"})
			if err != nil {
				t.Error(err)
				return
			}
			serials[i] = key.Serial
		})
	}
	running.Wait()
	seen := map[string]bool{}
	for _, serial := range serials {
		seen[serial] = true
	}
	if len(seen) != count {
		t.Errorf("serials are %v", serials)
	}
}

func TestTokenInitialisedThroughTheModuleHasLevers(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	run(t, "pkcs11-tool", "--module", module(t, store), "--init-token", "--slot-index", "0",
		"--label", "新钥匙", "--so-pin", "12345678")
	tokens, err := store.Tokens()
	must(t, err)
	if len(tokens) != 1 || tokens[0].Label != "新钥匙" {
		t.Fatalf("tokens are %v", tokens)
	}
	must(t, tokens[0].SetTries(0))
	run(t, "pkcs11-tool", "--module", module(t, store), "--init-token", "--slot-index", "0",
		"--label", "新钥匙", "--so-pin", "12345678")
	if tries, err := tokens[0].Tries(); tries != softkey.DefaultTries || err != nil {
		t.Errorf("a token made anew has %d tries, %v", tries, err)
	}
	p := attach(t, store)
	must(t, tokens[0].Unplug())
	if got := len(p.slots()); got != 1 {
		t.Errorf("%d slots, want SoftHSM's uninitialised one alone", got)
	}
}

func TestPlainLibrarySeesTheSameToken(t *testing.T) {
	store, key := newKey(t)
	must(t, key.Unplug()) // which SoftHSM knows nothing of
	cmd := exec.CommandContext(t.Context(), "pkcs11-tool", "--module", store.Plain(), "--list-slots")
	cmd.Env = append(cmd.Environ(), store.Env()...)
	output, err := cmd.Output()
	must(t, err)
	if !strings.Contains(string(output), key.Serial) {
		t.Errorf("token %s is not listed:\n%s", key.Serial, output)
	}
}

func TestOtherProgramsReadTheToken(t *testing.T) {
	store, _ := newKey(t)
	list := run(t, "p11tool", "--provider", module(t, store), "--list-all-certs", "pkcs11:token=UKey")
	if strings.Count(list, "Type: X.509 Certificate") != 2 {
		t.Errorf("p11tool lists:\n%s", list)
	}
}
