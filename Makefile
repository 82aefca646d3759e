# The commands of the project; `make` alone lists them. An active virtual environment is used, else .venv is made.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint format bench prove findings guards messages lock clean environment demo-installed dev-installed assets

ENVIRONMENT := $(if $(VIRTUAL_ENV),$(VIRTUAL_ENV),.venv)
PYTHON := $(ENVIRONMENT)/bin/python
# Two test processes: each has its own database on the one server. The limit is the machine's memory for browsers.
WORKERS ?= 2
ARGS ?=

SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))
DIGEST = import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())
PIP = $(PYTHON) -m pip --disable-pip-version-check

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: demo-installed assets messages  ## everything on this machine with invented people, until Ctrl-C (PORT=8000)
	@$(PYTHON) -m carisecure.embedded --with-parent demo

serve: demo-installed  ## PostgreSQL and Redis of the demonstration alone; prints their addresses
	@$(PYTHON) -m carisecure.embedded --with-parent serve

test: dev-installed assets messages  ## every test, browser tests included (ARGS="-k wall" for some, WORKERS=4 for more)
	@browser="$$($(PYTHON) -m tests.find_browser)" && export BROWSER_PATH="$$browser" && \
		$(PYTHON) -m tests.server $(WORKERS) $(ARGS)

lint: dev-installed  ## style, types, missing migrations, size of files and functions
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m tests.sizes
	$(PYTHON) -m carisecure.embedded run --temporary -- $(PYTHON) manage.py makemigrations --check --dry-run

format: dev-installed  ## put all Python files into the house's form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench: dev-installed  ## the budgets of benchmarks/, as ratios within one run (AGAINST=5c50f69: of two builds)
	$(PYTHON) -m benchmarks $(ARGS)

prove: dev-installed  ## what is too long for every run: tamperings, guards, restarts, full disks, drills (ARGS=guards, SEED=7)
	@$(PYTHON) -m tests.proving $(ARGS)

findings:  ## run each of findings/ and name those that no longer hold
	@changed=0; for finding in findings/*.sh; do \
		[ -e "$$finding" ] || continue; \
		echo "== $$finding"; "$$finding" || { echo "$$finding no longer holds, or could not be run"; changed=1; }; \
	done; exit $$changed

guards: demo-installed  ## write down anew what the migrations put up to guard the records (after a new migration)
	@$(PYTHON) -m carisecure.embedded run --temporary --as-owner -- $(PYTHON) manage.py write_guards

messages: demo-installed  ## compile the translations
	@$(PYTHON) -m carisecure.messages

lock: dev-installed  ## make the three locks anew from pyproject.toml
	@$(PYTHON) -m uv --version >/dev/null
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra demo --output-file requirements-demo.lock
	$(LOCK) --extra demo --extra dev --output-file requirements-dev.lock

# Good for every supported Python and every machine; no address of an index and no path gets in.
LOCK = $(PYTHON) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

clean:  ## stop what is left of the demonstration and remove its data, the built assets and the caches
	@if [ -x $(PYTHON) ] && $(PYTHON) -c 'import psycopg2, redis' 2>/dev/null; then \
		$(PYTHON) -m carisecure.embedded clean; fi
	rm -rf static/vendor staticfiles node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name '*.mo' -path '*/LC_MESSAGES/*' -not -path './.venv/*' -delete

assets: demo-installed
	@$(PYTHON) -m carisecure.interface.assets

demo-installed: environment
	@$(call install,requirements-demo.lock)

dev-installed: environment
	@$(call install,requirements-dev.lock)

# Stamped with the lock's digest, so that a second run costs nothing and a changed lock is noticed.
define install
digest="$$($(PYTHON) -c '$(DIGEST)' $(1))" && stamp="$(ENVIRONMENT)/.installed-$(1)" && \
if [ "$$(cat "$$stamp" 2>/dev/null)" != "$$digest" ]; then \
	echo "Installing $(1) ..." && $(PIP) install --quiet --require-hashes -r $(1) && echo "$$digest" > "$$stamp"; fi
endef

# What `python3` means on this machine comes first: whoever has put one in front wants that one.
# Debian's python3 has `venv` without the pip to put into it; there the machine's pip fills the environment from outside.
environment:
	@if [ -x $(PYTHON) ]; then \
		$(PYTHON) -c '$(SUPPORTED)' || { echo "$(PYTHON) is not Python 3.11, 3.12, 3.13 or 3.14." >&2; exit 1; }; \
		$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null; \
	else \
		for found in python3 python3.13 python3.12 python3.11 python3.14 none; do \
			$$found -c '$(SUPPORTED)' 2>/dev/null && break; \
		done; \
		[ $$found != none ] || { echo "Python 3.11, 3.12, 3.13 or 3.14 is needed." >&2; exit 1; }; \
		echo "Making .venv with $$found ..."; \
		$$found -m venv .venv >/dev/null 2>&1 \
		|| { rm -rf .venv && $$found -m venv --without-pip .venv && $$found -m pip --python .venv install --quiet pip; } \
		|| { rm -rf .venv; echo "$$found can make no virtual environment: install python3-venv." >&2; exit 1; }; \
	fi
