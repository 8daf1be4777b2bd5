"""`kiosk diagnose` beside a running keeper: what the keeper knows, and patience with a kiosk that has just started."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.api import DeviceState, Status
from kiosk import diagnose
from kiosk.diagnostics.relay import told
from kiosk.keeper_socket import SOCKET, KeeperSocket
from kiosk.pipe import DeviceReport
from kiosk.settings import Settings, load_settings
from tests.kiosk.test_settings import GOOD, written

ONLINE, STARTING = Status(DeviceState.ONLINE), Status(DeviceState.STARTING)
FITTED = ("card_reader", "camera", "receipt_printer")


def devices(*states: Status) -> dict[str, Any]:
    return {name: told(name, status).model_dump(mode="json") for name, status in zip(FITTED, states, strict=False)}


class Keeper:
    """Says what a test lets it know."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}
        self.pauses = 0

    def report(self) -> dict[str, Any]:
        return {"devices": self.devices}


@pytest.fixture
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="k-") as folder:  # short, as the path of a unix socket must be
        yield load_settings(written(Path(folder), GOOD.replace("/var/lib/kiosk", folder)))


@pytest.fixture
def keeper(settings: Settings) -> Iterator[Keeper]:
    keeper = Keeper()
    local = KeeperSocket(settings.kiosk.data / SOCKET, keeper.report)
    local.start()
    yield keeper
    local.stop()


def states(reports: tuple[DeviceReport, ...] | None) -> dict[str, str]:
    assert reports is not None
    return {report.device: str(report.state) for report in reports}


def test_without_a_keeper_there_is_nothing_to_hear(settings: Settings) -> None:
    assert diagnose._of_the_keeper(settings, lambda _: None) is None


def test_what_the_keeper_knows_is_told_at_once(settings: Settings, keeper: Keeper) -> None:
    keeper.devices = devices(ONLINE, ONLINE, ONLINE)
    reports = diagnose._of_the_keeper(settings, pytest.fail)
    assert states(reports) == dict.fromkeys(FITTED, "online")


def test_a_keeper_that_has_heard_nothing_yet_is_asked_again(settings: Settings, keeper: Keeper) -> None:
    news = iter([devices(), devices(ONLINE, STARTING), devices(ONLINE, ONLINE, ONLINE)])
    reports = diagnose._of_the_keeper(settings, lambda _: setattr(keeper, "devices", next(news)))
    assert states(reports) == dict.fromkeys(FITTED, "online")


def test_a_device_of_which_nothing_is_heard_is_starting_when_patience_ends(settings: Settings, keeper: Keeper) -> None:
    keeper.devices = devices(ONLINE, ONLINE)
    reports = diagnose._of_the_keeper(settings, lambda _: None)
    assert states(reports) == {"card_reader": "online", "camera": "online", "receipt_printer": "starting"}
