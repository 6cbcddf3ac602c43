# Everything a fresh machine needs is Python 3.11 or newer, make, and a package index.

PORT ?= 8080
WORKERS ?= 4
FAULT_WORKERS ?= 2
LINE ?= test_f
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# The stamps carry a sum of what was installed: a changed pin installs anew, a new time stamp alone does not.
RUN := $(VENV)/.run-$(shell cat requirements/run.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV := $(VENV)/.dev-$(shell cat requirements/dev.txt pyproject.toml | cksum | cut -d' ' -f1)

# Tests start dozens of processes: none of them should compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test faults bench check picture format features install lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUN) ## the whole desk on a sandbox of its neighbours; PORT=8080
	@$(BIN)/ringdesk demo --port $(PORT)

test: $(DEV) ## all tests but the rules of the house, which are in check; WORKERS=4 at a time: many of them wait
	-@$(BIN)/python -m tests.browser install >/dev/null # where it cannot be had, the tests of the page say so
	@$(BIN)/python -m compileall -q -j 2 bench bot desk handlers integrations migrations sandbox scheduler storage
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore=tests/structure; status=$$?; \
		test $$status -ne 1 && exit $$status; \
		echo "Once more, with nothing beside it: who fails alone, too, is broken; who does not was short of time."; \
		$(BIN)/python -m pytest --last-failed --last-failed-no-failures none --ignore=tests/structure -v

faults: $(DEV) ## the fault lines at full size, up to an hour, and their table in docs/reliability.md; LINE=f_11 for one
	@test "$(LINE)" != test_f || rm -rf build/faults
	FAULTS=full $(BIN)/python -m pytest tests/faults -n $(FAULT_WORKERS) --dist worksteal -k "$(LINE)"; status=$$?; \
		$(BIN)/python -m tests.faults.leaks || status=1; $(BIN)/python -m tests.faults.table; exit $$status

bench: $(DEV) ## the benchmarks, each figure beside its baseline from the same run; PART=intake for one
	@$(BIN)/python -m bench $(PART)

check: $(DEV) ## formatter, linter, types, rules of the house, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/structure

picture: $(DEV) ## take the pictures of the README and the manual from a played day in the demo
	@$(BIN)/python -m tests.browser install >/dev/null && $(BIN)/python -m tests.picture

format: $(DEV) ## lay out the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

features: $(DEV) ## write docs/features.md anew from the tests
	$(BIN)/python -m tests.structure.features

install: $(DEV) ## the program and all tools, in .venv

lock: ## write requirements/*.txt with their hashes; UPGRADE=--upgrade chooses the newest allowed versions
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet uv
	$(VENV)/lock/bin/uv pip compile $(LOCKING) --extra dev -o requirements/dev.txt pyproject.toml
	$(VENV)/lock/bin/uv pip compile $(LOCKING) --constraint requirements/dev.txt -o requirements/run.txt pyproject.toml
	echo setuptools | $(VENV)/lock/bin/uv pip compile $(LOCKING) --constraint requirements/dev.txt -o requirements/build.txt -

LOCKING = --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

clean: ## remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.run-*
	@touch $@

$(DEV): | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/dev.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.dev-* $(VENV)/.run-*
	@touch $@ $(RUN)
