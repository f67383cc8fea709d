# Set-up, demonstration and tests. Needs Python 3.11 or newer, git and make.

PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$each"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READINESS := $(BIN)/readiness
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
SAMPLES := pilot production
ACCOUNT := sample_configs/aws_account

.PHONY: messages
messages: $(VENV)/tested
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keyword N_ --keyword NN_:1,2 --add-location file --sort-by-file --no-wrap --output messages.pot .
	$(BIN)/pybabel --quiet update --input-file messages.pot --output-file readiness/languages/es.po --locale es --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@rm messages.pot; $(BIN)/python -m pytest -q tests/test_languages.py -k translat

.PHONY: help demo demo-aws aws-snapshot test lint types pytest apiserver docs samples clean

help:
	@echo "make demo   assess the sample systems and write reports/"
	@echo "make demo-aws  seed an AWS account on loopback and scan it"
	@echo "make aws-snapshot  record the sample account's snapshot again"
	@echo "make test   lint, types and tests"
	@echo "make samples  write the sample reports in docs/samples/ again"
	@echo "make docs   build the site into site/: a page for each check, scoring, configuration, formats"
	@echo "make apiserver  build the API server that tests of Kubernetes talk to (needs Go)"
	@echo "make clean  remove the virtual environment and reports/"

$(VENV)/installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer with venv was found"; \
		echo "help: install one (on Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python"; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "pip>=25.1"
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[pdf]"
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	@touch $@

# PDF needs Pango, and HarfBuzz's subsetter, whose absence WeasyPrint only warns of. Root on Debian gets it; anybody else is told the one line, and gets HTML all the same.
.PHONY: pango
pango: $(VENV)/installed
	@$(BIN)/python -W error -c 'import weasyprint' >/dev/null 2>&1 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(PANGO); } >/dev/null \
				|| echo "note: Pango could not be installed; reports are written without PDF"; \
		else \
			echo "note: for PDF, type: sudo apt-get install $(PANGO)   (macOS: brew install pango)"; \
		fi; }

# A browser for the tests of the HTML report. Root on Debian gets it; anybody else's tests of it skip and say so.
.PHONY: chromium
chromium:
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } >/dev/null \
				|| echo "note: Chromium could not be installed; tests of the HTML report in a browser skip"; \
		fi; }

demo: pango
	@mkdir -p reports
	@pdf=""; $(BIN)/python -c 'import sys; from readiness.reports.pdf import pdf_problem; sys.exit(bool(pdf_problem()))' 2>/dev/null && pdf=yes; \
	for sample in $(SAMPLES); do \
		echo; echo "\$$ readiness scan sample_configs/$$sample"; echo; \
		$(READINESS) scan sample_configs/$$sample --exit-zero \
			-o reports/$$sample.html -o reports/$$sample.json $${pdf:+-o reports/$$sample.pdf} || exit $$?; \
	done
	@echo; echo "\$$ readiness assess $(ACCOUNT)/snapshot.json"; echo
	@$(READINESS) assess $(ACCOUNT)/snapshot.json --exit-zero -o reports/aws_account.html -o reports/aws_account.json
	@echo; echo "\$$ readiness compare reports/pilot.json reports/production.json"; echo
	@$(READINESS) compare reports/pilot.json reports/production.json
	@echo; echo "written to reports/:"; ls reports

# A stand-in of AWS on loopback; nothing leaves this machine.
demo-aws: $(VENV)/tested
	@mkdir -p reports
	$(BIN)/python $(ACCOUNT)/account.py \
		$(READINESS) scan --aws --region eu-west-1 --exit-zero -o reports/aws.html -o reports/aws.json

aws-snapshot: $(VENV)/tested
	$(BIN)/python $(ACCOUNT)/account.py $(READINESS) collect --aws --region eu-west-1 -o $(ACCOUNT)/snapshot.json

test: lint types pytest

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/tested
	$(BIN)/mypy

pytest: $(VENV)/tested pango chromium apiserver
	$(BIN)/pytest -q -n auto --dist worksteal

# A real Kubernetes API server for the tests, built once into the user's cache. Without Go, tests that need it skip and say why.
apiserver: $(VENV)/tested
	@$(BIN)/python tests/api_server/build.py

samples: $(VENV)/installed pango
	$(BIN)/python docs/samples.py

# Pages of checks and tables are made from the code while the site is built; nothing is fetched.
docs: $(VENV)/tested
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean:
	rm -rf $(VENV) reports site
