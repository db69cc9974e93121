# dondoc: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PACKAGES ?= ./...
FUZZTIME ?= 10s

.PHONY: help test build lint bench bench-go fuzz torture pictures format-check vet race-check

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: format-check vet race-check ## gofmt, go vet and every test, with the race detector, on SQLite and PostgreSQL
	CGO_ENABLED=1 scripts/with-postgres scripts/with-node scripts/with-chromium go test -race -vet=off -timeout 15m $(PACKAGES)

build: ## the static binary ./dondoc
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o dondoc .

lint: ## golangci-lint with .golangci.yml
	@command -v golangci-lint >/dev/null || { echo "make lint: golangci-lint 2 is missing: go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@latest, and put \$$(go env GOPATH)/bin in PATH" >&2; exit 1; }
	golangci-lint run $(PACKAGES)

bench: ## the tables of docs/performance.md, and its picture (about 20 minutes)
	DONDOC_POSTGRES_DURABLE=1 scripts/with-postgres go run ./bench -pictures docs/pictures

bench-go: ## every Go benchmark, on both databases
	scripts/with-postgres go test -run '^$$' -bench . -benchmem $(PACKAGES)

fuzz: ## every fuzz target for FUZZTIME (10s)
	scripts/fuzz $(FUZZTIME)

torture: ## 100 rounds of everything that breaks (DONDOC_TORTURE_ROUNDS, DONDOC_TORTURE_SEED), about ten minutes
	DONDOC_TORTURE_ROUNDS=$${DONDOC_TORTURE_ROUNDS:-100} scripts/with-postgres go test -count=1 -timeout 60m -v -run '^TestTorture$$' ./e2e

pictures: ## docs/pictures and docs/axe.md, from the page in Chromium
	DONDOC_PICTURES=$(CURDIR)/docs/pictures scripts/with-node scripts/with-chromium go test -count=1 -run '^TestTheChatPage$$' ./e2e

format-check:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted by gofmt:" $$unformatted >&2; exit 1; }

vet:
	go vet $(PACKAGES)

race-check:
	@echo '#include <stdlib.h>' | $$(go env CC) -x c -fsyntax-only - 2>/dev/null || \
		{ echo "make test: the race detector needs a C compiler and its headers: apt-get install gcc libc6-dev" >&2; exit 1; }
