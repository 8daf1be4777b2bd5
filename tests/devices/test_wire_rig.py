"""The rig at wire level: the same verbs, and the kiosk's real drivers at the other end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from devices.api import DeviceState
from devices.card.api import CardMedia
from devices.card.pcsc_reader import PcscCardReader
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.document_printer.ipp import IppDocumentPrinter
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.fault import SimulationError
from devices.simulated.line import RigClient
from devices.simulated.play import Play
from devices.simulated.rig import Rig
from devices.simulated.rig_process import RigProcess, start_rig
from devices.virtual import wire_rig
from kiosk.clock import SystemClock
from tests.devices.conftest import WALLET
from tests.devices.fakes import Heard

pytestmark = pytest.mark.processes

ASSETS = WALLET.parents[1]


@pytest.fixture
def wire(folder: Path, assets: Path) -> Iterator[RigProcess]:
    with start_rig(folder, assets, "--wire") as running:
        yield running


@pytest.fixture
def hands(wire: RigProcess, folder: Path) -> Iterator[RigClient]:
    with closing(RigClient(folder)) as client:
        yield client


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with wire_rig.wire_rig(ASSETS, tmp_path) as rig:
        yield rig


def test_the_hands_of_the_rig_move_what_the_real_drivers_see(
    wire: RigProcess, hands: RigClient, tmp_path: Path
) -> None:
    reader = PcscCardReader("card_reader", SystemClock(), wire.addresses["card_reader"])
    printer = EscposReceiptPrinter("receipt_printer", wire.addresses["receipt_printer"], 576, SystemClock())
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

    assert number in WALLET.read_text(encoding="utf-8")
    assert len(receipts) == 1
    assert state is DeviceState.USER_ERROR


def test_the_document_printer_and_the_code_reader_are_where_the_rig_says(wire: RigProcess, hands: RigClient) -> None:
    printer = IppDocumentPrinter("document_printer", wire.addresses["document_printer"], SystemClock())
    engine = ScanEngineCodeReader("code_reader", SystemClock(), wire.addresses["code_reader"])
    for device in (printer, engine):
        device.open()
    states = [device.status().state for device in (printer, engine)]
    for device in (printer, engine):
        device.close()

    assert states == [DeviceState.ONLINE, DeviceState.ONLINE]


def test_what_only_a_simulated_machine_can_do_is_refused(wire: RigProcess, hands: RigClient) -> None:
    with pytest.raises(SimulationError, match="no command of it can be held"):
        hands.run("hold", "camera", "still")

    assert hands.run("status")["addresses"] == wire.addresses


def test_faults_are_armed_on_the_virtual_devices(hands: RigClient) -> None:
    hands.run("arm-fault", "receipt_printer", "print", "cut")

    with pytest.raises(SimulationError, match="what can: read cut"):
        hands.run("arm-fault", "card_reader", "read", "error:hardware_error")

    assert [fault["what"] for fault in hands.run("faults")["armed"]] == ["cut"]


def test_a_card_that_a_fault_took_out_is_out(rig: Rig) -> None:
    rig.run("arm-fault", "card_reader", "read", "cut")
    rig.run("insert-card", "chen_wen")
    rig.run("use", "card_reader", "read")
    rig.run("last")

    assert rig.view()["card_reader"] == {"state": "online", "media": "absent", "card": None}
    with pytest.raises(SimulationError, match="no card is in"):
        rig.run("pull-card")
    rig.run("insert-card", "wu_ji")
    assert rig.view()["card_reader"]["card"] == "wu_ji"


def test_a_card_stays_in_a_reader_that_loses_its_power(rig: Rig) -> None:
    rig.run("insert-card", "chen_wen")
    rig.run("unplug", "card_reader")
    without = rig.view()["card_reader"]
    rig.run("plug", "card_reader")

    assert without == {"state": "disconnected", "media": "unknown", "card": "chen_wen"}
    assert rig.view()["card_reader"] == {"state": "online", "media": "present", "card": "chen_wen"}


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "name", ["bad_cards", "card_pulled", "two_citizens", "receipt_paper_out", "receipt_jam", "code_twice"]
)
def test_scenarios_play_through_the_real_drivers(rig: Rig, name: str) -> None:
    play = Play(rig, name, rig.stage.load(name))

    play.to_the_end()

    assert [(v.step, v.text, v.why_not) for v in play.verdicts if not v.passed] == []


def test_what_is_missing_on_this_machine_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.virtual.pcscd.shutil.which", lambda *_args, **_options: None)

    with pytest.raises(SimulationError, match="apt-get install pcscd vsmartcard-vpcd"):
        wire_rig.wire_rig(ASSETS)
