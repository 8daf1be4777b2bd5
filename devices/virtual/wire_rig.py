"""The test rig's other ground: virtual devices at wire level, which the kiosk reaches with its real drivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from devices.api import Clock, Device
from devices.camera.opencv import OpenCvDocumentCamera
from devices.card.pcsc_reader import PcscCardReader
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.document_printer.ipp import IppDocumentPrinter
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.fault import Faults, SimulationError
from devices.simulated.hands import Finger, Fitted, Ground
from devices.simulated.network import Network
from devices.simulated.rig import Rig
from devices.simulated.rig_words import CAMERA, CARD, CODE, DOCUMENT, RECEIPT
from devices.simulated.shared_clock import RigClock
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.escpos_printer import VirtualEscposPrinter
from devices.virtual.ipp_printer import VirtualIppPrinter
from devices.virtual.ippeveprinter import IppPrinterError
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from devices.virtual.pcscd import READER, PcscdError, VirtualPcscd
from devices.virtual.scan_engine import VirtualScanEngine
from devices.virtual.vpcd import VpcdSlot

D = TypeVar("D", bound=Device)

WIDTH_DOTS = 576


class WireCardReader:
    """The virtual reader under a private pcscd. It cannot leave alone: unplugged, pcscd goes with it."""

    def __init__(self, pcscd: VirtualPcscd) -> None:
        self._pcscd = pcscd
        self._slot = VpcdSlot(pcscd.port)
        self._plugged = True
        self._card: WalletCard | None = None  # the last one that was put in
        self._lies_without_power = False

    @property
    def faults(self) -> Faults:
        return self._slot.faults

    def look(self) -> dict[str, str]:
        if not self._plugged:
            return {"media": "unknown"}
        return {"media": "present" if self._slot.occupied else "absent"}

    def insert_card(self, card: WalletCard) -> None:
        if not self._plugged:
            raise SimulationError("the card reader is unplugged: plug it in first")
        self._slot.insert(virtual_card(card))
        self._card = card

    def pull_card(self) -> None:
        if self._lies_without_power:
            self._lies_without_power = False
        else:
            self._slot.pull()

    def unplug(self) -> None:
        if not self._plugged:
            raise SimulationError("the card reader is unplugged already")
        self._plugged = False
        self._lies_without_power = self._slot.occupied
        self._slot.close()
        self._pcscd.stop()

    def plug(self) -> None:
        if self._plugged:
            raise SimulationError("the card reader is plugged in already")
        try:
            self._pcscd.start()
        except PcscdError as error:
            raise SimulationError(str(error)) from error
        self._plugged = True
        if self._lies_without_power and self._card is not None:
            self._lies_without_power = False
            self._slot.insert(virtual_card(self._card))

    def close(self) -> None:
        self._slot.close()


def wire_rig(
    assets: Path,
    folder: Path | None = None,
    *,
    network: Network | None = None,
    finger: Callable[[], Finger] | None = None,
    cases: Callable[[], int] | None = None,
) -> Rig:
    """A rig of virtual devices, started. `addresses`: the PC/SC reader's name, the camera's two URLs, and the printers'
    and the code reader's as their drivers want them. Raises SimulationError that names what is missing on this machine.
    """
    clock = RigClock(folder)
    with ExitStack() as starting:
        try:
            devices, addresses = _devices(starting, clock)
        except (PcscdError, IppPrinterError) as error:
            raise SimulationError(str(error)) from error
        ground = Ground("wire", devices, addresses, starting.pop_all().close)
        return Rig(ground, assets=assets, clock=clock, folder=folder, network=network, finger=finger, cases=cases)


def _devices(starting: ExitStack, clock: Clock) -> tuple[dict[str, Fitted], dict[str, str]]:
    reader = WireCardReader(starting.enter_context(VirtualPcscd()))
    starting.callback(reader.close)
    camera = starting.enter_context(VirtualMjpegCamera())
    receipts = starting.enter_context(VirtualEscposPrinter())
    documents = starting.enter_context(VirtualIppPrinter())
    engine = starting.enter_context(VirtualScanEngine())
    addresses = {
        "card_reader": READER,
        "camera": camera.live,
        "camera_still": camera.still,
        "receipt_printer": receipts.address,
        "document_printer": documents.uri,
        "code_reader": engine.address,
    }
    devices = {
        CARD: Fitted(reader, reader.look, lambda: _opened(PcscCardReader(CARD, clock, READER))),
        CAMERA: Fitted(
            camera,
            dict,
            lambda: _opened(OpenCvDocumentCamera(CAMERA, camera.live, clock, still_source=camera.still)),
        ),
        RECEIPT: Fitted(
            receipts,
            lambda: {"paper_mm": round(receipts.paper_mm)},
            lambda: _opened(EscposReceiptPrinter(RECEIPT, receipts.address, WIDTH_DOTS, clock)),
        ),
        DOCUMENT: Fitted(
            documents,
            lambda: {"sheets_left": documents.sheets_left},
            lambda: _opened(IppDocumentPrinter(DOCUMENT, documents.uri, clock)),
        ),
        CODE: Fitted(engine, dict, lambda: _opened(ScanEngineCodeReader(CODE, clock, engine.address))),
    }
    return devices, addresses


@contextmanager
def _opened(driver: D) -> Iterator[D]:
    """A real driver, as the kiosk has it. A device that a kiosk holds refuses it in its own way."""
    try:
        driver.open()
        yield driver
    finally:
        driver.close()
