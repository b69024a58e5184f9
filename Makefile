# The environment of the demo and of the tests, and one without Django that proves the scoring library needs none.
VENV := .venv
CORE := .venv-core
PIP  := bin/python -m pip --disable-pip-version-check install --quiet --no-compile

# Who has nothing left to do takes over what waits behind a long test.
PARALLEL := -n auto --dist worksteal

NIGHTLY := $(VENV)/bin/python -m pytest -m nightly $(PARALLEL)
DJANGO := DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. $(VENV)/bin/python -m django

export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-core test-postgres lint types bench openapi bundle nightly nightly-models nightly-programs nightly-pages nightly-databases check fix

# What runs on SQLite and on PostgreSQL. tests/operations starts processes on both by itself.
DATABASE_TESTS := $(addprefix tests/,audit accounts organisation persons facts ledger assessment assignments api reminders feedback \
	books site/test_events.py site/test_gate.py operations/test_databases.py)
# By day without what asks pages, reads forms and files, says the same of every kind or goes through a year: by night all of it.
BY_DAY := not (pages or views or forms or round_trip or uploads or contract or documents or description or books or matrix \
	or overview or lights or test_gate or test_year)
DEBIAN_POSTGRES := /usr/lib/postgresql/15/bin/postgres

help: ## print this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev $(CORE)/.tests ## make both environments, with everything the other targets need

demo: $(VENV)/.cli ## run the site with a fictitious county on this machine (PORT=8000)
	@exec $(VENV)/bin/mingheng demo --port $${PORT:-8000}

test: lint types test-core ## everything: lint, types, the library on its own, all tests in parallel, both databases
	@scripts/find-browser
	$(VENV)/bin/python -m pytest $(PARALLEL)
	@$(MAKE) --no-print-directory test-postgres
	@scripts/find-browser

test-postgres: $(VENV)/.dev ## what touches the database once more, on a PostgreSQL 18 that the tests start
	MINGHENG_TEST_DATABASE=postgres $(VENV)/bin/python -m pytest $(PARALLEL) $(DATABASE_TESTS) -k "$(BY_DAY)"

test-core: $(CORE)/.tests ## the scoring library and the rulebooks, without Django, every branch covered
	$(CORE)/bin/python -m pytest tests/scoring tests/rulebooks \
		--cov --cov-branch --cov-report=term --cov-fail-under=100

lint: $(VENV)/.dev ## ruff, import order of the parts, every route with its policy, every table with its migration
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/lint-imports --no-logo
	$(DJANGO) check
	$(DJANGO) makemigrations --check --dry-run

types: $(VENV)/.dev ## mypy, strict in the scoring library
	$(VENV)/bin/mypy

bench: $(VENV)/.dev ## how fast the kernel is on this machine
	$(VENV)/bin/python -m bench

nightly: nightly-models nightly-programs nightly-pages nightly-databases ## all that takes too long by day, in four parts that also run alone

# Random worlds against models and second implementations.
nightly-models: $(VENV)/.dev
	$(NIGHTLY) tests/oracle tests/organisation tests/assessment tests/facts tests/audit

# The whole program: killed, upgraded, saved, restored, installed; bench on a small site.
nightly-programs: $(VENV)/.dev
	$(NIGHTLY) tests/operations tests/bench

# Every route, kind and file; the whole demonstration in a browser; the interface.
nightly-pages: $(VENV)/.dev
	$(NIGHTLY) tests/site tests/ledger tests/api tests/journeys

# What touches the database, without a sample, on PostgreSQL.
nightly-databases: $(VENV)/.dev
	MINGHENG_TEST_DATABASE=postgres $(VENV)/bin/python -m pytest $(PARALLEL) $(DATABASE_TESTS)
	@if [ -x $(DEBIAN_POSTGRES) ]; then \
		MINGHENG_TEST_DATABASE=postgres15 $(VENV)/bin/python -m pytest $(PARALLEL) $(DATABASE_TESTS); \
	else \
		echo "Not run: the tests on PostgreSQL 15, which is not on this machine ($(DEBIAN_POSTGRES))."; \
	fi

openapi: $(VENV)/.dev ## renew the kept description of the interface; look at what it changes
	DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. $(VENV)/bin/python -m tests.api.renewing

bundle: $(VENV)/.dev ## dist/bundle: all wheels and an installer, for an office without a network
	scripts/bundle $(VENV) dist/bundle

check: test ## what must pass before a commit: all tests, and no stray white space
	@git diff --check HEAD

fix: $(VENV)/.dev ## format the code and make the safe repairs
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

# A stamp says what an environment holds, so that a second run has nothing to do.
$(VENV)/.made $(CORE)/.made: scripts/create-venv
	@scripts/create-venv $(@D)
	@touch $@

$(VENV)/.cli: pyproject.toml $(VENV)/.made
	@echo "Installing what the demonstration needs into $(VENV) ..."
	@$(VENV)/$(PIP) --editable '.[site]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.made
	@echo "Installing what the tests need into $(VENV) ..."
	@$(VENV)/$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.cli

$(CORE)/.tests: pyproject.toml $(CORE)/.made
	@echo "Installing the scoring library alone into $(CORE) ..."
	@$(CORE)/$(PIP) --editable '.[core-tests]'
	@touch $@
