# Everything the project needs to be built, run and checked. `make help` lists it.
#
# The first use of a target installs what is missing (Debian 12, Ubuntu 24.04 or later; sudo where not root). After that it
# works offline.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO := .ci/go
TOOL := $(GO) tool -modfile=.ci/tools/go.mod
VERSION := $(shell sed -n 's/^ *Version = "\(.*\)"/\1/p' FyneApp.toml)

# x11: Chinese input methods need it, and it spares the Wayland headers. migrated_fynedo: Fyne's thread rules since 2.6.
# no_emoji: leaves out a font of 4 MB that nothing here shows.
TAGS := x11,migrated_fynedo,no_emoji
# ci: no OpenGL and no system fonts, so that pictures are the same on every machine. The window itself is tested apart.
TEST_TAGS := ci,migrated_fynedo
# Not every copy of the source is a repository, and git refuses to speak of other people's.
GOFLAGS := -buildvcs=false
LDFLAGS := -X ukey/assets.version=$(VERSION)
comma := ,
PROGRAMS := ./cmd/ukey ./cmd/ukeytray ./cmd/ukeyhost ./cmd/ukeyctl ./cmd/ukeyca

# A screen of its own for the real window, with the session bus that tray and notifications talk to.
SCREEN := dbus-run-session -- xvfb-run -a -s "-screen 0 1280x960x24 -noreset"

# As release builds of C have it. GLFW ends the program by an assertion of its own where a window manager has crashed.
CGO_CFLAGS := -O2 -g -DNDEBUG

export GOFLAGS CGO_CFLAGS

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup-run programs ## build, and start the window on a throw-away key and CA
	bin/ukey --demo $(ARGS)

.PHONY: build
build: setup-run programs ## build the programs into bin

.PHONY: test
test: setup-test programs ## run every test, with the race detector; the pictures of screens without it; then the real window on a screen of its own
	$(TOOL) gotestsum --format standard-quiet -- -race -timeout 20m -tags $(TEST_TAGS) ./...
	$(TOOL) gotestsum --format standard-quiet -- -timeout 10m -tags $(TEST_TAGS) ./ui/...
	$(SCREEN) $(TOOL) gotestsum --format standard-quiet -- -timeout 20m -tags $(TAGS),window ./cmd/ukey/... ./ui/notify/...
	$(SCREEN) $(TOOL) gotestsum --format standard-quiet -- -timeout 15m -tags $(TAGS),window ./cmd/ukeytray

.PHONY: points
points: setup-test ## cut a renewal off at every point there is, and finish it (a quarter of an hour)
	$(GO) test -race -count 1 -timeout 90m -tags $(TEST_TAGS) ./app -run CutOffAnywhere -v -args -points | \
		grep -vE '^ *(=== |--- PASS)|^PASS'

.PHONY: lint
lint: setup-lint ## check format, vet, style and the import rules
	$(TOOL) golangci-lint run ./...

.PHONY: vuln
vuln: setup-lint ## look up known vulnerabilities of what the programs call (asks the network each time)
	$(TOOL) govulncheck -tags $(TAGS) ./...

# What has parts of its own for Windows, or leans on how it treats files, pipes and processes.
WINDOWS_TESTS := ./app/autostart ./app/crash ./app/discovery ./app/environment ./app/instance ./app/logging ./app/opened \
	./app/proxy ./app/remind ./app/settings ./cmd/internal/setup ./renew ./renew/apply ./renew/durable \
	./token/host ./token/pkcs11 ./ui/chooser ./ui/notify ./ui/tray ./ui/words

.PHONY: windows
windows: setup-windows out/windows/ukey.res ## cross-build the programs for Windows into bin/windows, and test them under wine
	export CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc; \
	gui='$(LDFLAGS) -s -w -H windowsgui -linkmode external -extldflags=$(CURDIR)/out/windows/ukey.res'; \
	$(GO) build -trimpath -tags migrated_fynedo -o bin/windows/ukey.exe -ldflags "$$gui" ./cmd/ukey; \
	$(GO) build -trimpath -o bin/windows/ukeytray.exe -ldflags "$$gui" ./cmd/ukeytray; \
	$(GO) build -trimpath -o bin/windows/ -ldflags '$(LDFLAGS) -s -w' ./cmd/ukeyhost ./cmd/ukeyctl ./cmd/ukeyca; \
	GOARCH=386 CC=i686-w64-mingw32-gcc \
		$(GO) build -trimpath -o bin/windows/ukey-host32.exe -ldflags '$(LDFLAGS) -s -w' ./cmd/ukeyhost
	$(SCREEN) $(TOOL) gotestsum --format standard-quiet --raw-command -- env CGO_ENABLED=1 GOOS=windows GOARCH=amd64 \
		CC=x86_64-w64-mingw32-gcc $(GO) test -json -exec $(CURDIR)/.ci/wine/run -timeout 5m -tags $(TEST_TAGS) $(WINDOWS_TESTS)
	$(SCREEN) $(TOOL) gotestsum --format standard-quiet -- -count 1 -timeout 10m -tags $(TAGS),wine -run Windows ./cmd/ukey

.PHONY: bench
bench: setup-test ## print how fast and how frugal it is, as ratios to other programs measured in the same run
	$(SCREEN) $(GO) run -tags $(TAGS) ./cmd/internal/bench

# Five minutes on each database; make storm STORM="-storm.kills 3" is shorter.
STORM :=
.PHONY: storm
storm: setup-test ## have 200 clients renew while the CA is killed again and again, and look for what was lost
	$(GO) test -count 1 -v -timeout 60m -run NoAcceptedRequestIsLost ./cmd/ukeyca \
		-storm.clients 200 -storm.kills 14 -storm.every 20s $(STORM)

.PHONY: soak
soak: setup-test ## pull and plug a key 10,000 times, in this process and behind one of its own: nothing grows (minutes)
	$(GO) test -tags $(TEST_TAGS) -count 1 -timeout 3h -v -run NothingGrowsWithTheRounds \
		./token/pkcs11 ./token/host -args -soak 10000

.PHONY: screenshots
screenshots: setup-test ## take the pictures of the README from the real window
	GOFLAGS="$(GOFLAGS) -ldflags=-X=ukey/assets.version=$(VERSION)" \
		$(SCREEN) $(GO) test -count 1 -timeout 10m -tags $(TAGS),window ./cmd/ukey
	@mkdir -p assets/screenshots
	cp out/window.png out/window-*.png assets/screenshots/

.PHONY: licences
licences: ## gather the licences of all that is linked into the programs, after go.mod has changed
	$(GO) run ./cmd/internal/licences

.PHONY: clean
clean: ## delete what was built
	rm -rf bin out

# The go command knows what is up to date.
.PHONY: programs
programs:
	$(GO) build -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/ $(PROGRAMS)

setup-%:
	@.ci/setup $*

# Icon, version and manifest, which the C linker puts into ukey.exe.
out/windows/ukey.res: assets/windows/ukey.rc assets/windows/ukey.manifest assets/icons/app/app.ico FyneApp.toml | setup-windows
	@mkdir -p $(@D)
	x86_64-w64-mingw32-windres --codepage=65001 -O coff -D VERSION=$(VERSION) \
		-D VERSION_WORDS=$(subst .,$(comma),$(VERSION)),0 -I assets $< $@
