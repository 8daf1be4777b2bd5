#!/usr/bin/env bash
# Writes requirements.lock: the exact versions of everything that pyproject.toml asks for, resolved in a fresh environment.
set -euo pipefail
cd "$(dirname "$0")/.."
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"${PYTHON:-python3}" -m venv "$fresh"
"$fresh/bin/python" -m pip install -q --disable-pip-version-check --upgrade pip setuptools wheel
"$fresh/bin/python" -m pip install -q --disable-pip-version-check --group dev '.[hardware,recognition]'
{
  echo "# Exact versions, made by 'make lock' from pyproject.toml. Do not edit."
  "$fresh/bin/python" -m pip freeze --all --exclude pip --exclude hall-kiosk --exclude opencv-python
} > requirements.lock
