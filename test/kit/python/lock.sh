#!/usr/bin/env bash
# Writes requirements.txt from requirements.in: exact versions with the hashes of their wheels, for Python 3.11 and later.
# Needs uv. Packages that neither client imports here (servers, type checkers, drivers) are left out: they are half of
# the packages. Install and test after each change: `test/kit/python/python.sh --install-only`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
unused=(
  mlflow-skinny mlflow-tracing # parts of mlflow's own wheel
  alembic flask flask-cors werkzeug blinker itsdangerous mako cryptography cffi pycparser graphene graphql-core graphql-relay huey
  docker aiohttp aiohappyeyeballs aiosignal async-timeout frozenlist multidict propcache yarl pyasn1 pyasn1-modules
  mypy mypy-extensions ast-serialize librt pathspec types-greenlet
  bigtree hiredis httptools locket partd tabulate uvloop watchfiles websockets
  pywin32 tzdata waitress # Windows
)
uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header --no-annotate \
  "${unused[@]/#/--no-emit-package=}" --output-file requirements.txt requirements.in
sed -i '/^# The following packages were excluded/,$d' requirements.txt
