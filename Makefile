# Two commands set everything up: `make run` and `make test`. Both are quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps

.PHONY: run test suite check lint bench clean

run: $(STAMPS)/run
	$(BIN)/python app.py

# Lint and checks run beside the suite, which often waits for browsers and programs.
test: $(STAMPS)/test
	@$(MAKE) --no-print-directory --jobs 2 suite lint check

suite: $(STAMPS)/test
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(STAMPS)/run
	$(BIN)/coach check

lint: $(STAMPS)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright

bench: $(STAMPS)/test
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

$(STAMPS)/run: pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: $(STAMPS)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev
	touch $@

clean:
	rm -rf $(VENV) $(STAMPS)
