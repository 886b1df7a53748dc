# planblanc: `make site` builds the program and the real site, `make test` runs
# every test. `make help` lists the rest.

# The day of checks and of the edition; empty means git's and today's. Tests fix
# it, so that no test fails one day by itself.
DATE ?=
FIXED_DATE := 2026-11-23
BIN := bin/planblanc$(shell go env GOEXE)
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help site program check test test-go tools e2e soak bench bench-search golden clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

program: ## build bin/planblanc
	go build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/planblanc

site: program ## build the program, then content/ into public/
	$(BIN) build -s content -d public $(if $(DATE),--date $(DATE))

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

# The tests of the commands start the program hundreds of times, each time for
# one short run: the race detector has little to see there and quadruples them.
test-go: tools
	CGO_ENABLED=1 go test -race -timeout 20m ./internal/...
	go test -timeout 20m ./cmd/...

tools: ## what the tests need, installed or listed
	./e2e/setup.sh
	cd e2e && npm ci --no-audit --no-fund --loglevel=error

e2e: program tools ## real browsers on the built site
	$(BIN) build -s content -d e2e/site --date $(FIXED_DATE)
	cd e2e && SITE=$(CURDIR)/e2e/site npm test

soak: ## long runs: fuzzing, the race detector on the commands, many kills, many edits
	for target in $$(go test -list '^Fuzz' ./internal/... | awk '/^Fuzz/{f=f" "$$1} /^ok/{n=split(f,a," "); for(i=1;i<=n;i++) print $$2":"a[i]; f=""}'); do \
		go test -run '^$$' -fuzz "^$${target#*:}\$$" -fuzztime 60s "$${target%%:*}" || exit 1; done
	CGO_ENABLED=1 go test -race -timeout 60m ./cmd/...
	CUTS=200 SIZES=50 STRIDE=1 go test -count 1 -run 'TestPowerCuts|TestFullKey|TestFaults' -timeout 120m ./cmd/planblanc
	MUTATIONS=10000 go test -count 1 -run TestMutations -timeout 60m ./internal/key
	KILLS=2000 go test -run Kill -timeout 60m ./internal/output ./cmd/planblanc
	for seed in 1 2 3 4; do go test -count 1 -run '^TestSessionIsAFullBuild$$' -timeout 60m ./internal/build -args -edits 5000 -edit-seed $$seed || exit 1; done
	go test -count 1 -run '^TestSessionIsAFullBuild$$' -timeout 60m ./internal/build -args -edits 600 -edit-content

bench: ## time, processor and memory of whole builds of 1,000 and 10,000 documents
	go test -run '^$$' -bench . -benchtime 5x ./cmd/planblanc
	go test -run '^$$' -bench . ./internal/...

bench-search: ## relevance and size of search beside MiniSearch, lunr and Pagefind
	go test -count 1 -run '^TestRelevance$$' ./internal/search -args -peers $(CURDIR)/e2e/bench-search/data
	cd e2e/bench-search && npm ci --no-audit --no-fund --loglevel=error && npm start --silent

golden: ## rewrite the goldens; read the diff
	UPDATE=1 go test ./...

clean: ## remove what the other targets made
	rm -rf bin e2e/site e2e/node_modules e2e/bench-search/node_modules e2e/bench-search/data
	find public -mindepth 1 ! -name .gitignore -delete
