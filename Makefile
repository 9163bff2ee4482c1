# make run    set up and open the dashboard        make test   set up and run every test
# make check  lint, types, known vulnerabilities   make bench  speed; CORPUS=folder for articles of your own
# make lock   pin what requirements*.txt ask for   make accuracy CORPUS=folder of annotated articles
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Versions that are in the locks already stay, but with UPGRADE=1.
COMPILE = $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	--annotation-style line --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: run test check lock bench accuracy clean
.DEFAULT_GOAL := run

run: $(VENV)/.users static/vendor/.done
	$(BIN)/streamlit run app.py --server.address localhost

test: $(VENV)/.developers static/vendor/.done tests/oidc/node_modules/.done
	$(BIN)/python -m pytest

check: $(VENV)/.developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python .ci/audit.py $(AUDIT)

# The developers' first, so that users get the very versions that were tested.
lock: | $(VENV)/.developers
	$(COMPILE) requirements-dev.txt -o requirements-dev.lock
	for asked in $(filter-out %-dev.txt %-train.txt,$(wildcard requirements*.txt)); do \
		$(COMPILE) $$asked -c requirements-dev.lock -o $${asked%.txt}.lock || exit; done

bench: $(VENV)/.developers static/vendor/.done
	$(BIN)/python -m benchmarks.speed $(CORPUS)
	$(BIN)/python -m benchmarks.archive $(CORPUS)
	$(BIN)/python -m benchmarks.cluster
	$(BIN)/python -m benchmarks.dashboard

accuracy: $(VENV)/.developers
	$(BIN)/python -m benchmarks.accuracy $(CORPUS)
	$(BIN)/python -m benchmarks.dates $(CORPUS)
	$(BIN)/python -m benchmarks.stories $(CORPUS)
	$(BIN)/python -m benchmarks.language $(CORPUS)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Dateline needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.users: requirements.lock | $(BIN)/python
	@echo "Installing what Dateline needs: 0.7 GB, once"
	$(INSTALL) -r requirements.lock
	touch $@

$(VENV)/.developers: requirements-dev.lock | $(BIN)/python
	@echo "Installing what developers need: 1.5 GB, once"
	$(INSTALL) -r requirements-dev.lock
	touch $@ $(VENV)/.users

# Leaflet for the map. Without npm the dashboard takes them from a public CDN instead.
static/vendor/.done: package-lock.json
	$(PYTHON) static/vendor.py || echo "npm is not here: the map's scripts will come from a CDN"
	mkdir -p $(@D) && touch $@

# A provider to sign in at, for the tests. Without npm these are skipped, but in CI that is a failure.
tests/oidc/node_modules/.done: tests/oidc/package-lock.json
	npm ci --prefix tests/oidc --ignore-scripts --no-audit --no-fund --silent || echo "npm is not here: nobody signs in"
	mkdir -p $(@D) && touch $@

clean:
	rm -rf $(VENV) static/vendor tests/oidc/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
