# planblanc: `make site` builds the program and the real site, `make test` runs
# every test. `make help` lists the rest.

# The day of checks and of the edition; empty means git's and today's. Tests fix
# it, so that no test fails one day by itself.
DATE ?=
FIXED_DATE := 2026-11-23
BIN := bin/planblanc$(shell go env GOEXE)
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help site program release check test test-go tools e2e fuzz supply mutants soak bench bench-peers bench-scale bench-search golden clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

program: ## build bin/planblanc
	go build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/planblanc

site: program ## build the program, then content/ into public/
	$(BIN) build -s content -d public $(if $(DATE),--date $(DATE))

# What a key carries for isolated machines: folder, GOOS, GOARCH and name of each
# program, as internal/site/tools.go has them. The same sources, version of Go and
# VERSION give the same bytes in any folder: no path, no C compiler, no state of
# git goes into a program. VERSION is what « planblanc version » prints.
DIST ?= dist
SYSTEMS ?= windows:windows:amd64:planblanc.exe windows-arm64:windows:arm64:planblanc.exe linux:linux:amd64:planblanc linux-arm64:linux:arm64:planblanc macos:darwin:arm64:planblanc macos-intel:darwin:amd64:planblanc
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)

# KEY is the file of a private key that signs SHA256SUMS; without one it is unsigned.
release: ## programs, archives and packages for Windows, Linux and macOS, in dist/
	@for system in $(SYSTEMS); do \
		set -- $$(echo $$system | tr : ' '); echo "$(DIST)/$$1/$$4"; \
		GOFLAGS= GOOS=$$2 GOARCH=$$3 GOAMD64=v1 GOARM64=v8.0 CGO_ENABLED=0 \
			go build -trimpath -buildvcs=false -ldflags "-s -w -X main.stamp=$(VERSION)" -o "$(DIST)/$$1/$$4" ./cmd/planblanc || exit 1; \
	done
	GOFLAGS= go run -trimpath ./cmd/release -dist "$(DIST)" -version "$(VERSION)" $(if $(KEY),-key "$(KEY)") $(SYSTEMS)

check: program ## fast gate: gofmt, vet, staticcheck, floors, other systems, the real content
	@out=$$(gofmt -l cmd internal themes); test -z "$$out" || { echo "gofmt: $$out"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	GOOS=windows GOARCH=amd64 go vet ./...
	GOOS=darwin GOARCH=arm64 go vet ./...
	go test ./internal/
	$(BIN) check -s content --date $(FIXED_DATE) --strict
	$(BIN) fmt -s content --check

test: check test-go e2e ## everything: the gate, Go tests, real browsers

# Under the race detector, which slows this code six to sixteen times, goes all
# that starts goroutines. ALONE are tests that put thousands of inputs through one
# goroutine, and those of the commands start the program hundreds of times for one
# short run each: there it has little to see. The long runs have the commands too.
ALONE := Addresses|Advisories|AgreesWithOpenSSH|BleveStore|CommonMark|Damaged|EveryCutLeaves|EveryFailureIsNamed|EveryWordIsUsed|FailingBrowsers|FingerprintsOfTheReal|HostileSite|Limits|LowerEditions|Mutations|NeedlesHideNothing|NothingOfAHigher|PagesCutTextsAlike|PagesRankAlike|RandomHistories|Relevance|SecretsAreFound|StoreGives|StoreIsDamaged|TimeGrows|TypoFinds

test-go: tools
	go test -timeout 30m ./...
	CGO_ENABLED=1 go test -race -timeout 20m -skip '$(ALONE)' ./internal/...

tools: ## what the tests need, installed or listed
	./e2e/setup.sh
	cd e2e && npm ci --no-audit --no-fund --loglevel=error

e2e: program tools ## real browsers on the built site
	$(BIN) build -s content -d e2e/site --date $(FIXED_DATE)
	$(BIN) build -s e2e/en -d e2e/site-en --date $(FIXED_DATE)
	rm -rf e2e/hostile
	go test -count 1 -run '^TestHostileSite$$' ./internal/build -args -hostile $(CURDIR)/e2e/hostile
	cd e2e && SITE=$(CURDIR)/e2e/site npm test

# What reads bytes that someone else made: front matter, Markdown, addresses,
# images, Word documents, queries, manifests.
FUZZ ?= content:FuzzDocument markdown:FuzzParse markdown:FuzzClassify picture:FuzzClean imports:FuzzWord search:FuzzFind output:FuzzParseManifest
FUZZTIME ?= 60s

fuzz: ## seven fuzz targets, FUZZTIME each
	for target in $(FUZZ); do \
		go test -run '^$$' -fuzz "^$${target#*:}\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "./internal/$${target%%:*}" || exit 1; done

# The database of known faults is a folder (GOVULNDB=file:///…) or vuln.go.dev;
# where neither can be read, that is said, and nothing is taken for checked.
GOVULNCHECK := v1.9.0

supply: ## what the program is made of: sums, analysis, known faults, licences, bill of materials
	go mod verify
	go vet ./...
	go tool staticcheck ./...
	@if ! GOBIN=$(CURDIR)/bin GOFLAGS= go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK); then echo "govulncheck : non vérifié (le programme ne peut pas être installé)"; \
	else out=$$(bin/govulncheck $(if $(GOVULNDB),-db $(GOVULNDB)) ./... 2>&1); code=$$?; echo "$$out"; \
		case $$code in 0) ;; 3) exit 1;; *) echo "govulncheck : non vérifié (la base ne peut pas être lue)";; esac; fi
	go test -count 1 -run 'TestLicences|TestBillIsCycloneDX' ./cmd/planblanc
	go run ./cmd/planblanc licences --format cyclonedx > planblanc.cdx.json

# Which tests would see a change of the code that guards. A package at a time:
# make mutants GUARDS=./internal/key; slow tests are left out, MUTANTS_SKIP= takes all.
GUARDS ?= ./internal/markdown:link.go:refs.go:limits.go ./internal/site:select.go:notice.go:resolve.go:catalog.go:tools.go:approval.go ./internal/content:meta.go:vocabulary.go:data.go ./internal/picture ./internal/key ./internal/check
MUTANTS_SKIP ?= CommonMark|EveryCutLeaves|EveryFailureIsNamed|FingerprintsOfTheReal|LargePhotographs|Mutations|NeedlesHideNothing|SecretsAreFound|TimeGrows
mutants: ## changes of the code that guards, and which of them no test sees
	for guard in $(GUARDS); do go run ./cmd/mutants -skip '$(MUTANTS_SKIP)' $$(echo $$guard | tr : ' ') || exit 1; done

soak: ## long runs: fuzzing, the race detector on the commands, many kills, many edits
	for target in $$(go test -list '^Fuzz' ./internal/... | awk '/^Fuzz/{f=f" "$$1} /^ok/{n=split(f,a," "); for(i=1;i<=n;i++) print $$2":"a[i]; f=""}'); do \
		go test -run '^$$' -fuzz "^$${target#*:}\$$" -fuzztime 60s "$${target%%:*}" || exit 1; done
	CGO_ENABLED=1 go test -race -timeout 60m ./cmd/...
	EVERY=1 $(MAKE) e2e
	EDITS=all go test -count 1 -run Fingerprints -timeout 60m ./internal/site
	CUTS=200 SIZES=50 STRIDE=1 go test -count 1 -run 'TestPowerCuts|TestFull|TestFaults' -timeout 120m ./cmd/planblanc
	CUTS=1000 go test -count 1 -run TestCutAnywhere -timeout 60m ./internal/publish ./internal/follow
	RELEASE=all go test -count 1 -run TestRelease -timeout 60m ./cmd/planblanc
	MUTATIONS=10000 go test -count 1 -run TestMutations -timeout 60m ./internal/key
	ROUNDS=50 go test -count 1 -run TestBuildsAtOnce -timeout 60m ./cmd/planblanc
	KILLS=2000 go test -run Kill -timeout 60m ./internal/output ./cmd/planblanc
	for seed in 1 2 3 4; do go test -count 1 -run '^TestSessionIsAFullBuild$$' -timeout 60m ./internal/build -args -edits 5000 -edit-seed $$seed || exit 1; done
	go test -count 1 -run '^TestSessionIsAFullBuild$$' -timeout 60m ./internal/build -args -edits 600 -edit-content

# Of 10,000 documents it takes 4 GB of each folder of SCRATCH: one on a disk, and
# /dev/shm where there is one. docs/performance.md says what the lines mean.
RUNS ?= 7
DOCUMENTS ?= 1000,10000
SCRATCH ?= $(or $(TMPDIR),/tmp)$(if $(wildcard /dev/shm),$(comma)/dev/shm)
comma := ,

bench: ## time, processor and memory of commands on 1,000 and 10,000 documents, beside the least that is possible
	go test -run '^$$' -bench Speed -benchtime 1x -timeout 0 ./cmd/planblanc -runs $(RUNS) -documents $(DOCUMENTS) -scratch $(SCRATCH)
	go test -run '^$$' -bench . ./internal/...

# The last Hugo that the Go of go.mod compiles. What cannot be installed is said
# and left out.
HUGO_VERSION ?= v0.165.0
PEERS := e2e/bench-peers/bin

bench-peers: ## whole builds beside Hugo and Pagefind, of the same content
	mkdir -p $(PEERS)
	-test -x $(PEERS)/hugo || GOBIN=$(CURDIR)/$(PEERS) go install github.com/gohugoio/hugo@$(HUGO_VERSION)
	-cd e2e/bench-search && npm ci --no-audit --no-fund --loglevel=error
	go test -run '^$$' -bench Peers -benchtime 1x -timeout 0 ./cmd/planblanc -runs $(RUNS) -documents $(DOCUMENTS) -scratch $(SCRATCH) \
		-hugo "$$(ls $(CURDIR)/$(PEERS)/hugo 2>/dev/null)" -pagefind "$$(ls $(CURDIR)/e2e/bench-search/node_modules/.bin/pagefind 2>/dev/null)"

# Groups of ESTABLISHMENTS houses that share CARDS documents; all sites and what is
# published of them are on the disk at once. docs/scale.md says what the columns mean.
ESTABLISHMENTS ?= 1,10,30,100,300
CARDS ?= 300

bench-scale: ## establishments of a group in one run, built and published
	go test -run '^$$' -bench Scale -benchtime 1x -timeout 0 ./cmd/planblanc -establishments $(ESTABLISHMENTS) -cards $(CARDS) $(if $(DIRECTORIES),-directories )-scratch $(firstword $(subst $(comma), ,$(SCRATCH)))

bench-search: ## relevance and size of search beside MiniSearch, lunr and Pagefind
	go test -count 1 -run '^TestRelevance$$' ./internal/search -args -peers $(CURDIR)/e2e/bench-search/data
	cd e2e/bench-search && npm ci --no-audit --no-fund --loglevel=error && npm start --silent

golden: ## rewrite the goldens; read the diff
	UPDATE=1 go test ./...

clean: ## remove what the other targets made
	rm -rf bin dist e2e/site e2e/site-en e2e/hostile e2e/node_modules e2e/bench-search/node_modules e2e/bench-search/data e2e/bench-peers/bin
	find public -mindepth 1 ! -name .gitignore -delete
