#!/bin/sh
# Resolve requirements/*.in anew and pin everything by hash. The lock names no package index.
set -eu
cd "$(dirname "$0")/.."
tools/install.sh dev
uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
compile() {
    "$uv" pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
        --python-version 3.11 "$@"
}
compile requirements/runtime.in -o requirements/runtime.txt
compile -c requirements/runtime.txt requirements/dev.in -o requirements/dev.txt
