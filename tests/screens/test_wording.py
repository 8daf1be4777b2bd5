"""The words of the screens: in both languages, and for everything that can happen."""

import re
from pathlib import Path

import pytest

from devices.api import ErrorCode
from kiosk.catalogue.model import Device
from kiosk.people.identify import IdentityProblem
from kiosk.readiness import ReasonCode
from kiosk.scanning.judge import Reason as PageProblem
from kiosk.scanning.live import Hint
from kiosk.visit.state import Busy, DraftKind, Problem
from kiosk.wording import Audience, Language, wording
from tests.screens.fakes import ASSETS

WORDING = ASSETS / "wording"
SCREENS = Path(__file__).resolve().parents[2] / "screens"

TROUBLES = (*ErrorCode, *IdentityProblem, *PageProblem, "card_left_behind", "not_kept")
KEYS = (
    *(f"hint-{hint}" for hint in Hint),
    *(f"busy-{busy}" for busy in Busy),
    *(f"finding-{problem}" for problem in Problem),
    *(f"readiness-{reason}" for reason in ReasonCode),
    *(f"source-{source}" for source in ("card", "shared", "earlier", "generated", "scan", "citizen")),
    *(f"goodbye-{end}" for end in ("done", "ended", *DraftKind)),
)

WORDS_OF_SCREENS = {  # by file: the beginnings of keys that end in a code
    "visit.ftl": ("busy-", "source-", "date-", "identify-", "goodbye-"),
    "choose.ftl": ("phase-", "guide-ready-", "privacy-", "rate-", "case-", "sub-case-", "lists-"),
}


def keys_of(file: Path) -> list[str]:
    return re.findall(r"^([a-z][\w-]*) =", file.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("file", sorted(file.name for file in (WORDING / "zh").glob("*.ftl")))
def test_both_languages_say_the_same_things(file):
    assert keys_of(WORDING / "zh" / file) == keys_of(WORDING / "en" / file)


@pytest.mark.parametrize("language", Language)
def test_no_words_stand_twice(language):
    keys = [key for file in sorted((WORDING / language).glob("*.ftl")) for key in keys_of(file)]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", TROUBLES)
def test_every_trouble_has_words_for_the_citizen(language, code):
    assert wording(WORDING, language).error(code, Audience.CITIZEN)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", KEYS)
def test_everything_that_can_happen_has_words(language, key):
    assert wording(WORDING, language).text(key, name="x", detail="y", device=Device.CAMERA)


@pytest.mark.parametrize("language", Language)
def test_every_word_that_a_screen_names_is_there(language):
    sources = [file.read_text(encoding="utf-8") for end in ("kv", "py") for file in SCREENS.rglob(f"*.{end}")]
    named = {key for text in sources for key in re.findall(r'\b_\("([a-z][\w-]*\w)"', text)}
    assert sorted(key for key in named if not wording(WORDING, language).has(key)) == []


@pytest.mark.parametrize(("file", "made_of_codes"), WORDS_OF_SCREENS.items())
def test_no_word_of_the_screens_is_idle(file, made_of_codes):
    sources = "\n".join(file.read_text(encoding="utf-8") for end in ("kv", "py") for file in SCREENS.rglob(f"*.{end}"))
    keys = [key for key in keys_of(WORDING / "zh" / file) if not key.startswith(made_of_codes)]
    assert [key for key in keys if f'"{key}"' not in sources] == []
