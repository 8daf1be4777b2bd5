"""The scenarios that need a kiosk: a whole house off screen, one citizen after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo.house import House, house
from kiosk.demo.scenes import play_scenes

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.fixture
def running() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="house-") as place, house(Path(place) / "h", wire=False) as h:
        yield h


def test_all_that_need_a_kiosk_play_in_one_house(running: House) -> None:
    told: list[str] = []

    passed = play_scenes("all", running.folder / "rig", told.append, wire=False)

    assert (passed, [line for line in told if line.startswith("FAIL")]) == (True, [])
    assert [line.split()[1] for line in told if line.startswith("ok")] == [
        "kiosk_card_pulled:",
        "kiosk_network_down:",
        "kiosk_printer_jam:",
    ]
