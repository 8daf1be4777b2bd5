"""A person for the contracts on hardware who is a program, and the virtual devices that it stands before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from devices.simulated.document_printer import count_pages
from devices.simulated.fault import SimulationError
from devices.simulated.wallet import load_wallet
from devices.virtual.card import virtual_card
from devices.virtual.escpos_printer import VirtualEscposPrinter
from devices.virtual.ipp_printer import VirtualIppPrinter
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.scan_engine import VirtualScanEngine
from devices.virtual.sdt_module import VirtualSdtModule
from devices.virtual.vpcd import VpcdSlot
from tests import hardware
from tests.camera.grounds import WHITE
from tests.cards import conftest as cards
from tests.printing.grounds import ink

WALLET = load_wallet(cards.WALLET)
ROOT = Path(__file__).resolve().parents[2]
AT_EASE = 0.6  # seconds that a person takes: a virtual slot is looked at every 0.4 s


class Desk:
    """A device and what a person does with it. `settings`: its line in kiosk.toml."""

    remedies: tuple[str, ...] = ("plug",)

    def __init__(self, hands: Any, settings: str) -> None:
        self.hands = hands
        self.settings = settings

    def act(self, verb: str, *what: Any) -> None:
        getattr(self.hands, verb)(*what)

    def put_right(self) -> None:
        for remedy in self.remedies:
            with suppress(SimulationError):
                self.act(remedy)

    def count(self, question: str) -> int:
        """What lies there."""
        raise NotImplementedError(question)


class ReceiptDesk(Desk):
    remedies = ("plug", "clear_jam", "close_cover", "cool_down")
    taken = torn = 0

    def put_right(self) -> None:
        super().put_right()
        self.hands.load_paper(10_000)
        self.taken, self.torn = len(self.hands.receipts), len(self.hands.scraps)

    def count(self, question: str) -> int:
        if question == hardware.SCRAPS:
            return sum(bool(ink(scrap).any()) for scrap in self.hands.scraps[self.torn + 1 :])
        before, self.taken = self.taken, len(self.hands.receipts)
        return self.taken - before


class DocumentDesk(Desk):
    remedies = ("plug", "clear_jam", "close_door", "replace_toner")
    taken = whole = torn = 0

    def put_right(self) -> None:
        super().put_right()
        with suppress(SimulationError):  # it is full
            self.hands.load_sheets(250 - self.hands.sheets_left)
        self.taken = self.whole = len(self.hands.documents)
        self.torn = len(self.hands.scraps)

    def count(self, question: str) -> int:
        match question:
            case hardware.JOBS:
                return len(self.hands.spool)
            case hardware.SHEETS:
                printed = [*self.hands.documents[self.whole :], *self.hands.scraps[self.torn :]]
                return sum(map(count_pages, printed))
        before, self.taken = self.taken, len(self.hands.documents)
        return self.taken - before


class SlotDesk(Desk):
    remedies = ("plug", "pull_card")

    def __init__(self, pcscd: VirtualPcscd) -> None:
        super().__init__(VpcdSlot(pcscd.port), f'card_reader = {{ driver = "pcsc", reader = "{READER}" }}')
        self._pcscd = pcscd
        self._plugged = True

    def act(self, verb: str, *what: Any) -> None:
        match verb:
            case "insert_card":
                self.hands.insert(virtual_card(WALLET[what[0]]))
            case "pull_card":
                self.hands.pull()
            case "unplug":
                self._pcscd.kill()
                self.hands.close()
                self._plugged = False
            case "plug" if not self._plugged:
                self._pcscd.start()
                self._plugged = True

    def put_right(self) -> None:
        super().put_right()
        threading.Event().wait(AT_EASE)


class ModuleDesk(Desk):
    remedies = ("plug", "pull_card")

    def act(self, verb: str, *what: Any) -> None:
        super().act(verb, *(WALLET[key] for key in what))


class CameraDesk(Desk):
    remedies = ("plug", "uncover_lens", "wipe_lens", "take_paper")

    def act(self, verb: str, *what: Any) -> None:
        super().act(verb, *([WHITE] if verb == "lay_paper" else what))


@contextmanager
def receipt_desk() -> Iterator[Desk]:
    with VirtualEscposPrinter() as printer:
        yield ReceiptDesk(printer, f'receipt_printer = {{ driver = "escpos", address = "{printer.address}" }}')


@contextmanager
def document_desk() -> Iterator[Desk]:
    with VirtualIppPrinter() as printer:
        yield DocumentDesk(printer, f'document_printer = {{ driver = "ipp", uri = "{printer.uri}" }}')


@contextmanager
def slot_desk() -> Iterator[Desk]:
    with VirtualPcscd(cards.PORT) as pcscd:
        desk = SlotDesk(pcscd)
        yield desk
        desk.hands.close()


@contextmanager
def module_desk() -> Iterator[Desk]:
    with VirtualSdtModule() as module:
        decoder = json.dumps([sys.executable, "-m", "devices.virtual.vendor_library"])
        slot = f'driver = "sdt", address = "serial:{module.path}", photo_decoder = {decoder}'
        yield ModuleDesk(module, f"card_reader = {{ {slot} }}")


@contextmanager
def camera_desk() -> Iterator[Desk]:
    with VirtualMjpegCamera() as camera:
        sources = f'source = "{camera.live}", still_source = "{camera.still}"'
        yield CameraDesk(camera, f'camera = {{ driver = "opencv", {sources} }}')


@contextmanager
def code_desk() -> Iterator[Desk]:
    with VirtualScanEngine() as engine:
        yield Desk(engine, f'code_reader = {{ driver = "scan_engine", address = "{engine.address}" }}')


class Person:
    """Does what is asked; says `n` to what it does not understand, and `answers` to questions with these words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.answers = {hardware.AGREE: hardware.YES}
        self.heard: list[str] = []

    def __call__(self, question: str) -> str:
        self.heard.append(question)
        for words, answer in self.answers.items():
            if words in question:
                return answer
        for verb, words in hardware.VERBS.items():
            asked = re.search(re.escape(words).replace(r"\{\}", "(.+)") + ", then press Enter", question)
            if asked is not None:
                self._desk.act(verb, *(int(what) if what.isdecimal() else what for what in asked.groups()))
                return ""
        if hardware.PUT_RIGHT in question:
            self._desk.put_right()
            return ""
        for counted in (hardware.RECEIPTS, hardware.SCRAPS, hardware.DOCUMENTS, hardware.SHEETS, hardware.JOBS):
            if counted in question:
                return str(self._desk.count(counted))
        return "n"


def attend(person: Callable[[str], str], settings: Path, *words: str) -> str:
    """Run the contracts as a person does on a terminal, who answers each question. Returns all that was said."""
    command = [sys.executable, "-m", "pytest", "-m", "contract", f"{hardware.OPTION}={settings}"]
    said = ""
    with subprocess.Popen(
        [*command, "-o", f"cache_dir={settings.parent / 'cache'}", *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        answered = 0
        while letter := run.stdout.read(1):
            said += letter
            if said.endswith("\n> "):
                run.stdin.write(person(said[answered:]) + "\n")
                run.stdin.flush()
                answered = len(said)
    return said
