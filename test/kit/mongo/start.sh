#!/usr/bin/env bash
# Becomes a server that speaks MongoDB's wire protocol (SecantusDB, GPL-2.0), for tests and the demonstration image only:
#
#   start.sh PORT DATADIR [server options...]    installs on first use, then execs the server; stop it with SIGTERM
#   start.sh --install-only                      fills the cache
#
# Environment: MONGO_HOST (127.0.0.1), MONGO_PYTHON (python3, 3.10 or later, with pip).
set -euo pipefail
umask 077
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lapidary-test
python=${MONGO_PYTHON:-python3}
die() { echo "start.sh: $*" >&2; exit 1; }

[[ $# -ge 2 || ${1:-} == --install-only ]] || die "usage: start.sh PORT DATADIR [server options...] | --install-only"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || die "needs Python 3.10 or later"

# One folder for each interpreter and list of packages; complete or absent.
tag=$("$python" -c 'import hashlib, platform, sys
print(sys.implementation.cache_tag, platform.machine(), hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()[:12], sep="-")' \
  "$here/requirements.txt")
site=$cache/mongo-python-$tag
if [[ ! -d $site ]]; then
  mkdir -p "$cache"
  exec 9>"$cache/mongo-python.lock"
  if command -v flock >/dev/null; then flock 9; fi # others wait, and find this one's work
  if [[ ! -d $site ]]; then
    new=$(mktemp -d "$cache/new.XXXXXXXX")
    trap 'rm -rf "$new"' EXIT
    echo "start.sh: installing the server into $site (once)" >&2
    PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
      --no-deps --require-hashes --target "$new/site" -r "$here/requirements.txt" >&2 || die "pip could not install requirements.txt"
    mv -T "$new/site" "$site" 2>/dev/null || [[ -d $site ]] || die "could not move the install into place"
    rm -rf "$new"
    trap - EXIT
  fi
  exec 9>&-
fi
[[ $1 == --install-only ]] && exit 0

port=$1 data=$2
shift 2
mkdir -p "$data"
: >"$data/server.toml" # empty, so that no file of the machine changes how the server runs
export PYTHONPATH=$site PYTHONNOUSERSITE=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Not `-m secantus`: that would let modules of the current folder shadow the standard library's.
exec "$python" -c 'import sys; sys.path[:] = filter(None, sys.path); from secantus.cli import main; sys.exit(main())' \
  --config "$data/server.toml" --host "${MONGO_HOST:-127.0.0.1}" --port "$port" --storage-path "$data" --sync-on-commit \
  --log-level WARNING "$@"
