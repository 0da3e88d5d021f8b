# The project's commands. Each needs nothing but make and a python3.11+ that has venv.

.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
CODE := platform_app benchmarks tests rxconfig.py

# The file's name carries the hash of what was installed: another pin, another file, another install.
hash = $(shell cat $(1) | sha256sum | cut -c1-16)
PRODUCT := $(VENV)/product-$(call hash,requirements.txt)
TOOLS := $(VENV)/tools-$(call hash,requirements.txt requirements-dev.txt)

.PHONY: help setup run check test chaos races bench screenshots clean

help: ## Say what there is
	@echo "make …"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(TOOLS) ## Install the packages into .venv, and nothing else
	@echo "Everything is installed in $(VENV)."

run: $(PRODUCT) ## Start the whole product on this machine (PORT=3000)
	@exec $(BIN)/python -m platform_app run --tied

check: $(TOOLS) ## Check style, types, layers and house rules (under a minute)
	@echo "== Style" && $(BIN)/ruff check $(CODE) && $(BIN)/ruff format --check $(CODE)
	@echo "== Layers" && $(BIN)/lint-imports --no-cache
	@echo "== Types" && $(BIN)/basedpyright
	@echo "== House rules" && $(BIN)/python -m pytest -q --without-servers tests/architecture

test: check ## Check, then run every test with real servers and a real browser (about ten minutes)
	@echo "== Tests: PostgreSQL, Redis, the WhatsApp simulator and Chromium start by themselves"
	@failed=0; $(BIN)/python -m pytest --numprocesses=2 --ignore=tests/browser || failed=1; \
	echo "== Tests in the browser: the whole product, as make run starts it"; \
	$(BIN)/python -m pytest tests/browser || failed=1; \
	exit $$failed

chaos: $(TOOLS) ## Let everything fail at random for ten minutes, and judge (SEED=… SECONDS=…)
	@CHAOS_SEED=$(SEED) CHAOS_SECONDS=$(or $(SECONDS),600) $(BIN)/python -m pytest -s tests/faults/test_chaos.py

races: $(TOOLS) ## Stop a lane at full speed 200 times, and measure what still goes out (EACH=50)
	@RACES_EACH=$(or $(EACH),50) $(BIN)/python -m pytest -s tests/faults/test_races.py

bench: $(TOOLS) ## Measure one promise: make bench NAME=send
	@test -f "benchmarks/$(NAME).py" || { echo "make bench NAME=…, with one of:"; \
	  ls benchmarks | sed -n 's/\.py$$//p'; exit 2; }
	@$(BIN)/python -m benchmarks.$(NAME)

screenshots: $(TOOLS) ## Take the README's pictures anew
	@$(BIN)/python -m tests.screenshots && ls -l docs/screenshots

clean: ## Remove everything that setup, run and test have made, the demo's data too
	@test ! -f .data/run.pid || ! kill -0 "$$(cat .data/run.pid)" 2>/dev/null || \
	  { echo "The product is running (process $$(cat .data/run.pid)). End it first."; exit 1; }
	rm -rf $(VENV) .data .web .states uploaded_files .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PRODUCT): | $(BIN)/pip
	@echo "Installing the product's packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f $(VENV)/product-* && touch $@

$(TOOLS): | $(BIN)/pip
	@echo "Installing the product's packages, checks and tests into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f $(VENV)/product-* $(VENV)/tools-* && touch $@ $(PRODUCT)

# pip is the last thing that venv makes, so an interrupted one is made again.
$(BIN)/pip:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  command -v $$python >/dev/null || continue; \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
	  found=$$python; \
	  $$python -c 'import venv, ensurepip' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$($$python --version) …"; \
	  $$python -m venv $(VENV) && exit 0; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"; \
	else \
	  echo "No Python 3.11 or newer found. On Debian or Ubuntu: apt install python3 python3-venv"; \
	fi >&2; exit 1
