"""All that the page can come to say is there in both languages."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import cast

import pytest

from devices.api import DeviceState, ErrorCode
from devices.simulated.fault import FaultKind
from devices.simulated.rig import RIG_COMMANDS
from devices.simulated.trace import Kind

Words = dict[str, dict[str, str]]
CONTRAST = 4.5  # of text (WCAG 2.2, 1.4.3)


@pytest.fixture
def words(assets: Path) -> Words:
    return cast(Words, json.loads((assets / "panel" / "words.json").read_text(encoding="utf-8")))


def test_both_languages_have_the_same_words(words: Words) -> None:
    assert words["zh"].keys() == words["en"].keys()


def test_all_words_that_the_page_names_are_there(words: Words, assets: Path) -> None:
    html = (assets / "panel" / "index.html").read_text(encoding="utf-8")
    script = (assets / "panel" / "panel.js").read_text(encoding="utf-8")
    named = {*re.findall(r'data-(?:w|label|alt)="(\w+)"', html), *re.findall(r'(?:say|fill)\("(\w+)"', script)}
    assert named <= words["en"].keys()


def test_all_states_errors_faults_and_commands_have_words(words: Words) -> None:
    wanted = {
        *(f"state.{state}" for state in DeviceState),
        *(f"error.{code}" for code in ErrorCode),
        *(f"fault.{kind}" for kind in FaultKind if kind is not FaultKind.ERROR),
        *(f"kind.{kind}" for kind in Kind),
        *(f"do.{command.name}" for command in RIG_COMMANDS.values() if not command.asks),
        *(f"word.{word.name}" for command in RIG_COMMANDS.values() if not command.asks for word in command.words),
    }
    assert sorted(wanted - words["en"].keys()) == []


def test_nothing_comes_from_anywhere_else(assets: Path) -> None:
    for name in ("index.html", "panel.css", "panel.js"):
        assert "//" not in re.sub(r"(?m)//[ /].*$", "", (assets / "panel" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out(assets: Path, scheme: int) -> None:
    css = (assets / "panel" / "panel.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    )
    colours = (light, light | dark)[scheme]
    pairs = [
        *product(("ink", "soft", "accent", "good", "bad", "warn"), ("plate",)),
        *product(("ink", "soft", "accent"), ("sunken", "accent-soft")),
        ("on-accent", "accent"),
        ("on-banner", "banner"),
        ("ink", "ground"),
    ]
    assert {pair: ratio for pair in pairs if (ratio := _contrast(*(colours[name] for name in pair))) < CONTRAST} == {}


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
