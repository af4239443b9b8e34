# The same verbs for people and for CI. Everything lives in .venv and var/; nothing else on the machine changes.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
WORKERS ?= 2

VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes
RUNNABLE := $(VENV)/.runnable
TESTABLE := $(VENV)/.testable

.PHONY: run seed test check fmt deep bench lock clean
.DELETE_ON_ERROR:

run: $(RUNNABLE)  ## the whole portal on http://localhost:$(PORT); Ctrl-C stops it
	@exec $(PY) manage.py portal --port $(PORT) $(ARGS)

seed: $(RUNNABLE)  ## the sample province once more
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py seed_demo $(ARGS)

test: $(TESTABLE)  ## make test ARGS="tests/units -k merge"
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder $(ARGS)

check: $(TESTABLE)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	$(PY) -m mypy
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m pytest --quiet tests/test_architecture.py

fmt: $(TESTABLE)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

deep: $(TESTABLE)  ## the long runs that `make test` leaves out
	$(PY) -m pytest -m deep $(ARGS)

bench: $(TESTABLE)
	$(PY) -m bench $(ARGS)

lock: $(TESTABLE)  ## exact versions and hashes from the two .in files
	$(PY) -m pip install --quiet --quiet --disable-pip-version-check uv
	$(PY) -m uv pip compile --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 requirements.in --output-file requirements.txt
	$(PY) -m uv pip compile --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 requirements-dev.in --output-file requirements-dev.txt

clean:  ## removes the environment and ALL data under var/; stop the portal first
	rm -rf $(VENV) var .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên. Hãy chạy: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(RUNNABLE): requirements.txt | $(PY)
	@echo "Đang cài các gói (chỉ lần đầu hoặc khi danh sách gói thay đổi)…"
	$(INSTALL) -r requirements.txt
	@touch $@

$(TESTABLE): requirements-dev.txt | $(PY)
	@echo "Đang cài các gói để kiểm thử (chỉ lần đầu hoặc khi danh sách gói thay đổi)…"
	$(INSTALL) -r requirements-dev.txt
	@touch $@
