PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-build-isolation

.PHONY: demo test test-whole test-elsewhere check bench mutation audit release lock schemas clean

demo: $(VENV)/runtime.stamp
	$(BIN)/advisor advise examples/kabupaten-tiga-kendala.yaml

# Each worker keeps to its own half of the tests, so that what a module sets up is set up once, and
# takes from the other's half when it is done.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
test: check
	$(PYTEST)

# The same with all that the long tests can try: see tests/scale.py.
test-whole: check
	IPP_TEST_WHOLE=1 $(PYTEST)

# The quick tests that need no browser and no server, on another Python:
# make test-elsewhere PYTHON=python3.13 VENV=build/python3.13
test-elsewhere: $(VENV)/dev.stamp
	$(PYTEST) -m "not slow" -k "not postgres" --ignore=tests/web --ignore=tests/test_readme.py

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check
	$(BIN)/advisor check

# Every figure of docs/benchmarks.md, in under twelve minutes; the machine should be idle.
bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/run.py

# The mutation score of the evaluator, the ranking and the explanations; lists every mutant that no
# test killed. See docs/mutation.md.
mutation: $(VENV)/mutation.stamp
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results --all true | awk -f tests/mutation.awk

# The known vulnerabilities of all pins, from the OSV database or a copy of it: make audit OSV=URL.
audit: $(VENV)/release.stamp
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --vulnerability-service osv \
		$(if $(OSV),--osv-url $(OSV)) $(foreach pins,build server dev,-r requirements/$(pins).txt)

# Wheel, sdist, and a list of what an installation of the server holds (CycloneDX), in dist/.
release: $(VENV)/release.stamp
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		-o dist/server.cdx.json requirements/server.txt

$(VENV)/runtime.stamp: pyproject.toml requirements/build.txt requirements/runtime.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/build.txt
	$(PIP) -r requirements/runtime.txt
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	touch $@

$(VENV)/mutation.stamp: $(VENV)/dev.stamp requirements/mutation.txt
	$(PIP) -r requirements/mutation.txt
	touch $@

$(VENV)/release.stamp: $(VENV)/dev.stamp requirements/release.txt
	$(PIP) -r requirements/release.txt
	touch $@

# Pins again, from pyproject.toml; needs pip-tools.
LOCK := pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
EXTRAS := $(foreach extra,sign verify report batch cluster web oidc postgres,--extra $(extra))
lock:
	$(LOCK) -o requirements/build.txt requirements/build.in
	$(LOCK) -o requirements/runtime.txt pyproject.toml
	$(LOCK) -o requirements/windows.txt requirements/windows.in
	mkdir -p build
	$(PYTHON) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'], sep='\n')" > build/dev.in
	$(LOCK) $(EXTRAS) -c requirements/runtime.txt -o requirements/dev.txt pyproject.toml build/dev.in
	$(LOCK) --extra web --extra oidc --extra postgres --extra sign -c requirements/dev.txt \
		-o requirements/server.txt pyproject.toml
	$(LOCK) -c requirements/dev.txt -o requirements/mutation.txt requirements/mutation.in
	$(LOCK) -c requirements/dev.txt -o requirements/release.txt requirements/release.in

clean:
	rm -rf $(VENV) build dist mutants

# The schemas that editors use for the knowledge files, again from the models.
schemas: $(VENV)/dev.stamp
	for name in rule vocabulary questions steps sources article cases lessons; do \
		$(BIN)/advisor schema $$name > schemas/$$name.schema.json; done
