"""Promises of `kiosk helper`, with a card in the test rig's reader."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from devices.simulated.line import RigClient
from devices.simulated.rig import simulated_rig
from devices.simulated.rig_server import RigServer
from devices.simulated.wallet import load_wallet
from kiosk.__main__ import app
from kiosk.clock import SystemClock
from kiosk.keeper_socket import SOCKET, KeeperSocket
from kiosk.people import badge_command
from kiosk.people.badges import Badge, BadgeProblem, Badges
from kiosk.wording import Language, wording
from tests.kiosk.test_settings import GOOD, written

PIN = "350172"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, as the path of a unix socket must be."""
    with tempfile.TemporaryDirectory(prefix="k-") as path:
        yield Path(path)


@pytest.fixture
def hands(folder: Path, assets: Path) -> Iterator[RigClient]:
    with RigServer(simulated_rig(assets), folder):
        hands = RigClient(folder)
        yield hands
        hands.close()


@pytest.fixture
def kiosk_toml(folder: Path, hands: RigClient) -> Path:
    simulated = GOOD.replace('card_reader = { driver = "pcsc" }', 'card_reader = { driver = "simulated" }')
    return written(folder, simulated.replace("/var/lib/kiosk", f"{folder}/data") + f'rig = "{folder}"\n')


@pytest.fixture
def badges(folder: Path) -> Badges:
    return Badges(folder / "data", SystemClock())


def helper(kiosk_toml: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        app, ["helper", *words, "--settings", str(kiosk_toml), "--language", "en"], input=typed, catch_exceptions=False
    )


def test_the_card_on_the_reader_is_enrolled_with_a_pin_that_is_not_shown(
    kiosk_toml: Path, hands: RigClient, badges: Badges, assets: Path
) -> None:
    hands.run("insert-card", "chen_wen")
    done = helper(kiosk_toml, "enrol", "12", "--kind", "helper", typed=f"{PIN}\n{PIN}\n")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Enrolled: helper 12.")
    assert PIN not in done.output
    card = load_wallet(assets / "cards" / "wallet.yaml")["chen_wen"].data
    assert card is not None
    assert badges.find(card) == Badge("12", "helper")
    assert badges.check(Badge("12", "helper"), PIN)


def test_two_different_pins_enrol_nobody(kiosk_toml: Path, hands: RigClient, badges: Badges) -> None:
    hands.run("insert-card", "chen_wen")
    done = helper(kiosk_toml, "enrol", "12", "--kind", "helper", typed=f"{PIN}\n{PIN[::-1]}\n")
    assert (done.exit_code, "two different PINs" in done.stderr) == (2, True)
    assert badges.enrolled() == ()


@pytest.mark.usefixtures("hands")
def test_without_a_card_nobody_is_asked_for_a_pin(
    kiosk_toml: Path, badges: Badges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_command, "CARD_WITHIN", 0.05)
    done = helper(kiosk_toml, "enrol", "12", "--kind", "helper", typed=f"{PIN}\n{PIN}\n")
    assert (done.exit_code, "no_card" in done.stderr) == (2, True)
    assert "PIN" not in done.output
    assert badges.enrolled() == ()


def test_a_kiosk_that_runs_keeps_its_reader(kiosk_toml: Path, folder: Path, badges: Badges) -> None:
    (folder / "data").mkdir()
    keeper = KeeperSocket(folder / "data" / SOCKET, lambda: {"devices": {}})
    keeper.start()
    done = helper(kiosk_toml, "enrol", "12", "--kind", "helper")
    keeper.stop()
    assert (done.exit_code, "Stop it, enrol" in done.stderr) == (2, True)
    assert badges.enrolled() == ()


def test_who_is_enrolled_is_listed_and_can_be_removed(kiosk_toml: Path, hands: RigClient, badges: Badges) -> None:
    hands.run("insert-card", "chen_wen")
    helper(kiosk_toml, "enrol", "W-7", "--kind", "staff", typed=f"{PIN}\n{PIN}\n")
    said = [helper(kiosk_toml, *words).output for words in (["list"], ["remove", "W-7"], ["list"], ["remove", "W-7"])]
    assert said == ["W-7  staff\n", "Removed: W-7.\n", "Nobody is enrolled yet.\n", "kiosk: There is no such number.\n"]


@pytest.mark.parametrize("problem", BadgeProblem)
def test_every_refusal_has_words_in_both_languages(assets: Path, problem: BadgeProblem) -> None:
    for language in Language:
        assert wording(assets / "wording", language).text(f"badge-problem-{problem}")


def test_both_languages_say_the_same_things(assets: Path) -> None:
    keys = [
        re.findall(r"^([a-z][\w-]*) =", (assets / "wording" / language / "badges.ftl").read_text("utf-8"), re.MULTILINE)
        for language in Language
    ]
    assert keys[0] == keys[1]
