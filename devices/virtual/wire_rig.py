"""The test rig's other ground: virtual devices at wire level, which the kiosk reaches with its real drivers."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from devices.simulated.machine import SimulationError
from devices.simulated.rig import Rig
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.escpos_printer import VirtualEscposPrinter
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.vpcd import VpcdSlot


class WireCardReader:
    """The virtual reader under a private pcscd. It cannot leave alone: unplugged, pcscd goes with it."""

    def __init__(self, pcscd: VirtualPcscd) -> None:
        self._pcscd = pcscd
        self._slot = VpcdSlot(pcscd.port)
        self._plugged = True

    def insert_card(self, card: WalletCard) -> None:
        self._slot.insert(virtual_card(card))

    def pull_card(self) -> None:
        self._slot.pull()

    def unplug(self) -> None:
        if not self._plugged:
            raise SimulationError("the card reader is unplugged already")
        self._plugged = False
        self._slot.close()
        self._pcscd.stop()

    def plug(self) -> None:
        if self._plugged:
            raise SimulationError("the card reader is plugged in already")
        self._pcscd.start()
        self._plugged = True

    def close(self) -> None:
        self._slot.close()


def wire_rig(assets: Path) -> Rig:
    """A rig of virtual devices, started. `addresses`: the PC/SC reader's name, the camera's two URLs, host:port of the
    printer. Raises PcscdError where no private pcscd can be had."""
    with ExitStack() as starting:
        reader = WireCardReader(starting.enter_context(VirtualPcscd()))
        starting.callback(reader.close)
        camera = starting.enter_context(VirtualMjpegCamera())
        printer = starting.enter_context(VirtualEscposPrinter())
        addresses = {
            "card_reader": READER,
            "camera": camera.live,
            "camera_still": camera.still,
            "receipt_printer": f"{printer.host}:{printer.port}",
        }
        return Rig(reader, camera, printer, assets=assets, addresses=addresses, close=starting.pop_all().close)
