# Two commands do everything: `make run` and `make test`. See README.md.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
export PORT

.DEFAULT_GOAL := help
.PHONY: help install run test check pins format

help:
	@echo "make run     serve the demonstration at http://127.0.0.1:$(PORT) (PORT=… for another)"
	@echo "make test    run the whole test suite"
	@echo "make check   format, lint, types, import contracts, migrations, templates, deploy check"
	@echo "make format  put code and templates into the house's format"
	@echo "make pins    renew the hashed pins in requirements*.txt"

# Made anew whenever the pins change; an interrupted install leaves no mark and is repeated.
$(INSTALLED): requirements.txt requirements-dev.txt
	@touch .writable 2>/dev/null && rm -f .writable || { echo "This folder can't be written. Copy the project to a folder of your own and run it there."; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "python3 is not installed. On Debian or Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another with PYTHON=…"; exit 1; }
	@$(BIN)/pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { echo "The venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing what the project needs (about a minute, once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

install: $(INSTALLED)

run: $(INSTALLED)
	@$(BIN)/python manage.py run_site

test: $(INSTALLED)
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=.:site $(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m pytest -q -p no:randomly tests/test_shape.py
	.ci/deploy-check

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

pins:
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade -o requirements.txt requirements.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade -o requirements-dev.txt requirements-dev.in
