"""What the demo plays, as data: `assets/demo/plays.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Play:
    """What one invented citizen does. `papers`: a picture of the gallery for each material; `answers`: by field."""

    item_code: str
    card: str
    papers: Mapping[str, str]
    answers: Mapping[str, str]


def plays(assets: Path) -> tuple[Play, ...]:
    raw = yaml.safe_load((assets / "demo" / "plays.yaml").read_text(encoding="utf-8"))
    return tuple(Play(code, p["card"], p["papers"], p["answers"]) for code, p in raw.items())
