#!/usr/bin/env bash
# Installs what is missing and says what it did; silent when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
venv=.venv

say() { printf 'setup: %s\n' "$*"; }

root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing=()
while read -r package _; do
  case "$package" in ''|'#'*) continue ;; esac
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done < packaging/apt.txt
if [ ${#missing[@]} -gt 0 ]; then
  say "installing Debian packages: ${missing[*]}"
  root env DEBIAN_FRONTEND=noninteractive apt-get update -q=2 \
    && root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=2 --no-install-recommends "${missing[@]}" >/dev/null \
    || { say "could not install them. As root: apt-get install ${missing[*]}"; exit 1; }
fi

"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
  || { say "Python 3.11, 3.12 or 3.13 is needed, and $python is $("$python" -V). Try: make PYTHON=python3.11"; exit 1; }

wanted=$(cat pyproject.toml requirements.lock packaging/setup.sh | sha256sum | cut -d' ' -f1)
if [ ! -x "$venv/bin/python" ] || [ "$(cat "$venv/.wanted" 2>/dev/null)" != "$wanted" ]; then
  say "making the virtual environment in $venv (a few minutes the first time)"
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps -r requirements.lock
  PYTHONWARNINGS=ignore "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  echo "$wanted" > "$venv/.wanted"
  say "done"
fi
mkdir -p build
