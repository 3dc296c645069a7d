# The four things that one does here. Each sets up what it needs on a fresh machine with Rust, a C
# compiler, make and Debian's packages.

CARGO ?= cargo
POSTGRES := $(shell command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1)

.PHONY: run test bench lint tools

## Serve the seeds of Milan on http://127.0.0.1:8080
run: node
	$(CARGO) run --release --locked

## All tests, on SQLite and on a PostgreSQL of their own
test: packages
	$(CARGO) test --locked

## Measurements on generated data; `make bench PROJECTS=1000000` for another size
PROJECTS ?= 100000
bench: packages
	$(CARGO) bench --locked --bench scale -- --projects $(PROJECTS)
	$(CARGO) bench --locked --bench catalogue

## Form, lints, documentation and licences of dependencies
lint: tools node
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --quiet
	$(CARGO) deny --locked check bans licenses sources

tools:
	@command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny

# What installs Debian's packages, if there are any to install.
install = $(if $(strip $(1)),@echo "installing: $(strip $(1))"; \
  if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq $(1) >/dev/null)

# What builds GraphiQL, which is a part of the program.
NODE := $(if $(shell command -v node),,nodejs) $(if $(shell command -v npm),,npm)

# What the tests start or call: a PostgreSQL of their own, a browser, curl for the tour of the
# README, a Python with the judges of the OpenAPI document, and from npm what judges the rest.
VENV := $(shell python3 -c "import ensurepip, venv" 2>/dev/null && echo yes)
MISSING := $(if $(POSTGRES),,postgresql) $(if $(shell command -v curl),,curl) \
  $(if $(shell command -v chromium),,chromium) $(if $(VENV),,python3-venv)

.PHONY: packages system node
packages: system node target/python/.ready tests/js/node_modules/.package-lock.json

system:
	$(call install,$(MISSING))

node:
	$(call install,$(NODE))

tests/js/node_modules/.package-lock.json: tests/js/package-lock.json | node
	npm ci --prefix tests/js --no-audit --no-fund --silent
	@touch $@

target/python/.ready: tests/python/requirements.txt | system
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@
