PORT ?= 8000
# make run STORY=reorganisation: the demonstration of 2025's reorganisations, in a database of its own.
STORY ?= district
MANAGE = .venv/bin/python manage.py

.DEFAULT_GOAL := help
.PHONY: help setup run test bench lint format lock

help:
	@echo "make run     set up if needed, then serve on http://127.0.0.1:$(PORT)"
	@echo "make run STORY=reorganisation   the same with the departments and wards of 2025"
	@echo "make setup   environment, front-end files, database, Plan 57, demonstration"
	@echo "make test    everything that CI checks, on SQLite and PostgreSQL and in Chromium"
	@echo "make bench   how fast it is, beside references measured in the same run (minutes)"
	@echo "make lint    style, templates, migrations and system checks only"
	@echo "make format  let ruff put the Python files in order"
	@echo "make lock    pin the requirements anew from pyproject.toml and package.json"

# Mails name the address that this server is reached at.
setup run: export SITE_URL ?= http://127.0.0.1:$(PORT)

ifeq ($(STORY),reorganisation)
setup run: export DATABASE_URL ?= sqlite:///$(CURDIR)/var/q3plan-reorganisation.sqlite3
setup run: export EVIDENCE_ROOT ?= $(CURDIR)/var/evidence-reorganisation
setup run: export Q3PLAN_CLOCK ?= 2026-11-03T09:00:00+07:00
endif

setup:
	@.ci/prepare-python requirements.txt
	@.ci/prepare-front-end
	@mkdir -p var
	@$(MANAGE) build_assets
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_plan
	@$(MANAGE) load_demo --story $(STORY)
	@.ci/collect-static

run: setup
	@$(MANAGE) show_logins
	@printf '\n  Q3Plan: http://127.0.0.1:%s\n\n' '$(PORT)'
	@exec .venv/bin/gunicorn q3plan.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket --log-level warning

test:
	@.ci/test

# make bench WRITE=1 also puts the table into bench/README.md.
bench:
	@.ci/prepare-python requirements-test.txt
	@.ci/prepare-front-end
	@mkdir -p var
	@$(MANAGE) build_assets
	@.ci/collect-static
	@CHROMIUM=$$(.ci/ensure-chromium) && export CHROMIUM && \
		.ci/with-postgres .venv/bin/python -m bench.run $(if $(WRITE),--write)

lint:
	@.ci/prepare-python requirements-test.txt
	@.ci/lint

format:
	@.ci/prepare-python requirements-test.txt
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock:
	@.ci/prepare-python requirements-test.txt
	@.ci/lock
