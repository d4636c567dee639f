# Two commands do all the set-up: `make demo` and `make test`.
PORT ?= 8000
SIZE ?= full
PY := .venv/bin/python

.PHONY: demo test quick check bench lock clean

demo: .environment
	@exec .venv/bin/yangguang demo --port $(PORT) --size $(SIZE)

test: .environment
	@YG_CHROMIUM="$$(bin/browser)" && export YG_CHROMIUM && exec $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

quick: .environment
	@exec $(PY) -m pytest -n 2 --dist worksteal -m "not slow and not database"

check: .environment
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=yangguang.web.settings $(PY) -W ignore -m django makemigrations --check --dry-run

bench: .environment
	@exec $(PY) -m bench

lock: .environment
	.venv/bin/uv pip compile -q --no-header --universal --generate-hashes --python-version 3.11 --group dev \
		--upgrade -o requirements.lock pyproject.toml

clean:
	rm -rf .data .venv .hypothesis .pytest_cache .mypy_cache .ruff_cache build *.egg-info

.PHONY: .environment
.environment:
	@bin/setup
