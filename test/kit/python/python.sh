#!/usr/bin/env bash
# Becomes a Python that has the clients of other systems which tests run against us: MLflow with scikit-learn, and Feast.
#
#   python.sh SCRIPT [arguments...]    runs a script
#   python.sh --install-only           installs the packages of requirements.txt if they are absent (650 MB)
#   python.sh --installed              succeeds if they are installed
#
# Environment: CLIENTS_PYTHON (python3, 3.11 or later, with pip).
set -euo pipefail
umask 077
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lapidary-test
base=${CLIENTS_PYTHON:-python3}
die() { echo "python.sh: $*" >&2; exit 1; }

[[ $# -ge 1 ]] || die "usage: python.sh SCRIPT [arguments...] | --install-only | --installed"
"$base" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || die "needs Python 3.11 or later"

# One environment for each interpreter and list of packages; complete or absent.
tag=$("$base" -c 'import hashlib, platform, sys
print(sys.implementation.cache_tag, platform.machine(), hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()[:12], sep="-")' \
  "$here/requirements.txt")
environment=$cache/clients-python-$tag
if [[ $1 == --installed ]]; then
  [[ -d $environment ]] || die "not installed: run test/kit/python/python.sh --install-only"
  exit 0
fi
if [[ ! -d $environment ]]; then
  mkdir -p "$cache"
  exec 9>"$cache/clients-python.lock"
  if command -v flock >/dev/null; then flock 9; fi # others wait, and find this one's work
  if [[ ! -d $environment ]]; then
    new=$(mktemp -d "$cache/new.XXXXXXXX")
    trap 'rm -rf "$new"' EXIT
    echo "python.sh: installing MLflow and Feast into $environment (once)" >&2
    "$base" -m venv --without-pip "$new/environment" || die "could not create a virtual environment"
    packages=$("$new/environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    # Python compiles what it imports on first use; compiling everything would take twice as long.
    PIP_ROOT_USER_ACTION=ignore "$base" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
      --no-deps --no-compile --require-hashes --target "$packages" -r "$here/requirements.txt" >&2 \
      || die "pip could not install requirements.txt"
    mv -T "$new/environment" "$environment" 2>/dev/null || [[ -d $environment ]] || die "could not move the install into place"
    rm -rf "$new"
    trap - EXIT
  fi
  exec 9>&-
fi
[[ $1 == --install-only ]] && exit 0
export PYTHONNOUSERSITE=1 PYTHONUNBUFFERED=1
exec "$environment/bin/python" "$@"
