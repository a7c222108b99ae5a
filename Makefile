# `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test ci bench shots lint lock
PORT ?= 8000
PY := .venv/bin/python
export AOXANH_DATA
export PYTHONPATH := src

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install, prepare the database and the demo world, serve on PORT=8000 (AOXANH_DATA=folder)
	@tools/install.sh runtime && $(PY) manage.py prepare && exec $(PY) manage.py serve --port $(PORT)

test: ## Run the whole suite on SQLite, on PostgreSQL and in a real browser (ARGS="-k word")
	@tools/install.sh dev && exec $(PY) tools/test.py $(ARGS)

ci: ## Do everything that continuous integration does, step for step
	@exec .ci/run

bench: ## Print every benchmark figure, one a line
	@tools/install.sh dev && exec $(PY) -m benchmarks

shots: ## Photograph the main screens at phone and desk widths into shots/
	@tools/install.sh dev && exec $(PY) tools/shots.py

lint: ## Format the code and show what ruff finds
	@tools/install.sh dev && $(PY) -m ruff format . && $(PY) -m ruff check .

lock: ## Resolve the dependencies anew and pin them by hash
	@exec tools/lock.sh
