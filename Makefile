# Every target sets up what it needs. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
RUN := $(VENV)/bin/python
STACK ?= local
BASE ?= origin/main

.DEFAULT_GOAL := help
.PHONY: help up down preview changes shell test tests lint style types bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(READY) ## start the local cloud and apply the program to it
	@$(RUN) -m local.stack up

down: $(READY) ## destroy the local stack, stop every process, leave nothing
	@$(RUN) -m local.stack down

preview: $(READY) ## show a stack's plan without credentials: STACK=production|staging|local [JSON=FILE]
	@$(RUN) -m local.stack preview $(STACK) $(if $(JSON),--json "$(JSON)")

changes: $(READY) ## what this working tree changes on a stack: STACK=production [BASE=origin/main] [INTO=FOLDER]
	@$(RUN) -m local.stack changes $(STACK) --base "$(BASE)" $(if $(INTO),--into "$(INTO)")

shell: $(READY) ## a shell in which plain pulumi and strongroom commands work on the local stack
	@exports=$$($(RUN) -m local env) && eval "$$exports" && echo "the local stack's shell; exit leaves it" >&2 && exec $${SHELL:-/bin/sh}

test: $(READY) style ## lint and every test
	@echo "checking the types beside the tests"
	@$(MAKE) --no-print-directory --jobs 2 types tests || { $(MAKE) --no-print-directory types; exit 1; }

# No more processes than CI has cores: a raft node that waits a second for one loses its leadership.
tests: $(READY)
	@$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) style types ## format, lint, import contracts and types

style: $(READY)
	@echo "checking format, lint and import contracts"
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@said=$$($(VENV)/bin/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }

# Takes what the tests leave of the machine, and tells nothing unless something is wrong.
types: $(READY)
	@said=$$(nice -n 19 $(VENV)/bin/mypy 2>&1) || { echo "$$said"; exit 1; }
	@said=$$($(VENV)/bin/mypy components/vault/cluster/node-files/strongroom_node/*.py 2>&1) || { echo "$$said"; exit 1; }

bench: $(READY) ## measure, paired in one run
	@$(RUN) -m benchmarks

lock: $(READY) ## resolve the dependencies anew into the lock files
	@echo "resolving the dependencies"
	@$(VENV)/bin/uv pip compile $(LOCK_OPTIONS) --all-extras pyproject.toml --output-file requirements.lock
	@grep '^uv==' requirements.lock | cut -d' ' -f1 | $(VENV)/bin/uv pip compile $(LOCK_OPTIONS) - --output-file requirements-setup.lock

LOCK_OPTIONS := --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11

clean: ## remove the virtual environment and the caches of this folder
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements.lock requirements-setup.lock pyproject.toml
	@echo "setting up the virtual environment in $(VENV) (about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "strongroom needs Python 3.11 or newer; say which: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --require-hashes --requirement requirements-setup.lock
	@$(VENV)/bin/uv pip sync --quiet --require-hashes --compile-bytecode --python $(RUN) requirements.lock
	@$(VENV)/bin/uv pip install --quiet --python $(RUN) --no-deps --no-build-isolation --no-index --editable .
	@touch $@
