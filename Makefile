# The two commands are `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
SHELL := /bin/sh
export

.PHONY: help demo run test check train lock evaluate reader bench bench-bulk bench-reading shots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: ## set everything up, start it, and print the address
	@$(PYTHON) deploy/setup.py app
	@.venv/bin/python -m deploy.run

test: ## set everything up and run every test
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m deploy.browser
	@.venv/bin/python -m deploy.wordpress
	@.venv/bin/python -m deploy.train
	@.venv/bin/python -m pytest $(TESTS)

check: ## lint, formatting, types and the import contracts
	@$(PYTHON) deploy/setup.py dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

train: ## train the assistant if its training data changed
	@$(PYTHON) deploy/setup.py app
	@.venv/bin/python -m deploy.train

bench: ## measure against a stock Rasa form bot, in one run
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m benchmarks

evaluate: ## measure how well danger is seen and words are understood, on lines that nothing was made from
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m evaluation.safety
	@.venv/bin/python -m evaluation.understanding

bench-reading: ## measure how long reading a typed text takes, and training
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m benchmarks.reading

reader: ## teach the sentence model anew (half an hour; several GB of PyTorch)
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m deploy.training
	@.venv/bin/python -m evaluation.limits
	@.venv/bin/python -m evaluation.limits_for_talk

bench-bulk: ## measure a million assessments against OpenFisca
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m benchmarks.bulk

demo: ## a page of an invented charity with First Step on it, beside `make run`
	@$(PYTHON) deploy/setup.py app
	@.venv/bin/python -m deploy.demo

shots: ## take the pictures of the README anew
	@$(PYTHON) deploy/setup.py dev
	@.venv/bin/python -m deploy.browser
	@.venv/bin/python -m deploy.shots

lock: ## write the lock files anew
	@$(PYTHON) deploy/setup.py app
	.tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml -o requirements/app.lock
	.tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" --extra dev pyproject.toml -o requirements/dev.lock
	.tools/bin/uv pip compile -q --python-version 3.10 --generate-hashes --custom-compile-command "make lock" bot/requirements.in -o bot/requirements.lock
	.tools/bin/uv pip compile -q --universal --python-version 3.8 --generate-hashes --custom-compile-command "make lock" requirements/tools.in -o requirements/tools.lock
	.tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements/bench.in -o requirements/bench.lock
	.tools/bin/uv pip compile -q --python-version 3.11 --python-platform linux --generate-hashes --custom-compile-command "make lock" requirements/training.in -o requirements/training.lock

clean: ## remove environments, models and stored conversations
	rm -rf .venv .tools bot/.venv bot/.rasa var
