"""Draws all sample papers anew.

Run: python -m tests.papers
"""

from __future__ import annotations

from tests.papers import desk, official
from tests.papers.sheet import ASSETS

for name, picture in (desk.drawn() | official.drawn()).items():
    picture.save(ASSETS / "papers" / f"{name}.png", optimize=True)
