# `make demo` and `make test` install by themselves what is missing, say what they did, and do nothing when all is there.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUNBUFFERED := 1
export HYPOTHESIS_STORAGE_DIRECTORY := build/.hypothesis

.PHONY: help setup demo run scenes test check hardware bench hall-day population bundle soak lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what is missing: system packages, virtual environment
	@PYTHON=$(PYTHON) packaging/setup.sh

demo: setup ## play the main job (WIRE=1: through the real drivers; SERVICE=<code>: one service)
	@$(BIN)/python -m kiosk demo $(if $(WIRE),--wire) $(if $(SERVICE),--service $(SERVICE))

run: setup ## run the kiosk with kiosk.toml (SETTINGS=<file>); SIMULATED=1: no hardware, but a control panel; WIRE=1: the same through the real drivers
	@$(BIN)/python -m kiosk $(if $(SIMULATED)$(WIRE),demo --by-hand $(if $(WIRE),--wire),run --settings $(or $(SETTINGS),kiosk.toml))

scenes: setup ## play all scenarios of the test rig (WIRE=1: through the real drivers)
	@$(BIN)/python -m kiosk rig play all $(if $(WIRE),--wire)

check: setup ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --cache-dir build/.imports

test: check ## all checks and tests
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not bundle and not soak"

hardware: setup ## prove the drivers on this machine's devices, with a person to put cards in (SETTINGS=<file>)
	@$(BIN)/python -m pytest -m contract --hardware=$(or $(SETTINGS),kiosk.toml) -rs --no-fold-skipped

bench: setup ## measure, each figure beside its limit
	@for bench in tests/bench/bench_*.py; do name=$$(basename $$bench .py); echo "== $$name"; \
	  $(BIN)/python -m tests.bench.$$name; done

soak: setup ## what takes longer than a test may
	@$(BIN)/python -m pytest -m soak --timeout 900

hall-day: setup ## a day of a hall in fast motion, and its ledger
	@$(BIN)/python -m tests.hall_day

population: setup ## 2,000 scripted visits of invented citizens over all services, against an oracle (VISITS=<n>)
	@$(BIN)/python -m tests.population $(if $(VISITS),--visits $(VISITS))

bundle: setup ## the one-folder build in build/dist/kiosk, and its test
	@$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller kiosk.spec
	@$(BIN)/python -m pytest tests/bundle -m bundle

lock: setup ## write requirements.lock anew from what pyproject.toml allows
	@packaging/lock.sh

clean: ## throw away what was made
	@rm -rf build $(VENV)
