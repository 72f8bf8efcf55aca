# Two commands do everything: `make run` and `make test`. Both install what they need.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STAMPS := target/stamps
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null) $(wildcard operations/*)
step = @printf '\n== %s\n' '$(1)'

.PHONY: help run test rust js fmt lint deny web schema bench chaos

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: web ## Builds and starts Portico on the sandbox; prints the GraphiQL address and a development token
	cargo run --quiet -- serve

test: fmt lint deny rust js ## Everything: formatting, lints, tests, drift, real GraphQL clients, a browser

fmt:
	$(call step,formatting)
	cargo fmt --check

lint: web
	$(call step,clippy)
	cargo clippy --all-targets --quiet -- -D warnings

# Known weaknesses are looked up where their database can be had; an older copy of it is better than none.
deny: $(STAMPS)/deny ## What is built in: licences, sources, bans, known weaknesses
	$(call step,licences and sources of dependencies)
	cargo deny --log-level error check bans licenses sources
	@if timeout 120 cargo deny --log-level off fetch db || ls $${CARGO_HOME:-$$HOME/.cargo}/advisory-dbs/*/crates >/dev/null 2>&1; \
	  then cargo deny --log-level error check --disable-fetch advisories; \
	  else echo 'advisories skipped: their database cannot be fetched'; fi

rust: web $(STAMPS)/nextest $(STAMPS)/postgres
	$(call step,unit and integration tests, schema and configuration drift, chaos)
	PORTICO_TEST_POSTGRES=1 cargo nextest run

js: web $(STAMPS)/chromium $(STAMPS)/tests-js
	$(call step,real clients and a browser)
	cargo build --quiet --bins --examples
	cd tests/js && npm test --silent

web: web/dist/index.html ## Bundles GraphiQL

web/dist/index.html: $(STAMPS)/node $(WEB_SOURCES)
	$(call step,GraphiQL)
	cd web && npm ci --silent && npm run --silent build
	@touch $@

schema: ## Writes schema.graphql anew
	cargo run --quiet -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

# The seed is printed, and does the run again: make chaos CHAOS_SEED=…
CHAOS_PURCHASES ?= 10000
CHAOS_JOBS ?= 5000
CHAOS_SEED := $(or $(CHAOS_SEED),$(shell date +%s))
CHAOS_TABLE := awk -f tests/chaos/table.awk -v seed=$(CHAOS_SEED)
chaos: web $(STAMPS)/nextest $(STAMPS)/postgres ## Buying exactly once, 10,000 times, and 5,000 jobs, with kills; writes the figures into docs/chaos.md (an hour)
	$(call step,chaos with seed $(CHAOS_SEED))
	rm -rf target/chaos
	PORTICO_TEST_POSTGRES=1 CHAOS_PURCHASES=$(CHAOS_PURCHASES) CHAOS_JOBS=$(CHAOS_JOBS) CHAOS_SEED=$(CHAOS_SEED) \
	  CHAOS_FIGURES=$(CURDIR)/target/chaos cargo nextest run --no-fail-fast --test chaos
	$(CHAOS_TABLE) target/chaos/purchases/head target/chaos/purchases/*.row > target/chaos/table
	$(CHAOS_TABLE) -v title='Jobs of the image generator:' target/chaos/jobs/head target/chaos/jobs/*.row >> target/chaos/table
	cat target/chaos/table
	sed -i -e '/^<!-- figures -->/,$$d' docs/chaos.md
	cat target/chaos/table >> docs/chaos.md

bench: $(STAMPS)/valgrind ## CPU time and instructions per operation (an optimised build: half an hour)
	cargo bench --bench refusals
	cargo bench --bench fan_out
	cargo bench --bench workload
	cargo bench --bench workload -- --instructions

$(STAMPS):
	mkdir -p $@

# Tools that a fresh machine may lack. Nothing is installed that is there already.
define apt
	@command -v $(2) >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(1); }
	@touch $@
endef

$(STAMPS)/node: | $(STAMPS)
	$(call apt,nodejs npm,npm)

$(STAMPS)/chromium: | $(STAMPS)
	$(call apt,chromium,chromium)

$(STAMPS)/valgrind: | $(STAMPS)
	$(call apt,valgrind,valgrind)

# Debian puts its programs beside the path.
$(STAMPS)/postgres: | $(STAMPS)
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq postgresql; }
	@touch $@

$(STAMPS)/nextest: | $(STAMPS)
	@command -v cargo-nextest >/dev/null || cargo install cargo-nextest --locked
	@touch $@

# As it comes it is optimised for minutes, to save a second here.
$(STAMPS)/deny: | $(STAMPS)
	@command -v cargo-deny >/dev/null || CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
	  cargo install cargo-deny --locked
	@touch $@

$(STAMPS)/tests-js: tests/js/package-lock.json $(STAMPS)/node
	cd tests/js && npm ci --silent
	@touch $@
