# Each target sets up what it needs in .venv and is quick the second time. PYTHON: any Python from 3.11 to 3.13.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PAGE ?=
DEVICE ?= cpu
export NO_MKDOCS_2_WARNING = 1

.PHONY: help serve live build zip test test-gpu test-browser lighthouse validate record upgrade page stamp lint format bench mutants lock clean
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /'

serve: .venv/site ## the site at http://127.0.0.1:8000 (English at /en/), live; needs no torch
	$(BIN)/mkdocs serve --livereload

live: .venv/test ## the same, and a page that changed is run as you save it; nothing is recorded
	LIVE=1 $(BIN)/mkdocs serve --livereload

build: .venv/site ## the site into site/; stops at any broken example
	$(BIN)/mkdocs build --strict

zip: build ## the site as site.zip: unpack it and run python -m http.server in it
	$(BIN)/python -m zipfile -c site.zip site/

test: lint ## everything: examples, machinery, rules of the book, lint, types
	$(BIN)/python -m pytest

test-gpu: .venv/test ## every page on the GPU, against the same records; DEVICE=mps on a Mac, DEVICE=standin or rounding without one
	$(BIN)/python -m pytest docs/zh --device $(if $(filter cpu,$(DEVICE)),cuda,$(DEVICE))

test-browser: .venv/browser ## search, requests and weight of the built site in a real Chromium, which the system provides
	$(BIN)/python -m pytest --confcutdir=tests/browser tests/browser

lighthouse: build ## Lighthouse's scores for eight pages of the built site; needs Node and Chromium
	$(BIN)/python -m tests.browser.lighthouse site

validate: build ## the HTML of the built site by the Nu checker of W3C; needs Node and Java
	npm install --silent --no-save --prefix .venv/vnu vnu-jar@26
	java -Xss8m -jar .venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar --errors-only --skip-non-html \
	  --filterpattern '.*(displaystyle|scriptlevel).*not allowed.*' site

record: .venv/test ## run examples and write records and figures; PAGE=chapter/name for one page
	$(BIN)/python -m tested_docs record --device $(DEVICE) $(PAGE)

upgrade: ## newer packages: compile the pins, install them, run everything and print what changed
	$(MAKE) lock .venv/test
	$(BIN)/python -m tested_docs changes

page: .venv/test ## lay down a new page: NEW=chapter/name
	$(BIN)/python -m tested_docs new $(NEW)

stamp: .venv/test ## note that the English page follows the Chinese one: PAGE=chapter/name
	$(BIN)/python -m tested_docs stamp $(PAGE)

lint: .venv/test ## ruff, mypy, codespell
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell

format: .venv/test ## put code into the form that lint asks for
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/test .venv/browser ## what a page costs to run and to build
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.browser.refresh

mutants: .venv/test ## plant small faults everywhere and count those noticed; PAGE=chapter/name for every fault of one page
	$(BIN)/python -m tests.mutants $(PAGE)

lock: .venv/test ## compile requirements/*.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in test site browser; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-emit-index-url \
	    --custom-compile-command 'make lock' --group pyproject.toml:$$name \
	    $$([ $$name = test ] || echo '--constraint requirements/test.txt') --output-file requirements/$$name.txt || exit 1; \
	done

clean: ## remove what the targets made
	rm -rf .venv site site.zip

.venv/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(not (3, 11) <= v < (3, 14))' || \
	  { echo 'torchnotes needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 …' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/site: .venv/python requirements/site.txt
	$(INSTALL) -r requirements/site.txt
	@touch $@

# TORCH_INDEX: where PyTorch's smaller CPU wheels are, for machines without a GPU (their hashes are not among the pins).
TORCH := /^(torch|torchvision|triton|nvidia-[a-z0-9-]+|cuda-[a-z]+)==/
.venv/test: .venv/python requirements/test.txt
ifdef TORCH_INDEX
	awk '/^[a-z]/ { torch = $$0 ~ $(TORCH) } !torch' requirements/test.txt > .venv/others.txt
	$(INSTALL) -r .venv/others.txt
	$(BIN)/python -m pip install --quiet --no-deps --index-url $(TORCH_INDEX) $$(grep -oE '^torch(vision)?==[0-9.]+' requirements/test.txt)
else
	$(INSTALL) -r requirements/test.txt
endif
	@touch $@ .venv/site

.venv/browser: .venv/python requirements/browser.txt
	$(INSTALL) -r requirements/browser.txt
	@touch $@ .venv/site
