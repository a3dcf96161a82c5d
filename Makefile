# `make deck` builds the sample deck, `make test` checks everything, `make bench` measures.
# Python 3.11 or newer and make are all that must be there; everything else goes into $(VENV).
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: deck test bench docs clean

deck: $(VENV)/.installed
	@$(BIN)/deckgen build decks/sample.yaml
	@echo
	@echo "The deck: $(CURDIR)/decks/sample.apkg"
	@echo "Double-click it, or choose File > Import in Anki; leave the options of the dialog as they are."

test: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q

bench: $(VENV)/.tested
	$(BIN)/python -m bench

# The help texts in docs/cli.md are the commands' own.
docs: $(VENV)/.tested
	$(BIN)/python -m tests.test_docs

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "deckgen needs Python 3.11 or newer: make deck PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
