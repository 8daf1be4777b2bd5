"""The bug report: what runs, how it is, what happened last. Nothing personal by construction."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from devices.simulated.rig import Rig

PACKAGES = ("hall-kiosk", "kivy", "opencv-python-headless", "numpy", "zxing-cpp", "fastapi", "uvicorn")


def bug_report(rig: Rig) -> dict[str, Any]:
    """Can be written as JSON."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "view": rig.view(),
        "trace": rig.trace.entries(),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
