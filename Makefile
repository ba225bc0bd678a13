# baromia: `make paper` builds everything from a bare clone, `make test` proves it. `make help` lists the rest.
# Needs Python 3.11 or newer, make and a package index; everything is installed into .venv/.

PYTHON   ?= python3
VENV     ?= .venv
RENDERER ?= auto
JOBS     ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
BIN      := $(VENV)/bin
RUN      := $(BIN)/python -m
TEXTS    ?= texts
UPGRADE  ?= --upgrade
SHARED    = -n $(JOBS) --dist loadfile --no-loadscope-reorder
KEPT      = notebooks/adoption.ipynb
LOCK     := $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --no-header --no-annotate --no-emit-index-url --no-emit-package baromia

# Whatever surrounds us must not leak into the environment or its outputs.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_LINK_MODE ?= copy
# Where Python may keep no compiled modules, each build compiles pandas and all the rest anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help paper test campaign mutants lowest lab check verify notebooks class-sheet formats codebook readme bench lock environment clean

help: ## List what can be asked for
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

paper: $(VENV)/.ready-paper ## Build the paper: both languages, HTML and PDF (RENDERER=auto|quarto|builtin)
	@$(RUN) baromia build --renderer $(RENDERER) --jobs $(JOBS)

test: $(VENV)/.ready-test $(VENV)-lab/.ready-lab ## Run the whole test suite (JupyterLab, in a browser, from .venv-lab)
	@$(RUN) pytest $(SHARED) --nbval tests $(KEPT)

campaign: $(VENV)/.ready-test $(VENV)-lab/.ready-lab ## Run the long tests whole: more examples, more damage, more kills
	@BAROMIA_CAMPAIGN=1 BAROMIA_EXAMPLES=3000 $(RUN) pytest $(SHARED) --nbval tests notebooks

mutants: $(VENV)-mutants/.ready-mutants ## Change the code in thousands of small ways; list what no test notices (ONLY="baromia.register.relation*")
	@BAROMIA_EXAMPLES=20 $(VENV)-mutants/bin/python -m mutmut run --max-children $(JOBS) $(ONLY)
	@$(VENV)-mutants/bin/python -m mutmut results

lowest: $(VENV)-lowest/.ready-lowest ## Run the tests with the lowest versions that pyproject.toml allows
	@$(VENV)-lowest/bin/python -m pytest $(SHARED) tests

lab: $(VENV)-lab/.ready-lab ## Open the notebooks in JupyterLab (an environment of its own, .venv-lab)
	@$(VENV)-lab/bin/python -m jupyterlab --notebook-dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root)

check: $(VENV)/.ready-paper ## Check that the register is true to its schema and to itself
	@$(RUN) baromia check

verify: $(VENV)/.ready-paper ## Find every figure in the sources' texts (TEXTS=folder of <source id>.txt)
	@$(RUN) baromia verify $(TEXTS)

notebooks: $(VENV)/.ready-test ## Carry changed code into the French notebooks; execute all in place, so that kept outputs are those of today
	@$(RUN) baromia keep

class-sheet: $(VENV)/.ready-paper ## Gather the notebooks' exercises for a class: two pages a language, answers on a third
	@$(RUN) baromia class-sheet

formats: $(VENV)/.ready-paper ## Write the paper as DOCX, as plain text and for machines, beside its page
	@$(RUN) baromia formats

codebook: $(VENV)/.ready-paper ## Write data/README.md, data/croissant.json and ro-crate-metadata.json from the descriptor
	@$(RUN) baromia codebook
	@$(RUN) baromia crate

readme: paper ## Write today's results and chart into README.md
	@$(RUN) baromia readme

bench: $(VENV)/.ready-test ## Measure speed side by side with what a user would do instead
	@for script in benchmarks/*.py; do $(BIN)/python $$script; done

lock: $(VENV)/.ready-test ## Lock the versions anew, with hashes and without index addresses (UPGRADE="--upgrade-package papermill": of one package)
	@$(LOCK) $(UPGRADE) --group build --output-file requirements-build.txt
	@$(LOCK) $(UPGRADE) pyproject.toml --output-file requirements.txt
	@$(LOCK) $(UPGRADE) pyproject.toml --constraint requirements.txt --extra test --output-file requirements-test.txt
	@$(LOCK) $(UPGRADE) pyproject.toml --constraint requirements.txt --extra lab --output-file requirements-lab.txt
	@$(LOCK) $(UPGRADE) --resolution lowest-direct pyproject.toml --extra test --output-file requirements-lowest.txt

environment: $(VENV)/.ready-paper ## Create .venv with the locked packages

clean: ## Remove what the build made (not the environment)
	@rm -rf reports/executed reports/results reports/charts reports/.build* reports/*.html reports/*.pdf reports/*.docx reports/*.txt .quarto

# An environment is made once, and again when its lock file changes: a stamp says which. uv says what it downloads, in
# lines that any terminal and log can take; the list of what it installed, the lock file, is left out.
define install
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("baromia needs Python 3.11 or newer; this is %s. Say which: make PYTHON=/path/to/python3.11 …" % sys.version.split()[0])'
	@test -x $(1)/bin/uv || { echo "Creating $(1) …"; $(PYTHON) -m venv $(1) && \
	  $(1)/bin/python -m pip install -qq --require-hashes --only-binary :all: -r requirements-build.txt; }
	@echo "Installing the locked packages of $(2) into $(1) …"
	@rm -f $(1)/.failed; { UV_NO_PROGRESS=1 $(1)/bin/python -m uv pip install --python $(1)/bin/python --require-hashes -r $(2) 2>&1 \
	  || touch $(1)/.failed; } | grep --line-buffered -v '^ [+~-] '; test ! -e $(1)/.failed
	@$(1)/bin/python -m uv pip install --quiet --python $(1)/bin/python --no-deps --no-build-isolation --editable .
	@touch $@
endef

$(VENV)/.ready-paper: requirements.txt requirements-build.txt pyproject.toml
	$(call install,$(VENV),requirements.txt)

$(VENV)/.ready-test: requirements-test.txt requirements-build.txt pyproject.toml
	$(call install,$(VENV),requirements-test.txt)

$(VENV)-mutants/.ready-mutants: requirements-test.txt requirements-build.txt pyproject.toml
	$(call install,$(VENV)-mutants,requirements-test.txt)
	@$(VENV)-mutants/bin/python -m uv pip install --quiet --python $(VENV)-mutants/bin/python "mutmut>=3.8,<4"

$(VENV)-lowest/.ready-lowest: requirements-lowest.txt requirements-build.txt pyproject.toml
	$(call install,$(VENV)-lowest,requirements-lowest.txt)

$(VENV)-lab/.ready-lab: requirements-lab.txt requirements-build.txt pyproject.toml
	$(call install,$(VENV)-lab,requirements-lab.txt)
