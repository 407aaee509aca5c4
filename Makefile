# `make` alone says what there is. The set-up itself is in scripts/setup.
SHELL := bash
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
BENCHMARKS := $(wildcard benchmarks/*.py)

.DEFAULT_GOAL := help
.PHONY: check-environments sandbox-report help setup demo test test-full test-gpu soak lint format bench clean

help: ## this list
	@echo "agentrt: an async runtime for agents that reason while they use tools."
	@echo
	@echo "New here? 'make demo' shows it at work, 'make test' checks it. Both set the machine up first."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make this machine able to run everything below (see scripts/setup --help)
	@scripts/setup

demo: ## a real model on this CPU solves small tasks with tools in a container
	@scripts/setup venv docker image
	@$(PYTHON) examples/demo.py

test: setup lint ## what every push must pass: lint, types, layers, and the small tests
	$(PYTEST)

test-full: setup lint ## the small tests, all attacks, all kills, peers' validators
	$(PYTEST) -m "not soak and not gpu"

soak: setup ## thousands of pages, calls and rollouts
	$(PYTEST) -m soak

test-gpu: ## the tests that need an accelerator; self-contained, wants no Docker and no browser
	@scripts/setup venv vllm
	$(PYTEST) -m gpu

sandbox-report: setup ## what the sandbox withstands, attack by attack, as a table
	@$(PYTHON) -m agentrt.sandbox.conformance --size full
	@$(PYTHON) -m tests.sandbox.report

check-environments: setup ## every gate on every shipped environment, with the figures of all together
	@$(PYTHON) -m agentrt.cli check all --fresh-containers 1 --html build/environments.html

lint: ## style, format, types, import layers
	@scripts/setup venv
	@scripts/lint

format: ## rewrite the code in the project's format
	@scripts/setup venv
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

bench: setup ## side-by-side measurements, each a table
	@for script in $(BENCHMARKS); do echo "== $$script"; $(PYTHON) "$$script" || exit 1; done

clean: ## remove what was built or cached in this checkout; the set-up stays
	rm -rf .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find agentrt tools environments sandboxes tests benchmarks examples -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
