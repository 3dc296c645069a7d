# The four things that one does here. Each sets up what it needs on a fresh machine with Rust, a C
# compiler, make and Debian's packages.

CARGO ?= cargo
POSTGRES := $(shell command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1)

.PHONY: run test bench lint tools

## Serve the seeds of Milan on http://127.0.0.1:8080
run:
	$(CARGO) run --release --locked

## All tests, on SQLite and on a PostgreSQL of their own
test: packages
	$(CARGO) test --locked

## Measurements on generated data; `make bench PROJECTS=1000000` for another size
PROJECTS ?= 100000
bench:
	$(CARGO) bench --locked --bench scale -- --projects $(PROJECTS)

## Form, lints, documentation and licences of dependencies
lint: tools
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --quiet
	$(CARGO) deny --locked check bans licenses sources

tools:
	@command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny

# What the tests start or call: a PostgreSQL of their own, curl for the tour of the README, a Python
# with the judges of the OpenAPI document, and Node.js with the reference implementation of GraphQL.
VENV := $(shell python3 -c "import ensurepip, venv" 2>/dev/null && echo yes)
NODE := $(shell command -v npm)
MISSING := $(if $(POSTGRES),,postgresql) $(if $(shell command -v curl),,curl) $(if $(VENV),,python3-venv) $(if $(NODE),,nodejs npm)

.PHONY: packages system
packages: system target/python/.ready

target/python/.ready: tests/python/requirements.txt | system
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

system:
ifneq ($(strip $(MISSING)),)
	@echo "installing for the tests: $(MISSING)"
	@if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq $(MISSING) >/dev/null
endif
	@npm ci --prefix tests/js --no-audit --no-fund --silent
