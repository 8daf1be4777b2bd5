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
from devices.simulated.fault import read_fault
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from devices.virtual.escpos_mechanism import Mechanism
from devices.virtual.escpos_printer import CabledPrinter, VirtualEscposPrinter
from devices.virtual.escpos_serial import VirtualSerialEscposPrinter
from kiosk.clock import SystemClock
from tests import hardware
from tests.conftest import TurnedClock

_PART = hardware.part("receipt_printer")
WIDTH: int = 576 if _PART is None else _PART.width_dots


def receipt(mm: float, seed: int = 1, width: int = WIDTH) -> Raster:
    """A receipt of that length, black and white by chance, with ink in its first and last rows."""
    picture = np.random.default_rng(seed).random((round(mm * 8), width)) < 0.3
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
        super().__init__(self._said, now=clock.monotonic, **habits)
        self._clock = clock
        self._answers = bytearray()
        self.plugged = True
        self.connections = 0
        self.cut_off = False

    def connect(self) -> MemoryWire:
        if not self.plugged:
            raise ConnectionRefusedError
        self.connections += 1
        self._answers.clear()
        self.cut_off = False
        self.connected()
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

    def _lose_cable(self) -> None:
        self.cut_off = True


class MemoryWire:
    patience = 3.0

    def __init__(self, printer: MemoryPrinter, clock: TurnedClock) -> None:
        self._printer = printer
        self._clock = clock

    def write(self, data: bytes) -> None:
        for at in range(0, len(data), 1000):  # the cable may be cut in the middle of a picture
            if not self._printer.plugged or self._printer.cut_off:
                raise BrokenPipeError
            self._printer.receive(data[at : at + 1000])

    def read(self, timeout: float) -> bytes:
        if not self._printer.plugged or self._printer.cut_off:
            raise ConnectionResetError
        answers = self._printer.take_answers(16)
        if not answers:
            self._clock.advance(timeout)
            self._printer.go_on()
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

    def failure(self, raster: Raster, timeout: float = 20.0) -> DeviceError | None:
        try:
            self.device.print(raster, timeout)
        except DeviceError as error:
            return error
        return None

    def spoil(self, what: str) -> None:
        """The next receipt meets that fault."""
        self.hands.faults.arm(read_fault("print", what))

    def cancel_in_the_middle(self, raster: Raster) -> DeviceError | None:
        self.spoil("delay:600")  # else the printer may be done before it is told
        self.hands.when_drawn(1, self.device.cancel)
        return self.failure(raster)


class SimulatedGround(Ground):
    def cancel_in_the_middle(self, raster: Raster) -> DeviceError | None:
        return self.print_until(raster, self.device.cancel)

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
def simulated(width: int = WIDTH) -> Iterator[Ground]:
    machine = ReceiptPrinterMachine(width_dots=width)
    yield SimulatedGround(machine, machine)


@contextmanager
def joined_in_memory(width: int = WIDTH, **habits: Any) -> Iterator[Ground]:
    clock = TurnedClock()
    printer = MemoryPrinter(clock, width_dots=width, **habits)
    yield Ground(driver_in_memory(printer, clock, width), printer)


def driver_in_memory(printer: MemoryPrinter, clock: TurnedClock, width: int = WIDTH) -> EscposReceiptPrinter:
    return EscposReceiptPrinter("receipt_printer", "memory", width, clock, connect=printer.connect)


@contextmanager
def on_tcp(width: int = WIDTH) -> Iterator[Ground]:
    with VirtualEscposPrinter(width_dots=width) as printer:
        yield Ground(driver(printer, width), printer)


@contextmanager
def on_a_serial_line(width: int = WIDTH) -> Iterator[Ground]:
    with VirtualSerialEscposPrinter(width_dots=width) as printer:
        yield Ground(driver(printer, width), printer)


def driver(printer: CabledPrinter, width: int = WIDTH) -> EscposReceiptPrinter:
    """The real driver, at the other end of the cable."""
    return EscposReceiptPrinter("receipt_printer", printer.address, width, SystemClock())


@contextmanager
def on_hardware(width: int = WIDTH) -> Iterator[Ground]:
    if width != WIDTH:
        hardware.not_proved("make the paper narrower")
    with hardware.real("receipt_printer") as (device, hands):
        yield Ground(device, hands)


@contextmanager
def opened(ground: Ground) -> Iterator[Ground]:
    with suppress(DeviceError):
        ground.device.open()
    try:
        yield ground
    finally:
        ground.device.close()
