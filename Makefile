# `make deck` builds the sample deck, `make check` checks most in a minute, `make test` checks everything, `make bench`
# measures. Python 3.11 or newer and make are all that must be there; everything else goes into $(VENV), in the versions
# of $(CONSTRAINTS): `make test CONSTRAINTS=` takes the newest that pyproject.toml allows.
PYTHON ?= python3
VENV   ?= .venv
JOBS   ?= auto
CONSTRAINTS ?= constraints.txt
ifeq ($(OS),Windows_NT)
BIN    := $(VENV)/Scripts
else
BIN    := $(VENV)/bin
endif
# Only what is used is compiled, when it is first used: compiling all of it takes as long as fetching it.
PIP    := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check $(addprefix --constraint ,$(CONSTRAINTS))
# A file's tests stay in one process, which makes what they share once.
PYTEST := $(BIN)/python -m pytest -q --numprocesses $(JOBS) --dist loadfile

.PHONY: deck test check ruff mypy bench docs hooks constraints clean

deck: $(VENV)/.installed
	@$(BIN)/deckgen build decks/sample.yaml
	@echo
	@echo "The deck: $(CURDIR)/decks/sample.apkg"
	@echo "Double-click it, or choose File > Import in Anki; leave the options of the dialog as they are."

test: ruff mypy
	$(PYTEST)

# What a change should pass before it is committed: neither what takes long nor what needs the real Anki.
check: ruff mypy
	$(PYTEST) -m "not llm and not slow and not anki"

ruff: $(VENV)/.tested
	$(BIN)/ruff check .

mypy: $(VENV)/.tested
	$(BIN)/mypy

bench: $(VENV)/.tested
	$(BIN)/python -m bench

# The help texts in docs/cli.md are the commands' own.
docs: $(VENV)/.tested
	$(BIN)/python -m tests.test_docs

# The hooks of .pre-commit-config.yaml run before each commit from now on.
hooks: $(VENV)/.tested
	$(PIP) pre-commit
	$(BIN)/pre-commit install

# Take the newest versions, to be committed when `make test` passes with them.
constraints:
	$(PYTHON) -m venv --clear build/newest
	$(MAKE) build/newest/.tested VENV=build/newest CONSTRAINTS=
	build/newest/bin/python -m pip freeze --exclude-editable > constraints.txt

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "deckgen needs Python 3.11 or newer: make deck PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# The build backend is installed first: pip would fetch its newest version into a place that no constraint reaches.
$(VENV)/.installed: pyproject.toml $(CONSTRAINTS) | $(VENV)/pyvenv.cfg
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml $(CONSTRAINTS) | $(VENV)/pyvenv.cfg
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
