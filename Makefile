.DEFAULT_GOAL := help
.PHONY: help setup run test check train learn adapt bench report bench-speed bench-latency bench-encoders bench-growth clean clean-model
SHELL := /bin/sh
ACTIONS := .venv/actions/bin/python
RASA := .venv/rasa/bin/python
export PYTHONPATH := $(CURDIR)

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: ## two environments, the embedding model and the router; nothing is done twice
	@python3 -m bot.setup

run: ## set up what is missing and serve the chat page at http://127.0.0.1:5005/chat
	@python3 -m bot.setup run
	@./faq serve

test: ## set up what is missing and pass every test
	@python3 -m bot.setup test
	@python3 -m bot.setup.tests

check: ## lint, types and knowledge rules, in seconds
	@.venv/actions/bin/ruff check .
	@.venv/actions/bin/ruff format --check .
	@.venv/actions/bin/mypy
	@./faq check

train: ## train the router anew if its inputs changed
	@$(RASA) -m bot.nlu.train

learn: train ## learn weights and calibration from data/calibration
	@./faq learn

adapt: ## train an adapter of the encoder on the knowledge (docs/adr/0008); then make setup and make learn
	@./faq adapt

bench: ## the questions of tests/bench through the whole assistant
	@$(ACTIONS) -m tests.bench.run

report: ## the same and the public sets at hand, as var/artifacts/report.html with pictures
	@$(ACTIONS) -m tests.bench.report $(OPTIONS)

bench-speed: ## messages a second beside stock Rasa, start-up time, memory
	@$(ACTIONS) -m tests.bench.speed

bench-latency: ## what the pipeline and each of its steps take for a message
	@$(ACTIONS) -m tests.bench.latency

bench-encoders: ## quality, time and memory of the encoder in torch, ONNX and 8-bit ONNX; some minutes
	@$(ACTIONS) -m tests.bench.encoders

bench-growth: ## kinds of index at a thousand to a million questions; 12 GB of memory, most of an hour
	@$(ACTIONS) -m tests.bench.growth $(OPTIONS)

clean-model: ## forget the embedding model and the router
	rm -rf var/build/encoder var/build/packages var/build/rasa var/build/embeddings

clean: ## forget everything that was built and installed
	rm -rf var .venv
