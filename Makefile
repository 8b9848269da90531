PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# No analytics and no call home, whatever a command starts.
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

# Both cores of a small machine; a file's tests stay together, for what they set up.
PYTEST_ARGS ?= -n 2 --dist loadfile

SHOP := .demo/shop.db
NOW := 2026-03-31T08:00:00Z
DAY_AFTER := 2026-04-01T08:00:00Z

.PHONY: demo demo-reset test golden lint format pins clean

## Build the demo shop, validate its flows, and run them through Prefect on two mornings.
demo: $(VENV)/run.stamp $(SHOP)
	$(BIN)/flows validate
	$(BIN)/flows run --at $(NOW) --at $(DAY_AFTER)

## Forget the demo: its shop, what it sent, and Prefect's records of the runs.
demo-reset:
	rm -rf .demo .prefect

$(SHOP): $(VENV)/run.stamp $(wildcard examples/shop/*)
	$(BIN)/python -m examples.shop.build --out $@

## The whole test suite.
test: $(VENV)/dev.stamp
	$(BIN)/flows validate
	$(BIN)/flows test --coverage --fail-under 100
	$(BIN)/python -m pytest $(PYTEST_ARGS)

## Write anew what is generated: golden files, README, docs.
golden: $(VENV)/dev.stamp
	REGENERATE=1 $(BIN)/python -m pytest tests/frontend tests/report
	REGENERATE=1 $(BIN)/python -m pytest tests/testing/test_mistakes.py
	$(BIN)/python -m tests.docs.generated
	$(BIN)/python -m tests.testing.pages

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## Renew the pins; no address of a registry is written.
pins: $(VENV)/dev.stamp
	$(PIP) install --quiet pip-tools
	$(BIN)/pip-compile $(PIN_OPTIONS) --extra postgresql -o requirements.txt pyproject.toml
	$(BIN)/pip-compile $(PIN_OPTIONS) --extra postgresql --extra dev -o requirements-dev.txt pyproject.toml

PIN_OPTIONS := --quiet --upgrade --no-header --no-annotate --strip-extras --no-emit-index-url \
  --no-emit-find-links --no-emit-trusted-host --no-emit-options

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet -r requirements.txt
	$(PIP) install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(PIP) install --quiet -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .demo .prefect
