"""Accidents with real processes: what was handed in is never lost, and the next citizen never waits."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
import requests

from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.player import Player
from kiosk.demo.plays import plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import Standing, verify
from screens.robot import RobotClient

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

PROOF = plays(ASSETS)["proof"]
SECONDS = 60.0


def until(what: str, holds: Callable[[], bool]) -> None:
    pause, end = threading.Event(), time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"still not: {what}"
        pause.wait(0.05)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("acc") / "h"
    with house(folder, wire=False) as h:
        yield h
    shutil.rmtree(folder)


def hand_in(h: House, folder: Path) -> str:
    with closing(RobotClient(h.robot, timeout=SECONDS)) as robot:
        code = h.player(robot, folder).play(PROOF)
    h.rig.close()
    return code


@contextmanager
def without_office(h: House, folder: Path) -> Iterator[tuple[Player, str]]:
    """A citizen at the receipt screen; the office went away while the form was being filled in."""
    with closing(RobotClient(h.robot, timeout=SECONDS)) as robot:
        player = h.player(robot, folder)
        player.begin(PROOF)
        player.go(PROOF, to=("confirm",))
        h.office.stop()
        player.go(PROOF, to=("receipt",))
        yield player, player.printed()


def visit_processes(h: House) -> list[psutil.Process]:
    assert h.kiosk.process is not None
    return sorted(psutil.Process(h.kiosk.process.pid).children(), key=lambda process: process.create_time())


def at_the_office(h: House, number: str) -> bool:
    try:
        h.office.case(number)
    except requests.RequestException:
        return False
    return True


def test_with_the_office_away_the_receipt_says_kept_and_the_case_arrives_when_it_is_back(
    home: House, tmp_path: Path
) -> None:
    with without_office(home, tmp_path) as (player, code):
        player.leave(PROOF)
    home.rig.close()
    facts, signer = verify(code, load_receipt_keys(home.receipt_keys))
    assert (facts.standing, signer) == (Standing.KEPT, "kiosk 330199-01")
    home.office.start()
    until("the kept case is at the office", lambda: at_the_office(home, facts.number))
    assert home.office.case(facts.number)["provisional"] == facts.number


def test_a_kept_case_survives_a_power_cut_of_the_whole_kiosk(home: House, tmp_path: Path) -> None:
    with without_office(home, tmp_path) as (_, code):
        doomed = visit_processes(home)
        home.kiosk.kill()
    until("the visit processes died with their keeper", lambda: not any(p.is_running() for p in doomed))
    home.office.start()
    home.rig.run("tear-receipt")
    home.rig.run("pull-card")
    home.rig.close()
    home.kiosk.start()
    facts, _ = verify(code, load_receipt_keys(home.receipt_keys))
    until("the kept case is at the office", lambda: at_the_office(home, facts.number))


def test_a_visit_process_that_is_killed_is_followed_by_one_that_knows_nothing_of_it(
    home: House, tmp_path: Path
) -> None:
    with closing(RobotClient(home.robot, timeout=SECONDS)) as robot:
        player = home.player(robot, tmp_path / "first")
        player.begin(PROOF)
        player.go(PROOF, to=("form",))
        visit_processes(home)[0].kill()
        robot.until_gone()
    home.rig.run("pull-card")
    with closing(RobotClient(home.robot, timeout=SECONDS)) as robot:
        robot.wait("welcome", SECONDS)
        assert not any("330199" in text and "*" in text for text in robot.texts())
    code = hand_in(home, tmp_path / "second")
    facts, _ = verify(code, load_receipt_keys(home.receipt_keys))
    assert facts.standing is Standing.RECEIVED
