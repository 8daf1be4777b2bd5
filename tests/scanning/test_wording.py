from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.scanning.judge import Reason
from kiosk.scanning.live import Hint
from kiosk.wording import Language, wording

WORDS = Path(__file__).parents[2] / "assets" / "wording"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", [*(f"error-{r}.citizen" for r in Reason), *(f"hint-{h}" for h in Hint)])
def test_every_refusal_and_hint_has_its_words(language: Language, key: str) -> None:
    assert wording(WORDS, language).text(key)
