"""Plays one visit as an invented citizen would: touches through the robot, cards and papers through the rig."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import zxingcpp
from PIL import Image

from devices.simulated.line import RigClient
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import FieldType
from kiosk.demo.plays import Play
from kiosk.wording import Language, wording

SECONDS = 30.0  # for any one thing to happen


class DemoFailed(Exception):
    """The demo could not do what it promises; the text says where it stopped."""


class Robot(Protocol):
    """The touch robot's client, as far as it is needed here (`screens.robot.RobotClient`)."""

    def tap(self, name: str, timeout: float = 5.0) -> None: ...
    def screen(self) -> str: ...
    def names(self) -> Sequence[Any]: ...
    def wait(self, what: str, timeout: float = 10.0) -> None: ...
    def type(self, text: str) -> None: ...
    def shot(self, path: Path) -> None: ...
    def until_gone(self, timeout: float = 30.0) -> None: ...
    def close(self) -> None: ...


Case = Callable[[str], Mapping[str, Any]]


class Player:
    """One citizen. Leaves numbered pictures of every screen, the receipt and the case in `folder`."""

    def __init__(self, robot: Robot, rig: RigClient, assets: Path, folder: Path) -> None:
        self._robot, self._rig, self._assets, self._folder = robot, rig, assets, folder
        self._catalogue = load_catalogue(assets / "catalogue")
        self._words = wording(assets / "wording", Language.ZH)
        self._pictures = 0
        self._printed_before = 0
        folder.mkdir(parents=True, exist_ok=True)

    def play(self, play: Play, language: str) -> str:
        """From the welcome screen to goodbye; returns what the receipt's code says. Raises DemoFailed."""
        self.choose(play, language)
        self._rig.run("insert-card", play.card)
        self.hand_in(play)
        code = self.receipt()
        self.leave()
        return code

    def choose(self, play: Play, language: str = "zh") -> None:
        """From the welcome screen to where the card is asked for."""
        self._printed_before = len(self._printed())
        self._robot.wait("welcome", SECONDS)
        self._until_enabled(f"choose-{play.item_code}")
        self._picture("welcome")
        self._words = wording(self._assets / "wording", Language(language))
        if language == "en":
            self._robot.tap("language")
            self._picture("welcome-en")
        self._robot.tap(f"choose-{play.item_code}")
        self._arrive("guide")
        self._robot.tap("go-on")
        self._arrive("identify")

    def hand_in(self, play: Play) -> None:
        """From the card in the reader to the receipt screen."""
        self._arrive("form")
        self._fill_in(play)
        for paper in play.papers.values():
            self._arrive("materials")
            self._scan(paper)
        if play.papers:
            self._arrive("check")
            self._robot.tap("go-on")
        self._arrive("confirm")
        self._robot.tap("hand-in")
        self._robot.wait("receipt", SECONDS)

    def receipt(self) -> str:
        """Waits for the printer, keeps the printed receipt; returns what its code says. Raises DemoFailed."""
        self._until_enabled("finish")
        self._picture("receipt")
        receipts = self._printed()
        if len(receipts) != self._printed_before + 1:
            raise DemoFailed(f"{len(receipts) - self._printed_before} receipts were printed instead of one")
        (self._folder / "receipt.png").write_bytes(receipts[-1].read_bytes())
        code = decoded(self._folder / "receipt.png")
        (self._folder / "receipt.txt").write_text(code + "\n", encoding="ascii")
        self._rig.run("documents", str(self._folder.parent / "documents"))
        return code

    def leave(self) -> None:
        self._robot.tap("finish")
        self._arrive("goodbye")
        self._rig.run("tear-receipt")
        self._rig.run("pull-card")
        self._robot.until_gone()

    def _fill_in(self, play: Play) -> None:
        """The citizen answers what is still open, in the order in which the form asks."""
        service = self._catalogue.get(play.item_code)
        assert service is not None
        self._robot.tap("go-on")
        for code, answer in play.answers.items():
            if service.field(code).type in (FieldType.CHOICE, FieldType.CHOICES):
                for option in answer.split(","):
                    self._robot.tap(f"option-{option}")
            else:
                self._robot.type(answer)
            self._picture(f"form-{code}")
            self._robot.tap("go-on")
        if play.answers:
            self._picture("form-complete")
            self._robot.tap("go-on")

    def _scan(self, paper: str) -> None:
        self._rig.run("lay-paper", paper)
        self._robot.wait(self._words.text("hint-ready"), SECONDS)
        self._picture("materials-paper")
        self._robot.tap("capture")
        self._robot.wait("retake", SECONDS)
        self._picture("materials-taken")
        self._rig.run("take-paper")
        self._robot.tap("go-on")

    def _arrive(self, screen: str) -> None:
        self._robot.wait(screen, SECONDS)
        self._picture(screen)

    def _picture(self, name: str) -> None:
        self._pictures += 1
        self._robot.shot(self._folder / f"{self._pictures:02d}-{name}.png")

    def _until_enabled(self, name: str) -> None:
        end = time.monotonic() + SECONDS
        while not any(t.name == name and t.enabled for t in self._robot.names()):
            if time.monotonic() > end:
                raise DemoFailed(f"{name} cannot be touched after {SECONDS:g} s on the screen {self._robot.screen()}")
            time.sleep(0.05)

    def _printed(self) -> list[Path]:
        return [Path(path) for path in self._rig.run("receipts", str(self._folder.parent / "receipts"))]


def decoded(png: Path) -> str:
    """What the QR code of a printed receipt says. Raises DemoFailed."""
    with Image.open(png) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("L"))
    if not codes:
        raise DemoFailed(f"{png}: no code can be read")
    return str(codes[0].text)
