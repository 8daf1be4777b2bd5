"""Builds one kiosk from its settings: which drivers, which office, which stores."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devices.api import Clock, Status
from devices.camera.api import DocumentCamera
from devices.card.api import CardReader
from devices.document_printer.api import DocumentPrinter
from devices.receipt_printer.api import ReceiptPrinter
from devices.supervisor import Supervisor
from kiosk.catalogue.model import Device
from kiosk.settings import Settings, SettingsError

if TYPE_CHECKING:
    from kiosk.submission.http_office import HttpOffice


def card_reader(settings: Settings, clock: Clock) -> CardReader | None:
    part = settings.devices.card_reader
    match part.driver:
        case "pcsc":
            from devices.card.pcsc_reader import PcscCardReader

            return PcscCardReader(Device.CARD_READER, clock, part.reader)
        case "simulated":
            from devices.simulated.proxy import SimulatedCardReader

            return SimulatedCardReader(_rig(settings))
        case "none":
            return None


def camera(settings: Settings, clock: Clock) -> DocumentCamera | None:
    part = settings.devices.camera
    match part.driver:
        case "opencv":
            from devices.camera.opencv import OpenCvDocumentCamera

            source = int(part.source) if part.source.isdigit() else part.source
            return OpenCvDocumentCamera(Device.CAMERA, source, clock, still_source=part.still_source or None)
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

            return EscposReceiptPrinter(Device.RECEIPT_PRINTER, part.host, part.port, part.width_dots, clock)
        case "simulated":
            from devices.simulated.proxy import SimulatedReceiptPrinter

            return SimulatedReceiptPrinter(_rig(settings))
        case "none":
            return None


def document_printer(settings: Settings) -> DocumentPrinter | None:
    part = settings.devices.document_printer
    match part.driver:
        case "file":
            from devices.document_printer.file import FileDocumentPrinter

            if part.folder is None:
                raise SettingsError("devices.document_printer.folder: the driver 'file' needs a folder")
            return FileDocumentPrinter(Device.DOCUMENT_PRINTER, part.folder)
        case "none":
            return None


def fitted(settings: Settings, clock: Clock) -> Mapping[Device, Any]:
    """The devices of this kiosk, none of them open. A device that is not fitted is absent."""
    built = {
        Device.CARD_READER: card_reader(settings, clock),
        Device.CAMERA: camera(settings, clock),
        Device.RECEIPT_PRINTER: receipt_printer(settings, clock),
        Device.DOCUMENT_PRINTER: document_printer(settings),
    }
    return {kind: device for kind, device in built.items() if device is not None}


@dataclass(frozen=True, slots=True)
class Crew:
    """The devices of one kiosk, each under its supervisor."""

    workers: Mapping[Device, Supervisor[Any]]

    def start(self) -> None:
        for worker in self.workers.values():
            worker.start()

    def stop(self) -> None:
        for worker in self.workers.values():
            worker.stop()

    def statuses(self) -> Mapping[Device, Status | None]:
        """Of every kind of device; None: not fitted."""
        return {kind: self.workers[kind].status() if kind in self.workers else None for kind in Device}


def crew(devices: Mapping[Device, Any], clock: Clock) -> Crew:
    return Crew({kind: Supervisor(device, clock) for kind, device in devices.items()})


def simulated(settings: Settings) -> bool:
    return settings.devices.rig is not None


def office(settings: Settings) -> HttpOffice:
    """The client of the backend. Raises SettingsError, ValueError for an address that is not https."""
    from kiosk.submission.http_office import HttpOffice  # needs requests, which a visit may never want

    part = settings.office
    try:
        token = part.token_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"office.token_file: {part.token_file}: {error.strerror}") from None
    return HttpOffice(part.url, token, verify=part.ca_file or True)


def free_bytes(settings: Settings) -> Callable[[], int]:
    return lambda: shutil.disk_usage(settings.kiosk.data).free


def _rig(settings: Settings) -> Any:
    if settings.devices.rig is None:
        raise SettingsError("devices.rig: simulated devices need the folder in which the test rig listens")
    return settings.devices.rig
