"""From settings to devices: each driver is built as its settings say, and nothing is touched before it is opened."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from devices.simulated.shared_clock import RigClock, SharedClock
from kiosk import assembly
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.settings import Settings, SettingsError, load_settings
from tests.devices.fakes import FakeDevice, Heard
from tests.devices.turned_clock import TurnedClock
from tests.kiosk.test_settings import GOOD, written


def settings(folder: Path, **parts: str) -> Settings:
    """The good settings with these parts of [devices] in place of theirs."""
    others = [line for line in GOOD.splitlines() if line.partition(" =")[0] not in parts]
    return load_settings(written(folder, "\n".join([*others, *(f"{name} = {part}" for name, part in parts.items())])))


@pytest.mark.parametrize(
    ("device", "part", "driver"),
    [
        ("card_reader", '{ driver = "pcsc", reader = "ACME" }', "PcscCardReader"),
        ("card_reader", '{ driver = "sdt", address = "serial:/dev/ttyS9", photo_decoder = ["wlf"] }', "SdtCardReader"),
        ("card_reader", '{ driver = "vendor", command = ["maker"] }', "VendorCardReader"),
        (
            "card_reader",
            '{ driver = "sdt", address = "usb:0400:c35a", second = { driver = "pcsc" } }',
            "CardReaders",
        ),
        ("card_reader", '{ driver = "none", second = { driver = "pcsc" } }', "PcscCardReader"),
        ("camera", '{ driver = "opencv", source = "/dev/video9", focus = "auto" }', "OpenCvDocumentCamera"),
        ("receipt_printer", '{ driver = "escpos", address = "file:/dev/usb/lp9" }', "EscposReceiptPrinter"),
        ("document_printer", '{ driver = "ipp", uri = "ipp://192.0.2.9/ipp/print" }', "IppDocumentPrinter"),
        ("document_printer", '{ driver = "file", folder = "/nowhere" }', "FileDocumentPrinter"),
        ("code_reader", '{ driver = "scan_engine", address = "serial:/dev/ttyACM9" }', "ScanEngineCodeReader"),
        ("code_reader", '{ driver = "camera" }', "CameraCodeReader"),
    ],
)
def test_each_driver_is_built_and_bears_the_name_of_its_kind(
    tmp_path: Path, device: str, part: str, driver: str
) -> None:
    built = assembly.fitted(settings(tmp_path, **{device: part}), SystemClock())[Device(device)]
    assert (type(built).__name__, built.name) == (driver, device)


@pytest.mark.parametrize("device", Device)
def test_each_kind_can_be_simulated(tmp_path: Path, device: Device) -> None:
    simulated = settings(tmp_path, **{device: '{ driver = "simulated" }', "rig": f'"{tmp_path}"'})
    assert type(assembly.fitted(simulated, SystemClock())[device]).__name__.startswith("Simulated")


@pytest.mark.parametrize("device", Device)
def test_one_simulated_device_among_real_ones_makes_the_kiosk_a_simulated_one(tmp_path: Path, device: Device) -> None:
    mixed = settings(tmp_path, **{device: '{ driver = "simulated" }', "rig": f'"{tmp_path}"'})
    assert assembly.simulated(mixed)
    assert not assembly.simulated(settings(tmp_path))


def test_the_code_reader_that_is_a_camera_is_the_document_camera(tmp_path: Path) -> None:
    built = assembly.fitted(settings(tmp_path, code_reader='{ driver = "camera" }'), SystemClock())
    assert built[Device.CODE_READER]._camera is built[Device.CAMERA]


def test_a_device_that_is_not_fitted_is_absent_and_its_status_says_so(tmp_path: Path) -> None:
    built = assembly.fitted(settings(tmp_path, camera='{ driver = "none" }'), SystemClock())
    assert set(built) == {Device.CARD_READER, Device.RECEIPT_PRINTER}
    assert assembly.crew(built, SystemClock()).statuses()[Device.CAMERA] is None


@pytest.mark.parametrize(
    ("device", "part", "key"),
    [
        ("card_reader", '{ driver = "sdt", address = "serial:/dev/ttyS9:7" }', "devices.card_reader.address"),
        (
            "receipt_printer",
            '{ driver = "escpos", address = "tcp:192.0.2.7:70000" }',
            "devices.receipt_printer.address",
        ),
        (
            "receipt_printer",
            '{ driver = "escpos", address = "serial:/dev/ttyS9:7" }',
            "devices.receipt_printer.address",
        ),
        ("receipt_printer", '{ driver = "escpos", address = "tcp:a..b:9100" }', "devices.receipt_printer.address"),
        ("code_reader", '{ driver = "scan_engine", address = "serial:/dev/ttyACM9:7" }', "devices.code_reader.address"),
        ("document_printer", '{ driver = "ipp", uri = "ipp:///nobody" }', "devices.document_printer.uri"),
    ],
)
def test_an_address_that_its_driver_does_not_take_is_told_with_its_key(
    tmp_path: Path, device: str, part: str, key: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{key}: "):
        assembly.fitted(settings(tmp_path, **{device: part}), SystemClock())


def test_without_a_rig_the_time_is_the_machine_s(tmp_path: Path) -> None:
    assert isinstance(assembly.clock(settings(tmp_path)), SystemClock)


def test_beside_a_rig_the_time_is_the_one_that_testers_turn(tmp_path: Path) -> None:
    beside = settings(tmp_path, rig=f'"{tmp_path}"')
    assert isinstance(assembly.clock(beside), SystemClock)  # a rig that turns no clock
    RigClock(tmp_path)
    assert isinstance(assembly.clock(beside), SharedClock)


def test_a_bundle_which_has_no_simulators_keeps_the_machine_s_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RigClock(tmp_path)
    monkeypatch.setattr(assembly, "find_spec", lambda _: None)
    assert isinstance(assembly.clock(settings(tmp_path, rig=f'"{tmp_path}"')), SystemClock)


def test_devices_are_let_go_side_by_side() -> None:
    together = threading.Barrier(2, timeout=2.0)

    class Slow(FakeDevice):
        def close(self) -> None:
            if self.is_open:
                together.wait()
            super().close()

    devices = {kind: Slow(TurnedClock()) for kind in (Device.CAMERA, Device.CARD_READER)}
    crew = assembly.crew(devices, SystemClock())
    online = Heard()
    for worker in crew.workers.values():
        worker.subscribe(online)
    crew.start()
    online.wait(2)
    crew.stop()
    assert not together.broken
