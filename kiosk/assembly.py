"""Builds one kiosk from its settings: which drivers, which office, which stores."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from devices.api import Clock, Status
from devices.camera.api import DocumentCamera
from devices.card.api import CardReader
from devices.code_reader.api import CodeReader
from devices.document_printer.api import DocumentPrinter
from devices.receipt_printer.api import ReceiptPrinter
from devices.supervisor import Supervisor
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.settings import CardSlotPart, Settings, SettingsError

if TYPE_CHECKING:
    from kiosk.submission.http_office import HttpInquirer, HttpOffice


def clock(settings: Settings) -> Clock:
    """The time of this house: the machine's own, or, beside a test rig, the one that testers turn."""
    rig = settings.devices.rig
    if rig is not None and find_spec("devices.simulated") is not None:  # a bundle has no simulators
        from devices.simulated.shared_clock import SharedClock

        with contextlib.suppress(FileNotFoundError):  # a rig that turns no clock
            return SharedClock(rig)
    return SystemClock()


def card_reader(settings: Settings, clock: Clock) -> CardReader | None:
    first = settings.devices.card_reader
    slots = {"devices.card_reader": first, "devices.card_reader.second": first.second}
    built = [_card_slot(settings, key, slot, clock) for key, slot in slots.items() if slot is not None]
    readers = [reader for reader in built if reader is not None]
    if len(readers) < 2:
        return next(iter(readers), None)
    from devices.card.card_readers import CardReaders

    return CardReaders(Device.CARD_READER, readers)


def _card_slot(settings: Settings, key: str, slot: CardSlotPart, clock: Clock) -> CardReader | None:
    match slot.driver:
        case "pcsc":
            from devices.card.pcsc_reader import PcscCardReader

            return PcscCardReader(Device.CARD_READER, clock, slot.reader, csca=slot.csca)
        case "sdt":
            from devices.card.sdt_port import sdt_port
            from devices.card.sdt_reader import SdtCardReader
            from devices.card.vendor import PhotoDecoder

            assert slot.address is not None
            with _key(f"{key}.address"):
                port = sdt_port(slot.address)
            decoder = PhotoDecoder(slot.photo_decoder) if slot.photo_decoder else None
            return SdtCardReader(Device.CARD_READER, clock, port, decoder=decoder)
        case "vendor":
            from devices.card.vendor import VendorCardReader

            assert slot.command is not None
            return VendorCardReader(Device.CARD_READER, clock, slot.command)
        case "simulated":
            from devices.simulated.proxy import SimulatedCardReader

            return SimulatedCardReader(_rig(settings))
        case "none":
            return None


def camera(settings: Settings, clock: Clock) -> DocumentCamera | None:
    part = settings.devices.camera
    match part.driver:
        case "opencv":
            from devices.camera.controls import Controls
            from devices.camera.opencv import OpenCvDocumentCamera

            source = int(part.source) if part.source.isdigit() else part.source
            controls = Controls(part.live_size, part.still_size, part.focus, part.exposure)
            still = part.still_source or None
            return OpenCvDocumentCamera(Device.CAMERA, source, clock, still_source=still, controls=controls)
        case "simulated":
            from devices.simulated.proxy import SimulatedCamera

            return SimulatedCamera(_rig(settings))
        case "none":
            return None


def receipt_printer(settings: Settings, clock: Clock) -> ReceiptPrinter | None:
    part = settings.devices.receipt_printer
    match part.driver:
        case "escpos":
            from devices.receipt_printer.escpos import EscposReceiptPrinter

            assert part.address is not None
            with _key("devices.receipt_printer.address"):
                return EscposReceiptPrinter(Device.RECEIPT_PRINTER, part.address, part.width_dots, clock)
        case "simulated":
            from devices.simulated.proxy import SimulatedReceiptPrinter

            return SimulatedReceiptPrinter(_rig(settings))
        case "none":
            return None


def document_printer(settings: Settings, clock: Clock) -> DocumentPrinter | None:
    part = settings.devices.document_printer
    match part.driver:
        case "ipp":
            from devices.document_printer.ipp import IppDocumentPrinter

            assert part.uri is not None
            with _key("devices.document_printer.uri"):
                return IppDocumentPrinter(Device.DOCUMENT_PRINTER, part.uri, clock)
        case "file":
            from devices.document_printer.file import FileDocumentPrinter

            assert part.folder is not None
            return FileDocumentPrinter(Device.DOCUMENT_PRINTER, part.folder)
        case "simulated":
            from devices.simulated.proxy import SimulatedDocumentPrinter

            return SimulatedDocumentPrinter(_rig(settings))
        case "none":
            return None


def code_reader(settings: Settings, clock: Clock, camera: DocumentCamera | None) -> CodeReader | None:
    """`camera`: the document camera of this kiosk, which may be the code reader's eye too."""
    part = settings.devices.code_reader
    match part.driver:
        case "scan_engine":
            from devices.code_reader.scan_engine import ScanEngineCodeReader

            assert part.address is not None
            with _key("devices.code_reader.address"):
                return ScanEngineCodeReader(Device.CODE_READER, clock, part.address)
        case "camera":
            from devices.code_reader.camera_reader import CameraCodeReader

            assert camera is not None
            return CameraCodeReader(Device.CODE_READER, clock, camera)
        case "simulated":
            from devices.simulated.proxy import SimulatedCodeReader

            return SimulatedCodeReader(_rig(settings))
        case "none":
            return None


def fitted(settings: Settings, clock: Clock) -> Mapping[Device, Any]:
    """The devices of this kiosk, none of them open. A device that is not fitted is absent. Raises SettingsError."""
    looking = camera(settings, clock)
    built = {
        Device.CARD_READER: card_reader(settings, clock),
        Device.CAMERA: looking,
        Device.RECEIPT_PRINTER: receipt_printer(settings, clock),
        Device.DOCUMENT_PRINTER: document_printer(settings, clock),
        Device.CODE_READER: code_reader(settings, clock, looking),
    }
    return {kind: device for kind, device in built.items() if device is not None}


@contextlib.contextmanager
def _key(key: str) -> Iterator[None]:
    """What a driver says of its address, with the key that holds it."""
    try:
        yield
    except ValueError as error:
        raise SettingsError(f"{key}: {error}") from None


@dataclass(frozen=True, slots=True)
class Crew:
    """The devices of one kiosk, each under its supervisor."""

    workers: Mapping[Device, Supervisor[Any]]

    def start(self) -> None:
        for worker in self.workers.values():
            worker.start()

    def stop(self) -> None:
        """All side by side: the next visit waits for the slowest device, not for the sum of them."""
        stopping = [Thread(target=worker.stop, name=f"{kind}-stop") for kind, worker in self.workers.items()]
        for each in stopping:
            each.start()
        for each in stopping:
            each.join()

    def statuses(self) -> Mapping[Device, Status | None]:
        """Of every kind of device; None: not fitted."""
        return {kind: self.workers[kind].status() if kind in self.workers else None for kind in Device}


def crew(devices: Mapping[Device, Any], clock: Clock) -> Crew:
    return Crew({kind: Supervisor(device, clock) for kind, device in devices.items()})


def simulated(settings: Settings) -> bool:
    return settings.devices.rig is not None


def office(settings: Settings) -> HttpOffice:
    """The office, to bring cases to. Raises SettingsError, ValueError for an address that is not https."""
    from kiosk.submission.http_office import HttpOffice  # needs requests, which a visit may never want

    return HttpOffice(settings.office.url, _token(settings), settings.office.ca_file or True)


def inquirer(settings: Settings, *, citizen_waits: bool = True) -> HttpInquirer:
    """The office, to be asked. Raises as `office`."""
    from kiosk.submission.http_office import ASKING, ASKING_WITH_PAGES, DELIVERING, HttpInquirer

    patience = (ASKING, ASKING_WITH_PAGES) if citizen_waits else (DELIVERING, DELIVERING)
    return HttpInquirer(settings.office.url, _token(settings), settings.office.ca_file or True, *patience)


def verifier(settings: Settings) -> str:
    """The host of the pages that codes of receipts, notices and tickets lead to."""
    return settings.office.verifier or urlsplit(settings.office.url).netloc


def _token(settings: Settings) -> str:
    file = settings.office.token_file
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"office.token_file: {file}: {error.strerror}") from None


def free_bytes(settings: Settings) -> Callable[[], int]:
    return lambda: shutil.disk_usage(settings.kiosk.data).free


def _rig(settings: Settings) -> Path:
    assert settings.devices.rig is not None  # `load_settings` has seen to it
    return settings.devices.rig
