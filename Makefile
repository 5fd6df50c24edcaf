# Two commands: `make run` and `make test`. Everything they need goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test test-fast test-long lint format types screenshots bench lock wheel clean

run: $(VENV)/.run ## load the starter collection, index it, serve http://127.0.0.1:8000
	$(BIN)/jurisocial demo $(ARGS)

test: $(VENV)/.dev lint types ## everything CI runs
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-fast: $(VENV)/.dev ## the tests that need neither a browser nor much time
	$(BIN)/python -m pytest -m "not browser and not slow" $(ARGS)

test-long: $(VENV)/.dev ## ten thousand random queries against the oracle
	$(BIN)/python -m pytest tests/engine --hypothesis-profile=long --timeout=7200 $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev
	$(BIN)/mypy

screenshots: $(VENV)/.dev ## every page and state, both languages, into screenshots/ (kept out of git)
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/.dev ## indexing and search beside raw tantivy, and annotation, on seeded synthetic decisions
	$(BIN)/python -m tests.bench.engine $(ARGS)

wheel: $(VENV)/.dev
	$(BIN)/python -m build --wheel --no-isolation

lock: ## renew both locks (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jurisocial needs Python 3.11 or newer: make run PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV) || { echo "Python has no venv module here. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.run
