"""Promises of the production bundle: `make bundle` builds it and runs these.

The bundle runs on a screen of its own (Xvfb) and is touched by X itself; card, camera and printer are the wire-level
virtual devices, started from the source tree. What to touch where is learned from the source tree's own screens.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader

from devices.simulated.wallet import load_wallet
from kiosk.catalogue.model import Device
from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.player import decoded
from kiosk.demo.plays import plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import Standing, verify
from screens.robot import RobotClient

SOURCE = Path(__file__).resolve().parents[2]
BUNDLE = Path(__file__).resolve().parents[2] / "build" / "dist" / "kiosk" / "kiosk"
PROOF = plays(ASSETS)["proof"]
HEIGHT = 1920
SECONDS = 60.0
_ROOM = {Device.CARD_READER: "card"}  # where a kind's drivers live, if not under its name

pytestmark = [pytest.mark.bundle, pytest.mark.timeout(300)]


def until(what: str, holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    pause, end = threading.Event(), time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"still not: {what}"
        pause.wait(0.05)


# What a citizen touches for the proof, screen by screen; at "identify" the card is laid down.
TOUCHED = {
    "welcome": [f"choose-{PROOF.service}"],
    "situation": ["option-self", "go-on"],
    "guide": ["go-on"],
    "privacy": ["go-on"],
    "identify": [],
    "form": ["go-on"],
    "confirm": ["hand-in"],
    "receipt": ["finish"],
    "rate": ["rate-skip"],
}
Place = tuple[int, int]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Place]]:
    """Where the source tree's screens have what a citizen touches for the proof: X coordinates."""
    found: dict[str, list[Place]] = {}
    with house(tmp_path_factory.mktemp("src") / "h", wire=False) as h, closing(RobotClient(h.robot, 60.0)) as robot:
        for screen, names in TOUCHED.items():
            robot.wait(screen, SECONDS)
            if screen == "identify":
                h.rig.run("insert-card", PROOF.card)
            found[screen] = []
            for name in names:
                robot.wait(name, SECONDS)
                (it,) = [t for t in robot.names() if t.name == name]
                found[screen].append((round(it.x), round(HEIGHT - it.y)))
                robot.tap(name)
    return found


@dataclass(frozen=True)
class Running:
    house: House
    display: str

    def events(self) -> list[str]:
        lines = [line for f in sorted(self.house.audit.glob("*.jsonl")) for line in f.read_text().splitlines()]
        return [f"{e['event']} {e.get('step', e.get('outcome', ''))}".strip() for e in map(json.loads, lines)]

    def until_online(self) -> None:
        process = self.house.kiosk.process
        assert process is not None
        until(
            "all devices are online",
            lambda: self.events().count("device-changed") >= len(Device) or process.poll() is not None,
        )
        assert process.poll() is None, (self.house.folder / "kiosk.log").read_text()

    def touch_until(self, places: list[Place], event: str) -> None:
        """As a citizen does: once more when nothing happened, for a screen that has just come ignores the first."""
        for _ in range(5):
            for at in places:
                self._touch(at)
            with contextlib.suppress(AssertionError):
                until(event, lambda: event in self.events(), 3.0)
                return
        raise AssertionError(f"nothing came of touching {places}: not {event}, but {self.events()[-3:]}")

    def _touch(self, at: Place) -> None:
        where = ["mousemove", str(at[0]), str(at[1]), "mousedown", "1", "sleep", "0.15", "mouseup", "1"]
        subprocess.run(["xdotool", *where], env={**os.environ, "DISPLAY": self.display}, check=True)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("bundle") / "h"
    ours, theirs = os.pipe()
    screen = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", f"1080x{HEIGHT}x24", "-nolisten", "tcp"]
    xvfb = subprocess.Popen(screen, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as said:
        display = f":{said.readline().strip()}"
    bare = {"PATH": os.environ["PATH"], "DISPLAY": display, "LANG": "C.UTF-8"}  # no HOME, no virtual environment
    try:
        with house(folder, wire=True, fullscreen=True, program=[str(BUNDLE)], environment=bare) as h:
            yield Running(h, display)
    finally:
        xvfb.terminate()
        xvfb.wait()


def modules() -> set[str]:
    archive = CArchiveReader(str(BUNDLE))
    (pyz,) = [name for name in archive.toc if name.startswith("PYZ")]
    return set(archive.open_embedded_archive(pyz).toc)


def test_no_simulator_no_virtual_device_no_robot_and_no_backend_is_in_the_bundle() -> None:
    inside = modules()
    for absent in (
        "devices.simulated",  # and with it the panel
        "devices.virtual",
        "screens.robot",
        "screens.hand",
        "kiosk.backend",
        "kiosk.demo",
        "fastapi",
        "sqlalchemy",
        "playwright",
    ):
        assert [m for m in inside if m == absent or m.startswith(f"{absent}.")] == []
    files = {str(f.relative_to(BUNDLE.parent)) for f in BUNDLE.parent.rglob("*") if f.is_file()}
    only = re.compile(r"assets/(cards|papers|demo|scenarios|panel)/|devices/(simulated|virtual)")
    services = (BUNDLE.parent / "_internal" / "assets" / "catalogue").glob("*.yaml")
    samples = {
        name for file in services for name in re.findall(r"sample: (\S+\.png)", file.read_text(encoding="utf-8"))
    }
    assert {f for f in files if only.search(f)} == {f"_internal/assets/papers/{name}" for name in samples}


def test_the_window_the_keeper_and_every_real_driver_are_in_the_bundle() -> None:
    inside = modules()
    real = (f for kind in Device for f in (SOURCE / "devices" / _ROOM.get(kind, kind)).rglob("*.py"))
    drivers = {".".join(f.relative_to(SOURCE).with_suffix("").parts) for f in real if f.stem != "__init__"}
    assert {"kiosk.keeper", "screens.app", *drivers} <= inside


def test_the_bundle_hands_in_a_case_through_real_drivers(running: Running, places: dict[str, list[Place]]) -> None:
    h = running.house
    running.until_online()
    for screen, following in (
        ("welcome", "situation"),
        ("situation", "guide"),
        ("guide", "privacy"),
        ("privacy", "identify"),
    ):
        running.touch_until(places[screen], f"step-shown {following}")
    h.rig.run("insert-card", PROOF.card)
    until("the card is read", lambda: "step-shown form" in running.events())
    running.touch_until(places["form"], "step-shown confirm")
    running.touch_until(places["confirm"], "step-shown hand_in")
    until("the receipt is printed", lambda: "receipt-printed done" in running.events())
    (png,) = h.rig.run("receipts", str(h.folder / "receipts"))
    facts, _ = verify(decoded(Path(png)), load_receipt_keys(h.receipt_keys))
    card = load_wallet(ASSETS / "cards" / "wallet.yaml")[PROOF.card].data
    assert card is not None
    assert facts.standing is Standing.RECEIVED
    assert h.office.case(facts.number)["case"]["identity"]["name"] == card.name
    running.touch_until(places["receipt"], "step-shown rate")
    running.touch_until(places["rate"], "visit-ended rate")
    h.rig.run("pull-card")
    until("the next one is on", lambda: running.events().count("visit-process-shown") >= 2)
    h.rig.close()


def test_the_bundle_diagnoses_itself(running: Running) -> None:
    running.until_online()
    words = [str(BUNDLE), "diagnose", "--json", "--settings", str(running.house.settings)]
    said = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    states = {d["device"]: d["state"] for d in json.loads(said.stdout)["devices"]}
    assert states == dict.fromkeys(Device, "online")
