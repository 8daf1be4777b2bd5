"""Whether all that a kiosk needs is there: services, fonts, the reader of papers. No matter of the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.loader import load_healthy
from kiosk.fonts import BOLD, REGULAR
from kiosk.scanning import recogniser


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong. `code`: of the trouble, for its words; `detail`: file, line, reason."""

    code: str
    detail: str


def defects(assets: Path) -> tuple[Defect, ...]:
    """Everything that is wrong, at once. Empty: all is there."""
    _, problems = load_healthy(assets / "catalogue")
    fonts = [assets / "fonts" / name for name in (REGULAR, BOLD)]
    return (
        *(Defect("catalogue_broken", str(problem)) for problem in problems),
        *(Defect("font_missing", str(font)) for font in fonts if not font.is_file()),
        *(Defect("papers_unread", package) for package in recogniser.missing()),
    )
