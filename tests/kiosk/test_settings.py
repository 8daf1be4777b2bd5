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
receipt_printer = { driver = "escpos", host = "192.0.2.7" }
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
        ('host = "192.0.2.7"', 'host = "192.0.2.7", port = 70000', "devices.receipt_printer.port"),
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


def test_the_example_settings_are_good() -> None:
    example = Path(__file__).resolve().parents[2] / "packaging" / "kiosk.toml.example"
    assert load_settings(example).kiosk.id == "330199-01"
