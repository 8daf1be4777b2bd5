"""The time of a simulated house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.shared_clock import RigClock, SharedClock


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[RigClock]:
    clock = RigClock(tmp_path)
    yield clock
    clock.close()


@pytest.fixture
def clock(hand: RigClock, tmp_path: Path) -> Iterator[SharedClock]:
    clock = SharedClock(tmp_path)
    yield clock
    clock.close()


def test_what_the_rig_turns_all_clocks_of_the_house_show(hand: RigClock, clock: SharedClock) -> None:
    before, wall = clock.monotonic(), clock.now()
    hand.advance(86400)

    assert 86400 <= clock.monotonic() - before < 86410
    assert timedelta(days=1) <= clock.now() - wall < timedelta(days=1, seconds=10)


def test_frozen_it_stands_and_can_still_be_advanced(hand: RigClock, clock: SharedClock) -> None:
    hand.freeze()
    first, second = clock.monotonic(), clock.monotonic()
    hand.advance(5)

    assert (second - first, clock.monotonic() - first) == (0, pytest.approx(5))


def test_thawed_it_goes_on_from_where_it_stood(hand: RigClock, clock: SharedClock) -> None:
    hand.freeze()
    stood = clock.monotonic()
    hand.thaw()

    assert 0 <= clock.monotonic() - stood < 5


def test_halls_have_chinas_time(clock: SharedClock) -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)


def test_where_no_rig_has_been_there_is_no_clock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SharedClock(tmp_path)


def test_a_clock_whose_rig_has_let_go_runs_on(clock: SharedClock, hand: RigClock) -> None:
    hand.advance(1000)
    before = clock.monotonic()
    hand.close()
    clock.close()

    assert 0 <= clock.monotonic() - before < 5


@given(st.lists(st.sampled_from(["advance", "freeze", "thaw"]), max_size=30))
def test_it_never_goes_back(turns: list[str]) -> None:
    clock = RigClock()
    acts = {"advance": lambda: clock.advance(0.5), "freeze": clock.freeze, "thaw": clock.thaw}
    shown = []
    for turn in turns:
        acts[turn]()
        shown.append(clock.monotonic())

    assert all(earlier <= later for earlier, later in pairwise(shown))


def test_a_freeze_takes_nothing_back_that_somebody_has_seen(hand: RigClock, clock: SharedClock) -> None:
    seen = clock.monotonic()
    hand._write(round((seen - 1) * 1_000_000), frozen=True)  # as when another process looked a moment later

    assert clock.monotonic() == seen
