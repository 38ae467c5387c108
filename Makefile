# Everything that a fresh machine needs is set up here: Python 3.11+, make and a package registry.
# make site    the website and the PDF        make test     every check
#                                             make test-quick  arithmetic, tests, ledger: a minute
# make bench   measurements, as ratios        make faults   what the audit notices of spoilt data
#                                             make preview  serve the site on this machine only
# make check   style, types, and the book's sources without running them
# make mutants what the tests notice of a spoilt engine; hours
# make venv    only the packages, for `quarto render` and `quarto preview`

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := site
.PHONY: site venv test test-quick bench faults mutants preview check lock bom clean

# The first interpreter that is new enough; say `make PYTHON=/path/to/python site` for another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Recount needs Python 3.11 or later, and none was found."; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

.venv/.site: requirements/site.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the book needs (pinned, with hashes)"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off --quiet --require-hashes -r requirements/site.lock
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements/test.lock .venv/.site
	@echo "Installing what the checks need (pinned, with hashes)"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off --quiet --require-hashes -r requirements/test.lock
	@touch $@

site: .venv/.site
	@$(BIN)/recount render

venv: .venv/.site

# As many processes as there are processors, four at most; each file in one of them.
test: .venv/.test
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadgroup

test-quick: .venv/.test
	@$(BIN)/python -m pytest tests/recount/arithmetic tests/recount/significance tests/recount/ledger \
		tests/recount/verdicts/test_known_facts.py tests/recount/verdicts/test_verdicts_brute_force.py

# Every cell of every data file spoilt once; how much of it the audit notices, per column.
faults: .venv/.test
	@$(BIN)/python benchmarks/faults.py

bench: .venv/.test
	@for file in $(filter-out benchmarks/faults.py benchmarks/watched.py,$(wildcard benchmarks/*.py)); do echo "== $$file"; $(BIN)/python "$$file"; done

# The engine with one operator, number or argument changed at a time; say MUTANTS='recount.tables.*'
# for a part. The tool has an environment of its own.
mutants: .venv/.test | .venv/mutmut
	@rm -rf mutants
	@PYTHONPATH=.venv/mutmut $(BIN)/python -m mutmut run $(MUTANTS)
	@PYTHONPATH=.venv/mutmut $(BIN)/python -m mutmut results | grep -v 'not checked' || true

.venv/mutmut: | .venv/.test
	@$(BIN)/pip install --disable-pip-version-check --quiet --target $@.part mutmut==3.8.1
	@mv $@.part $@

preview: site
	@$(BIN)/python -m press serve

check: .venv/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python src/recount/command/downloads.py
	@$(BIN)/python -m press check

# For contributors: pin the newest versions anew.
lock: .venv/.test
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--upgrade --extra build pyproject.toml --output-file requirements/site.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--upgrade --extra build --extra test pyproject.toml --constraints requirements/site.lock --output-file requirements/test.lock

# For contributors: every locked package with its licence.
bom: .venv/.test | .venv/cyclonedx
	@.venv/cyclonedx/bin/python -m cyclonedx_py environment --pyproject pyproject.toml --output-reproducible $(BIN)/python \
		| $(BIN)/python requirements/bom.py >requirements/bom.json.part
	@mv requirements/bom.json.part requirements/bom.json

.venv/cyclonedx: | .venv/.test
	@$(BIN)/python -m venv $@.part
	@$@.part/bin/python -m pip install --disable-pip-version-check --quiet cyclonedx-bom==7.5.0
	@mv $@.part $@

clean:
	@rm -rf .venv _site .press mutants .recount
