# Every target does what it needs by itself; `make demo` and `make test` work in a fresh clone.

PYTHON ?= python3
BIN := .venv/bin
PAGES := src/kabinet/kernel/ui/components $(wildcard src/kabinet/*/templates)
export KABINET_DEMO ?= 1

.PHONY: help setup demo test test-fast check mutants bench lighthouse screenshots format lock messages clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.installed src/kabinet/static/.built src/kabinet/locale/ru/LC_MESSAGES/django.mo ## Build .venv and the assets

.venv/.installed: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/system-packages python3-venv
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@echo "Setting up .venv: about a minute"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.installed: .venv/.installed package.json package-lock.json
	@echo "Setting up node_modules: some seconds"
	tools/npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

src/kabinet/static/.built: node_modules/.installed $(shell find assets src/kabinet/kernel/ui/components -type f)
	@echo "Building the assets"
	tools/npm run --silent build
	@touch $@

src/kabinet/locale/ru/LC_MESSAGES/django.mo: .venv/.installed src/kabinet/locale/ru/LC_MESSAGES/django.po
	@$(BIN)/python tools/messages.py compile

demo: setup ## Run everything with demo data and emulators
	$(BIN)/kabinet demo

test: setup ## Run the whole suite, with the browser and nginx
	@tools/system-packages chromium nginx
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: setup ## Run the suite without the browser and nginx
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not journey and not nginx"

check: setup ## Lint, type check, contracts between rooms, catalogue, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/kabinet
	$(BIN)/lint-imports
	$(BIN)/python tools/circles.py
	$(BIN)/djangofmt --check $(PAGES)
	$(BIN)/djangofmt check $(PAGES)
	tools/npm run --silent check
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/components.py check
	$(BIN)/kabinet manage makemigrations --check --dry-run

.venv/.mutants: .venv/.installed requirements/mutants.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutants.txt
	@touch $@

SAMPLE ?= 200
SEED ?= 1
mutants: .venv/.mutants ## Break the engines on purpose and print what their tests do not notice
	$(BIN)/python tools/mutants.py --sample $(SAMPLE) --seed $(SEED)

bench: setup ## Print every figure the documentation quotes, beside its peer
	$(BIN)/python -m benchmarks

tools/lighthouse/node_modules/.installed: .venv/.installed tools/lighthouse/package-lock.json
	@echo "Setting up Lighthouse: half a minute"
	tools/npm ci --prefix tools/lighthouse --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

lighthouse: setup tools/lighthouse/node_modules/.installed ## Let Lighthouse look at four pages as a phone shows them
	@tools/system-packages chromium
	$(BIN)/python -m benchmarks.lighthouse

screenshots: setup ## Render every page at three widths, light and dark, into screenshots/
	@tools/system-packages chromium
	$(BIN)/python -m tests.journeys.screenshots

format: setup ## Format Python and templates
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djangofmt $(PAGES)

lock: .venv/.installed ## Pin dependencies anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--output-file requirements/runtime.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--extra dev --output-file requirements/dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--extra mutants --output-file requirements/mutants.txt pyproject.toml

messages: setup ## Collect new source strings into the Russian catalogue
	$(BIN)/python tools/messages.py collect

clean: ## Remove what was built; demo data in var/ stay
	rm -rf .venv node_modules src/kabinet/static src/kabinet/locale/ru/LC_MESSAGES/django.mo build dist
