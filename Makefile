# make run: install and start the monitor with the invented house. make test: install what the tests need, and run them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check install install-test

run: install
	$(BIN)/python run.py --demo

test: install-test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

install: $(VENV)/installed
install-test: $(VENV)/installed-test
	@PATH="$(PATH)" sh tests/install-chromium.sh $(BIN)/python
	@PATH="$(PATH)" sh tests/install-pango.sh $(BIN)/python

$(VENV)/installed: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 of nieuwer is nodig; kies er een met: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/installed-test: $(VENV)/installed requirements-test.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-test.txt
	@touch $@
