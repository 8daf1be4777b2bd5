"""Promises of the settings: a mistake is named with file, key and reason; the environment wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import SettingsError, load_settings

GOOD = """
[kiosk]
id = "330199-01"
hall = { zh = "示范政务服务中心", en = "Model Service Hall" }
data = "/var/lib/kiosk"

[office]
url = "https://office.example/"
token_file = "/etc/kiosk/token"
public_keys = "/etc/kiosk/public_keys.json"

[devices]
card_reader = { driver = "pcsc" }
camera = { driver = "opencv", source = "0" }
receipt_printer = { driver = "escpos", address = "tcp:192.0.2.7:9100" }
document_printer = { driver = "none" }
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_good_settings_are_typed_and_have_the_usual_idle_times(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD))
    assert settings.devices.receipt_printer.width_dots == 576
    assert (settings.visit.idle_seconds, settings.visit.warning_seconds) == (60.0, 30.0)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_OFFICE__URL", "https://other.example/")
    assert load_settings(written(tmp_path, GOOD)).office.url == "https://other.example/"


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ('id = "330199-01"', 'id = "hall one"', "kiosk.id"),
        ('driver = "pcsc"', 'driver = "psc"', "devices.card_reader.driver"),
        ("tcp:192.0.2.7:9100", "192.0.2.7", "devices.receipt_printer.address"),
        (', address = "tcp:192.0.2.7:9100"', "", "devices.receipt_printer.address"),
        ('driver = "pcsc"', 'driver = "sdt"', "devices.card_reader.address"),
        ('driver = "pcsc"', 'driver = "sdt", address = "com1"', "devices.card_reader.address"),
        ('driver = "pcsc"', 'driver = "vendor"', "devices.card_reader.command"),
        ('driver = "pcsc"', 'driver = "vendor", command = []', "devices.card_reader.command"),
        (
            'driver = "pcsc"',
            'driver = "pcsc", second = { driver = "sdt" }',
            "devices.card_reader.second.address",
        ),
        ('driver = "pcsc"', 'driver = "simulated"', "devices.rig"),
        ('source = "0"', 'source = "0", still_size = [0, 2448]', "devices.camera.still_size.0"),
        ('driver = "none"', 'driver = "ipp"', "devices.document_printer.uri"),
        ('driver = "none"', 'driver = "ipp", uri = "lp0"', "devices.document_printer.uri"),
        ('driver = "none"', 'driver = "ipp", uri = "http://192.0.2.9/"', "devices.document_printer.uri"),
        ('driver = "none"', 'driver = "file"', "devices.document_printer.folder"),
        (
            'driver = "none" }',
            'driver = "none" }\ncode_reader = { driver = "scan_engine" }',
            "devices.code_reader.address",
        ),
        ('url = "https://office.example/"', "", "office.url"),
        ('data = "/var/lib/kiosk"', 'data = "/var/lib/kiosk"\ncolour = "red"', "kiosk.colour"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    assert right in GOOD
    with pytest.raises(SettingsError, match=f"kiosk.toml: {key}: "):
        load_settings(written(tmp_path, GOOD.replace(right, wrong)))


def test_a_file_that_is_no_toml_or_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"not valid TOML"):
        load_settings(written(tmp_path, "[kiosk"))
    with pytest.raises(SettingsError, match=r"cannot be read"):
        load_settings(tmp_path / "missing.toml")


def test_codes_cannot_be_read_with_a_camera_that_is_not_there(tmp_path: Path) -> None:
    text = GOOD.replace('driver = "opencv"', 'driver = "none"') + 'code_reader = { driver = "camera" }\n'
    with pytest.raises(SettingsError, match=r"kiosk.toml: devices.code_reader.driver: 'camera' reads codes"):
        load_settings(written(tmp_path, text))


@pytest.mark.parametrize(
    ("device", "part"),
    [
        ("card_reader", '{ driver = "sdt", address = "serial:/dev/ttyUSB0:115200" }'),
        ("card_reader", '{ driver = "sdt", address = "usb:0400:c35a" }'),
        ("card_reader", '{ driver = "sdt", address = "hid:/dev/hidraw0" }'),
        ("card_reader", '{ driver = "sdt", address = "escape:ACME Reader 00 00", photo_decoder = ["wlf"] }'),
        ("card_reader", '{ driver = "vendor", command = ["maker", "--quiet"] }'),
        ("receipt_printer", '{ driver = "escpos", address = "usb:04b8:0202" }'),
        ("receipt_printer", '{ driver = "escpos", address = "serial:/dev/ttyUSB0" }'),
        (
            "receipt_printer",
            '{ driver = "escpos", address = "serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0" }',
        ),
        ("receipt_printer", '{ driver = "escpos", address = "file:/dev/usb/lp0" }'),
        ("document_printer", '{ driver = "ipp", uri = "ipp://localhost/printers/a4" }'),
        ("code_reader", '{ driver = "scan_engine", address = "hid:/dev/input/event3" }'),
        ("code_reader", '{ driver = "camera" }'),
    ],
)
def test_every_kind_of_address_is_taken(tmp_path: Path, device: str, part: str) -> None:
    others = [line for line in GOOD.splitlines() if not line.startswith(device)]
    settings = load_settings(written(tmp_path, "\n".join([*others, f"{device} = {part}"])))
    assert getattr(settings.devices, device).driver in part


def test_the_example_settings_are_good() -> None:
    example = Path(__file__).resolve().parents[2] / "packaging" / "kiosk.toml.example"
    assert load_settings(example).kiosk.id == "330199-01"
