"""Looking at a screen in both languages: what is wrong with it, and its picture where somebody wants to see it.

`PICTURES=1 pytest tests/screens/test_every_screen.py tests/screens/test_pages.py` leaves them in build/pictures.
Painting costs as much as all the rest, and few look.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from kiosk.wording import Language
from screens.stage import Stage
from tests.screens.fakes import FakeVisit
from tests.screens.walker import complaints

PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


def look_at(stage: Stage, visit: FakeVisit, finger: Any, name: str) -> list[str]:
    """All that is wrong, by language."""
    found: list[str] = []
    for language in Language:
        visit.become(language=language)
        finger.frames.draw(6)
        found += [f"{language}: {complaint}" for complaint in complaints(stage)]
        if os.environ.get("PICTURES"):
            place = PICTURES / language / f"{name}.png"
            place.parent.mkdir(parents=True, exist_ok=True)
            finger.shot().save(place, compress_level=1)
    return found
