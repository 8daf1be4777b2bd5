"""The rig at wire level: the same verbs, and the kiosk's real drivers at the other end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from devices.api import DeviceState
from devices.card.api import CardMedia
from devices.card.pcsc_reader import PcscCardReader
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.line import RigClient
from devices.simulated.machine import SimulationError
from devices.simulated.rig_server import RigProcess, start_rig
from kiosk.clock import SystemClock
from tests.devices.conftest import WALLET
from tests.devices.fakes import Heard

pytestmark = pytest.mark.processes


@pytest.fixture
def wire(folder: Path, assets: Path) -> Iterator[RigProcess]:
    with start_rig(folder, assets, wire=True) as running:
        yield running


def test_the_hands_of_the_rig_move_what_the_real_drivers_see(wire: RigProcess, folder: Path, tmp_path: Path) -> None:
    hands = RigClient(folder)
    host, port = wire.addresses["receipt_printer"].split(":")
    reader = PcscCardReader("card_reader", SystemClock(), wire.addresses["card_reader"])
    printer = EscposReceiptPrinter("receipt_printer", host, int(port), 576, SystemClock())
    heard = Heard()
    reader.subscribe(heard)
    reader.open()
    printer.open()
    try:
        hands.run("insert-card", "chen_wen")
        heard.wait_for(lambda status: status.media is CardMedia.PRESENT)
        number = reader.read().number
        printer.print(np.ones((40, 576), dtype=np.bool_))
        hands.run("open-cover")
        state = printer.status().state
        receipts = hands.run("receipts", str(tmp_path / "receipts"))
    finally:
        reader.close()
        printer.close()
        hands.close()

    assert number in WALLET.read_text(encoding="utf-8")
    assert len(receipts) == 1
    assert state is DeviceState.USER_ERROR


def test_what_only_a_simulated_machine_can_do_is_refused(wire: RigProcess, folder: Path) -> None:
    hands = RigClient(folder)

    with pytest.raises(SimulationError, match="simulated machines only"):
        hands.run("arm-fault", "camera", "frame", "no_frame")

    assert hands.run("status")["addresses"] == wire.addresses
    hands.close()
