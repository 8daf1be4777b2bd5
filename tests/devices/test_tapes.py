"""The zoo: what devices once said is said again, and today's driver must do with it what the driver did then."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.api import DeviceState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.sdt_reader import SdtCardReader
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.tape import Player, TapedCard, TapedStream, TapeError, read_tape
from kiosk.clock import SystemClock
from kiosk.diagnostics.record import NEVER, exercise
from tests.cards.scripted import ScriptedScard
from tests.devices.turned_clock import SAFETY, TurnedClock

ZOO = sorted((Path(__file__).parents[1] / "data" / "devices").glob("*.json"))


def pcsc(player: Player) -> tuple[str, Any]:
    reader = f"Taped Reader of {os.getpid()}"  # a name of its own: readers are claimed machine-wide
    scard = ScriptedScard(names=(reader,))
    scard.insert(TapedCard(player))  # type: ignore[arg-type]
    return "card_reader", PcscCardReader("card_reader", SystemClock(), reader, scard=lambda _: scard)


def sdt(player: Player) -> tuple[str, Any]:
    clock = TurnedClock()
    line = TapedStream(player, clock.advance)
    return "card_reader", SdtCardReader("card_reader", clock, lambda: line, look_every=NEVER)


def escpos(player: Player) -> tuple[str, Any]:
    clock = TurnedClock()
    line = TapedStream(player, clock.advance)
    return "receipt_printer", EscposReceiptPrinter("receipt_printer", "tape", 576, clock, connect=lambda: line)


class TapedEngine(TapedStream):
    """A scan engine does not wait to be asked: what it said comes once somebody reads."""

    def __init__(self, player: Player) -> None:
        super().__init__(player, lambda _: None)
        self.asked = threading.Event()

    def read(self, timeout: float | None) -> bytes:
        assert self.asked.wait(SAFETY)
        data = super().read(0.0)
        if not data:
            self.asked.clear()
        return data

    def wake(self) -> None:
        self.asked.set()


def scan_engine(player: Player) -> tuple[str, Any]:
    engine = TapedEngine(player)
    device = ScanEngineCodeReader("code_reader", SystemClock(), "serial:/tape", connect=lambda: engine)
    device.subscribe(lambda status: engine.asked.set() if status.state is DeviceState.BUSY else None)
    return "code_reader", device


DRIVERS: dict[str, Callable[[Player], tuple[str, Any]]] = {
    "pcsc": pcsc,
    "sdt": sdt,
    "escpos": escpos,
    "scan_engine": scan_engine,
}


@pytest.mark.parametrize("file", ZOO, ids=lambda file: file.stem)
def test_a_tape_plays_to_its_end_with_the_outcome_of_its_day(file: Path) -> None:
    tape = read_tape(file.read_text(encoding="utf-8"))
    player = Player(tape)
    kind, device = DRIVERS[tape.driver](player)
    command, outcome, _ = exercise(kind, device)
    player.finish()
    assert (command, outcome) == (tape.command, tape.outcome)


def test_each_driver_that_can_be_recorded_is_in_the_zoo() -> None:
    assert {read_tape(file.read_text(encoding="utf-8")).driver for file in ZOO} == set(DRIVERS)


def test_a_driver_that_asks_something_else_than_it_did_does_not_pass() -> None:
    tape = read_tape(next(file for file in ZOO if file.stem.startswith("sdt")).read_text(encoding="utf-8"))
    player = Player(tape)
    player.give("write")  # as if the driver of that day had asked one thing more
    with pytest.raises(TapeError, match="entry 2"):
        exercise(*sdt(player))
