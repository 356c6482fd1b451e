# Two commands: `make run` serves the desk, `make test` runs every test. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
FAST := $(PYTEST) -n auto --dist loadfile --no-loadscope-reorder
BROWSER := $(PYTEST) -n 2 --dist loadfile tests/journeys
SHELL := /bin/sh

.PHONY: help run test quick check format lint types bench eval lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/run ## Serve the desk on http://HOST:PORT (127.0.0.1:8501 unless set)
	@exec $(BIN)/python -m trading serve

test: .venv/dev .venv/kernels ## Run every test; those of a browser or a service where its program is installed
	$(FAST) -m "not browser"
	$(BROWSER)

quick: lint types .venv/dev .venv/kernels ## Format check, lint, types and the tests without browser and services
	$(FAST) -m "not browser and not service"

check: lint types .venv/dev .venv/kernels ## Exactly what CI runs
	$(FAST) -m "not browser" --durations=15
	$(BROWSER)

format: .venv/dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

bench: .venv/dev ## Measure against peers in the same run; prints the ratios
	$(BIN)/python -m tests.bench

eval: .venv/dev ## Say the phrases of tests/eval to the planner and to LLM_MODEL; danger is counted apart
	$(BIN)/python -m tests.eval

lock: .venv/dev ## Pin everything that requirements.in and requirements-dev.in need
	$(BIN)/pip-compile -q --upgrade --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --annotation-style=line -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --upgrade --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --annotation-style=line -o requirements-dev.txt requirements-dev.in

clean: ## Remove what was installed; DATA_DIR is kept
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Type: apt-get install -y python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/kernels: $(wildcard trading/compiled/*.py trading/backtest/*.py trading/strategies/crosses.py) | .venv/run
	$(BIN)/python -c 'from trading.backtest.warming import warm; warm()'  # else every process of the tests compiles them
	@touch $@
