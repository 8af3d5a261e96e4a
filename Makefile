# `make run` and `make test` need Python 3.11 or newer and a package registry, nothing else.
# PORT=8123 make run        another port
# PYTHON=python3.12 make run  another Python

.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
HASH = $(shell cat requirements.txt 2>/dev/null | cksum | tr ' ' '-')
TEST_HASH = $(shell cat tests/requirements.txt 2>/dev/null | cksum | tr ' ' '-')
STAMP = $(VENV)/.installed-$(HASH)
TEST_STAMP = $(VENV)/.installed-tests-$(TEST_HASH)
# The files name every package there is to install. Left to look for dependencies itself, an older pip takes the newest
# release of one that is asked for with an extra, and then refuses it for having no hash.
PIP_INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes

.PHONY: help run dev test lint format types migrate lock clean python

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8123 make run          another port than 8000"
	@echo "  python -m liaison_app --help  every command and setting (inside $(VENV))"

run: $(STAMP) ## Install, build, migrate, load the demo program and start the app
	@$(BIN)/python -m liaison_app run

dev: $(STAMP) ## The same, and start again whenever a source file changes
	@$(BIN)/python -m liaison_app run --reload

test: $(TEST_STAMP) ## Everything that must pass: lint, types and all tests, browser ones too
	@$(BIN)/python tests/run.py

lint: $(TEST_STAMP) ## Style, mistakes, formatting and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

format: $(TEST_STAMP) ## Put the source into shape
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

types: $(TEST_STAMP) ## mypy, strict below the states
	@$(BIN)/mypy

migrate: $(STAMP) ## Bring the database to the newest form
	@$(BIN)/python -m liaison_app migrate

lock: $(TEST_STAMP) ## Choose package versions afresh: Python and JavaScript
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group dev -o tests/requirements.txt pyproject.toml
	@$(BIN)/python -m liaison_app build --relock

clean: ## Remove what was built and installed; the data stays
	rm -rf $(VENV) .web .build .states .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing: install it, or name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv."; exit 1; }

$(STAMP): requirements.txt | python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the Python packages: about a minute, and only when requirements.txt changes …"
	@$(PIP_INSTALL) -r requirements.txt
	@rm -f $(VENV)/.installed-[0-9]*
	@touch $@

$(TEST_STAMP): tests/requirements.txt $(STAMP)
	@echo "Installing the Python packages of the tests (once) …"
	@$(PIP_INSTALL) -r tests/requirements.txt
	@rm -f $(VENV)/.installed-tests-*
	@touch $@
