# make run    set up and open the dashboard        make test   set up and run every test
# make check  lint, types                          make bench  speed; CORPUS=folder for articles of your own
#                                                  make accuracy CORPUS=folder of annotated articles
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench accuracy clean
.DEFAULT_GOAL := run

run: $(VENV)/.users static/vendor/.done
	$(BIN)/streamlit run app.py

test: $(VENV)/.developers static/vendor/.done
	$(BIN)/python -m pytest

check: $(VENV)/.developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

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

$(VENV)/.users: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.developers: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.users

# Leaflet for the map. Without npm the dashboard takes them from a public CDN instead.
static/vendor/.done: package.json
	$(PYTHON) static/vendor.py || echo "npm is not here: the map's scripts will come from a CDN"
	mkdir -p $(@D) && touch $@

clean:
	rm -rf $(VENV) static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
