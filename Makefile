# `make demo` runs the platform, `make test` proves it; each prepares what it needs from nothing.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench format browser clean translations

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
WORKERS ?= 2

help: ## Say what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: export MATCHMAKER_ENVIRONMENT := demonstration
demo: export MATCHMAKER_PORT := $(PORT)
demo: export MATCHMAKER_BASE_URL := http://127.0.0.1:$(PORT)
demo: $(READY) ## Install, fill with the first content, match, and serve on 127.0.0.1:8000 (PORT=…)
	@$(BIN)/matchmaker init
	@$(BIN)/matchmaker seed --demonstration
	@$(BIN)/matchmaker match
	@$(BIN)/matchmaker serve

test: $(READY_DEV) browser ## Run every check and every test, on SQLite and on PostgreSQL
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n $(WORKERS) -m "not browser"
	$(BIN)/pytest -n $(WORKERS) -m "not browser" --database postgresql
	$(BIN)/pytest -m browser

check: $(READY_DEV) lint ## The quick part: style, types, floors, fast tests (about three minutes)
	$(BIN)/pytest -n $(WORKERS) -m "not browser and not slow"

bench: $(READY_DEV) ## Measure the engine beside its rivals (about 20 minutes, on a quiet machine)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks --out docs/performance.md

.PHONY: lint
lint: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY_DEV) ## Write the code in the one style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser:
	@if command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium for the browser tests (apt-get install chromium)"; \
		apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "The browser tests need chromium: install it with your package manager."; exit 1; fi

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Matchmaker needs Python 3.11 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(READY): $(VENV)/bin/python setup.cfg pyproject.toml
	@echo "Installing Matchmaker into $(VENV)"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(READY_DEV): $(VENV)/bin/python setup.cfg pyproject.toml
	@echo "Installing Matchmaker and its test tools into $(VENV)"
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(READY)

clean: ## Remove the virtual environment and caches; the instance folder stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache

TRANSLATIONS := matchmaker/translations
translations: $(READY_DEV) ## Collect new messages into the English catalogue and compile all catalogues
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext -k lazy_pgettext:1c,2 -k pgettext:1c,2 --no-location --sort-output --omit-header -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d $(TRANSLATIONS) -l en --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	for domain in messages flask_security wtforms; do $(BIN)/pybabel -q compile -d $(TRANSLATIONS) -D $$domain; done
