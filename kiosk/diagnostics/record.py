"""`kiosk diagnose record`: one command of a real device, all that passes on its line kept as a tape for the tests.

Of test cards only: a tape holds every byte that the card said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from devices.api import Clock, DeviceError, Info
from devices.card.api import CardMedia, CardReader
from devices.receipt_printer.api import Raster
from devices.tape import Recorder, Tape, recorded_scard, recorded_stream
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.settings import Settings, SettingsError
from kiosk.wording import Wording

CONFIRMATION = "test"  # to be typed: a habit of pressing Enter shall not put a citizen's card on a tape
READ_SECONDS = 10.0
SEEN_WITHIN = 3.0  # seconds
NEVER = 3600.0  # seconds between two looks that a driver takes by itself: they would stand anywhere on the tape


class NotRecorded(Exception):
    """Why there is no tape."""


def typed(question: str) -> str:
    """Where nobody can type, nothing is typed."""
    try:
        return input(question)
    except EOFError:
        return ""


def record(
    settings: Settings, device: str, file: Path, words: Wording, *, test_card: bool, ask: Callable[[str], str] = typed
) -> Tape:
    """Warns, has `test` typed unless `test_card`, has the card or code laid ready, then opens the device, looks at it,
    gives it one command and writes the tape. Raises SettingsError, NotRecorded, OSError."""
    if file.exists():
        raise NotRecorded(words.text("record-exists", file=str(file)))
    recorder = Recorder(leave_out="-status")
    driver, recorded = wired(settings, device, SystemClock(), recorder)
    if not test_card and ask(f"{words.text('record-warning')}\n> ").strip() != CONFIRMATION:
        raise NotRecorded(words.text("record-refused"))
    ask(f"{words.text(f'record-ready-{device}')}\n> ")
    command, outcome, info = exercise(device, recorded)
    day = SystemClock().now().date().isoformat()
    tape = Tape(driver, info.model, info.firmware, day, command, outcome, recorder.entries)
    file.write_text(tape.dumped(), encoding="utf-8")
    return tape


def wired(settings: Settings, device: str, clock: Clock, recorder: Recorder) -> tuple[str, Any]:
    """The driver's name, and the device of these settings with a recorder in its line. Raises SettingsError."""
    parts = settings.devices
    try:
        match device:
            case Device.CARD_READER if parts.card_reader.driver == "pcsc":
                from devices.card.pcsc_reader import PcscCardReader
                from devices.card.scard import system_scard

                return "pcsc", PcscCardReader(
                    device,
                    clock,
                    parts.card_reader.reader,
                    scard=lambda name: recorded_scard(system_scard(name), recorder),
                )
            case Device.CARD_READER if parts.card_reader.driver == "sdt" and parts.card_reader.address:
                from devices.card.sdt_port import sdt_port
                from devices.card.sdt_reader import SdtCardReader

                port = sdt_port(parts.card_reader.address)
                return "sdt", SdtCardReader(device, clock, lambda: recorded_stream(port(), recorder), look_every=NEVER)
            case Device.RECEIPT_PRINTER if parts.receipt_printer.driver == "escpos" and parts.receipt_printer.address:
                from devices.receipt_printer.escpos import EscposReceiptPrinter
                from devices.receipt_printer.escpos_wire import wire_to

                address, width = parts.receipt_printer.address, parts.receipt_printer.width_dots
                wire = wire_to(address)
                return "escpos", EscposReceiptPrinter(
                    device, address, width, clock, connect=lambda: recorded_stream(wire(), recorder)
                )
            case Device.CODE_READER if parts.code_reader.driver == "scan_engine" and parts.code_reader.address:
                from devices.code_reader.port import port as engine_at
                from devices.code_reader.scan_engine import ScanEngineCodeReader

                address = parts.code_reader.address
                engine = engine_at(address)
                return "scan_engine", ScanEngineCodeReader(
                    device, clock, address, connect=lambda: recorded_stream(engine(), recorder)
                )
    except ValueError as error:
        raise SettingsError(f"devices.{device}.address: {error}") from None
    raise SettingsError(
        f"devices.{device}.driver: what can be recorded is a card_reader of 'pcsc' or 'sdt', "
        "a receipt_printer of 'escpos' and a code_reader of 'scan_engine'"
    )


def exercise(kind: str, device: Any) -> tuple[str, str, Info]:
    """Open, look, one command, close. The command, `done` or the code of its error, and what the device said it is."""
    command = "print" if kind == Device.RECEIPT_PRINTER else "read"
    outcome = "done"
    try:
        device.open()
        if kind == Device.CARD_READER:
            _wait_for_card(device)
        device.status()
        if command == "print":
            device.print(stripes(device.width_dots))
        else:
            device.read(READ_SECONDS)
    except DeviceError as error:
        outcome = str(error.code)
    finally:
        info: Info = device.info()
        device.close()
    return command, outcome, info


def _wait_for_card(reader: CardReader) -> None:
    """A card that lies there already is not always seen at once."""
    seen = threading.Event()
    unsubscribe = reader.subscribe(lambda _: seen.set() if reader.status().media is CardMedia.PRESENT else None)
    if reader.status().media is not CardMedia.PRESENT:
        seen.wait(SEEN_WITHIN)
    unsubscribe()


def stripes(width: int) -> Raster:
    """A short picture for a test print: a frame with stripes that lean, so that lost lines and dots are seen."""
    rows, columns = np.mgrid[0:160, 0:width]
    border = (rows < 4) | (rows >= 156) | (columns < 4) | (columns >= width - 4)
    picture: Raster = border | ((rows + columns) % 24 < 4)
    return picture
