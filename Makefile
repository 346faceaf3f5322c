# Two commands for newcomers: `make data` and `make test`. Everything happens in .venv; nothing needs root or activation.
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet

.PHONY: data test unkillable fuzz faults schemas lint lock clean

data: .venv/ready ## build the dataset from seeds/, check it, print what is in it
	.venv/bin/corpus build seeds --out data
	.venv/bin/corpus check data --source seeds

test: .venv/ready-to-test ## run every test and every example in the docs
	.venv/bin/python -m pytest --numprocesses auto --dist loadfile

unkillable: .venv/ready-to-test ## kill a hundred workers, on this machine and on Ray, and builds at a hundred moments: half an hour
	.venv/bin/python tests/kills.py

SECONDS ?= 3600
fuzz: .venv/ready-to-test ## feed the converter whatever comes to mind, for an hour or SECONDS
	.venv/bin/python tests/fuzz.py $(SECONDS)

faults: .venv/ready-to-test ## push through every fault there is, and kill a push at a hundred moments: a quarter of an hour
	.venv/bin/python tests/faults.py

schemas: .venv/ready ## write schemas/ anew from the records
	.venv/bin/corpus schema --out schemas

lint: .venv/ready-to-test ## style and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

lock: .venv/ready ## choose the newest versions of everything and write them to constraints.txt
	$(PIP) install uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --all-extras --no-annotate --no-header \
		pyproject.toml --output-file constraints.txt

clean: ## remove what the other commands made, but the data
	rm -rf .venv build dist

# The same versions everywhere: with another pyarrow the Parquet files have other bytes.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	mkdir -p data
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/ready-to-test: .venv/ready
	$(PIP) install --constraint constraints.txt --editable '.[test,lint]'
	touch $@
