#!/bin/sh
# Make the project's environment (.venv) and install one lock file into it: `tools/install.sh runtime|dev`.
# Needs only Python 3.11 or newer; uses uv when there is one. Does nothing when nothing has changed.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-runtime}
lock="requirements/$wanted.txt"

# An environment linked from elsewhere belongs to another checkout: use it as it is.
if [ -L .venv ]; then exit 0; fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    found=
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "Áo Xanh cần Python 3.11 trở lên / needs Python 3.11 or newer; none of python3, python3.11-3.14 is." >&2
        exit 1
    fi
    rm -rf .venv
    if ! "$found" -m venv .venv 2>/dev/null && ! { command -v uv >/dev/null && uv venv --quiet --python "$found" .venv; }; then
        echo "$found cannot make a virtual environment (on Debian: apt-get install python3-venv)." >&2
        exit 1
    fi
fi

# The stamp holds the checksum of the lock that was installed; dev contains runtime.
sum=$(cksum < "$lock")
for stamp in ".venv/.installed-$wanted" .venv/.installed-dev-runtime; do
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then exit 0; fi
done

echo "Installing $lock ..."
if command -v uv >/dev/null; then
    VIRTUAL_ENV="$PWD/.venv" uv pip install --quiet --require-hashes -r "$lock"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
printf '%s' "$sum" > ".venv/.installed-$wanted"
if [ "$wanted" = dev ]; then printf '%s' "$(cksum < requirements/runtime.txt)" > .venv/.installed-dev-runtime; fi
