"""The grounds on which the promise of a receipt printer is tested, and the hands that reach each of them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from PIL import Image

from devices.api import DeviceError
from devices.receipt_printer.api import Raster
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from devices.virtual.escpos_mechanism import Mechanism
from devices.virtual.escpos_printer import VirtualEscposPrinter
from kiosk.clock import SystemClock
from tests.conftest import TurnedClock

WIDTH = 576


def receipt(mm: float, seed: int = 1) -> Raster:
    """A receipt of that length, black and white by chance, with ink in its first and last rows."""
    picture = np.random.default_rng(seed).random((round(mm * 8), WIDTH)) < 0.3
    picture[0, 0] = picture[-1, -1] = True
    return picture


def ink(png: bytes) -> Raster:
    """The piece of paper as a picture, True = black."""
    return ~np.array(Image.open(io.BytesIO(png)))


def shows_exactly(png: bytes, raster: Raster) -> bool:
    """The picture from the first row on, and white paper after it."""
    piece = ink(png)
    return bool((piece[: len(raster)] == raster).all()) and not piece[len(raster) :].any()


class MemoryPrinter(Mechanism):
    """A mechanism that a driver reaches without a network. Waiting for its answer turns the clock."""

    def __init__(self, clock: TurnedClock, **habits: Any) -> None:
        super().__init__(self._said, **habits)
        self._clock = clock
        self._answers = bytearray()
        self.plugged = True
        self.connections = 0

    def connect(self) -> MemoryWire:
        if not self.plugged:
            raise ConnectionRefusedError
        self.connections += 1
        self._answers.clear()
        return MemoryWire(self, self._clock)

    def unplug(self) -> None:
        self.plugged = False
        self.power_off()

    def plug(self) -> None:
        self.plugged = True

    def take_answers(self, at_most: int) -> bytes:
        answers = bytes(self._answers[:at_most])
        del self._answers[:at_most]
        return answers

    def _said(self, data: bytes) -> None:
        self._answers += data


class MemoryWire:
    def __init__(self, printer: MemoryPrinter, clock: TurnedClock) -> None:
        self._printer = printer
        self._clock = clock

    def write(self, data: bytes) -> None:
        for at in range(0, len(data), 1000):  # the cable may be cut in the middle of a picture
            if not self._printer.plugged:
                raise BrokenPipeError
            self._printer.receive(data[at : at + 1000])

    def read(self, timeout: float) -> bytes:
        if not self._printer.plugged:
            raise ConnectionResetError
        answers = self._printer.take_answers(16)
        if not answers:
            self._clock.advance(timeout)
        return answers

    def drop(self) -> None:
        pass


class Ground:
    """`device`: what the kiosk sees; `hands`: what a person can do to it."""

    def __init__(self, device: Any, hands: Any) -> None:
        self.device = device
        self.hands = hands

    def print_until(self, raster: Raster, accident: Callable[[], None]) -> DeviceError | None:
        """Print, and let the accident happen in the middle. Returns how printing failed."""
        self.hands.when_drawn(len(raster) // 2, accident)
        return self.failure(raster)

    def failure(self, raster: Raster) -> DeviceError | None:
        try:
            self.device.print(raster)
        except DeviceError as error:
            return error
        return None


class SimulatedGround(Ground):
    def print_until(self, raster: Raster, accident: Callable[[], None]) -> DeviceError | None:
        failures: list[DeviceError | None] = []
        self.hands.hold("print")
        printing = threading.Thread(target=lambda: failures.append(self.failure(raster)))
        printing.start()
        assert self.hands.wait_held("print")
        accident()
        self.hands.let_go("print")
        printing.join()
        return failures[0]


@contextmanager
def simulated() -> Iterator[Ground]:
    machine = ReceiptPrinterMachine()
    yield SimulatedGround(machine, machine)


@contextmanager
def joined_in_memory(**habits: Any) -> Iterator[Ground]:
    clock = TurnedClock()
    printer = MemoryPrinter(clock, **habits)
    yield Ground(EscposReceiptPrinter("receipt_printer", "", 0, WIDTH, clock, connect=printer.connect), printer)


@contextmanager
def on_the_wire() -> Iterator[Ground]:
    with VirtualEscposPrinter() as printer:
        yield Ground(EscposReceiptPrinter("receipt_printer", printer.host, printer.port, WIDTH, SystemClock()), printer)


@contextmanager
def opened(ground: Ground) -> Iterator[Ground]:
    with suppress(DeviceError):
        ground.device.open()
    try:
        yield ground
    finally:
        ground.device.close()
