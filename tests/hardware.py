"""`pytest -m contract --hardware=path/to/kiosk.toml`: the contracts, proved on the devices of this machine.

A person at the machine is the hands: what a test does to a simulator with a verb, the person is asked on the terminal
to do. What no hand can do (keep a command in flight, spoil a byte) is named as not proved. Without the option the tests
of hardware do not exist.

Cards: a `wallet.yaml` beside the settings, in the form of assets/cards/wallet.yaml and with its keys, says which test
cards are at hand and what is on them; without it they are taken to be those of assets/cards.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np
import pytest
import qrcode
from PIL import Image

from devices.simulated.wallet import WalletCard, load_wallet
from kiosk import assembly
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.settings import CardReaderPart, Settings, load_settings

OPTION = "--hardware"
PERSON_SECONDS = 3600.0  # a test may take: people fetch paper
DEVICE_SECONDS = 60.0  # a device may take until it is found again, or a person until a code is before it
YES = "yes"
AGREE = f"These are real devices. Type {YES} to go on"

WILL: Mapping[str, str] = {
    Device.CARD_READER: "asks for TEST cards to be laid on and taken away; never use a person's card",
    Device.CAMERA: "asks for papers to be laid down, and for the lens to be covered",
    Device.RECEIPT_PRINTER: "prints one or two receipts of 10 cm for each test, asks for its cover, paper and plug",
    Device.DOCUMENT_PRINTER: "prints one or two pages for each test, asks for its tray, door and plug",
    Device.CODE_READER: "asks for codes to be shown",
}

VERBS: Mapping[str, str] = {
    "unplug": "pull the plug of the device",
    "plug": "put the plug of the device in again, and wait until it is ready",
    "insert_card": "lay the TEST card {} on the reader",
    "pull_card": "take the card away",
    "lay_paper": "lay one white sheet of A4 on the mat",
    "cover_lens": "cover the lens with your hand",
    "uncover_lens": "take your hand from the lens",
    "smear_lens": "lay something clear but greasy over the lens",
    "wipe_lens": "take it away again",
    "open_cover": "open the cover of the printer",
    "close_cover": "close the cover of the printer",
    "load_paper": "load a roll with {} mm of paper",
    "tear_receipt": "tear off the receipt",
    "overheat": "print until the head is too hot",
    "cool_down": "let the head cool down",
    "load_sheets": "load {} more sheets into the tray, exactly",
    "take_sheets": "take all sheets out of the tray",
    "open_door": "open the door of the printer",
    "close_door": "close the door of the printer",
    "jam": "block the paper so that it jams",
    "clear_jam": "clear the jam",
    "drain_toner": "put in a cartridge without toner",
    "replace_toner": "put the full cartridge in again",
    "show_code": "show a code that says {}",
}

RECEIPTS = "How many whole, cut receipts came out, noise from edge to edge without a gap or a stripe? Take them away"
SCRAPS = "How many other pieces with print on them came out?"
DOCUMENTS = "How many whole documents came out? Take them away"
SHEETS = "How many sheets came out since this test began?"
JOBS = "How many jobs does the printer itself still show as waiting or printing?"
PUT_RIGHT = "Please put everything right: plugged in, switched on, closed, tray or roll full, nothing in it or on it"

Ask = Callable[[str], str]
T = TypeVar("T")


# --- in the contracts of the kinds


def grounds(kind: str, *usual: T, real: T, drivers: Sequence[str] = ()) -> list[Any]:
    """The `params` of a fixture: the usual grounds, or, with the option, the real one alone, when its driver is among
    `drivers` (none named: any)."""
    return [pytest.param(real, marks=pytest.mark.hardware(kind, *drivers))] if run is not None else list(usual)


def on_hardware(kind: str, *drivers: str) -> Callable[[type], type | None]:
    """Decorates a class of tests that exists only with the option, and a device with one of these drivers."""
    return lambda tests: pytest.mark.hardware(kind, *drivers)(tests) if run is not None else None


def patience(seconds: float) -> float:
    """How long a test waits for what must come: `seconds`, or, with the option, as long as real devices take."""
    return seconds if run is None else DEVICE_SECONDS


@contextmanager
def impatient(pauses: Mapping[str, float]) -> Iterator[None]:
    """The pauses of a driver (its constants, by their full names) as short as a test can wait; a real device keeps
    its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, seconds in pauses.items() if run is None else ():
            patch.setattr(name, seconds)
        yield


def part(kind: str) -> Any:
    """What the settings say of that device; None without the option."""
    return None if run is None else run.part(kind)


@contextmanager
def real(kind: str, *drivers: str) -> Iterator[tuple[Any, Any]]:
    """The device of that kind that the settings name, not open, and the person's hands. At the end it is closed, and
    what the person did to it is put right, however the test ended."""
    assert run is not None
    devices = run.devices(kind, *drivers)
    device = devices[Device(kind)]
    hands = HANDS.get(kind, Hands)(run.ask, device)
    with ExitStack() as after:
        after.callback(hands.put_right)
        if kind == Device.CODE_READER and run.settings.devices.code_reader.driver == "camera":
            devices[Device.CAMERA].open()  # the reader only looks through it
            after.callback(devices[Device.CAMERA].close)
        after.callback(device.close)
        yield device, hands


def another(kind: str, *drivers: str) -> Any:
    """One more driver of the same device, not open: a rival."""
    assert run is not None
    return run.devices(kind, *drivers)[Device(kind)]


class CardsAtHand(dict[str, WalletCard]):
    def __missing__(self, key: str) -> NoReturn:
        not_proved(f"lay the card {key} on the reader, of which wallet.yaml says nothing")


def cards_at_hand(usual: Mapping[str, WalletCard]) -> Mapping[str, WalletCard]:
    assert run is not None
    return CardsAtHand(load_wallet(run.wallet) if run.wallet.exists() else usual)


class Hands:
    """The person's. Every verb is asked for in words and then taken as done."""

    def __init__(self, ask: Ask, _: Any = None) -> None:
        self._ask = ask
        self._touched = False  # the device is not as it was

    def __getattr__(self, verb: str) -> Callable[..., None]:
        if verb.startswith("_"):
            raise AttributeError(verb)
        if verb not in VERBS:
            not_proved(verb)
        return lambda *what: self._please(VERBS[verb].format(*map(str, what)))

    def put_right(self) -> None:
        if self._touched:
            self._ask(f"{PUT_RIGHT}, then press Enter")

    def _please(self, sentence: str, picture: str = "") -> None:
        self._touched = True
        if self._ask(f"{picture}Please {sentence}, then press Enter (n: that cannot be done here)").strip() == "n":
            not_proved(sentence)

    def _count(self, question: str) -> int:
        while not (answer := self._ask(question).strip()).isdecimal():
            pass
        return int(answer)


class PaperHands(Hands):
    """Also remembers what was sent, for the person to compare with what came out."""

    def __init__(self, ask: Ask, printer: Any) -> None:
        super().__init__(ask)
        self._printer = printer
        self._sent: list[bytes] = []
        self._seen = 0
        print_it = printer.print

        def remembering(what: Any, *more: Any, **named: Any) -> None:
            self._touched = True
            print_it(what, *more, **named)
            self._sent += self._wanted(what, **named)

        printer.print = remembering

    def _wanted(self, what: Any, **named: Any) -> list[bytes]:
        """The pieces that come out when this is printed."""
        raise NotImplementedError

    def _came_out(self, question: str) -> list[bytes]:
        """As many as the person has seen, in the order of the commands that succeeded; more than those are nothing."""
        self._seen += self._count(question)
        return [*self._sent, *[b""] * self._seen][: self._seen]


class ReceiptHands(PaperHands):
    def _wanted(self, what: Any, **_: Any) -> list[bytes]:
        return [_png(what, self._printer.width_dots)]

    @property
    def receipts(self) -> list[bytes]:
        return self._came_out(RECEIPTS)

    @property
    def scraps(self) -> list[bytes]:
        """The end of the old roll, and what the person has seen besides."""
        black = _png(np.ones((1, 1), np.bool_), 1)
        return [black] * (1 + self._count(SCRAPS))


class DocumentHands(PaperHands):
    _loaded = 250  # sheets, when a test begins: the contract begins with a full tray

    def _wanted(self, what: Any, copies: int = 1, **_: Any) -> list[bytes]:
        return [what] * copies

    @property
    def documents(self) -> tuple[bytes, ...]:
        return tuple(self._came_out(DOCUMENTS))

    @property
    def sheets_left(self) -> int:
        return self._loaded - self._count(SHEETS)

    def take_sheets(self) -> None:
        self._please(VERBS["take_sheets"])
        self._loaded = 0

    def load_sheets(self, count: int) -> None:
        self._please(VERBS["load_sheets"].format(count))
        self._loaded += count

    @property
    def spool(self) -> list[str]:
        return ["a job"] * self._count(JOBS)


class CodeHands(Hands):
    def show_code(self, text: str) -> None:
        """It is drawn on the terminal, to be shown from there or from a telephone."""
        code = qrcode.QRCode()
        code.add_data(text.encode())
        drawn = io.StringIO()
        code.print_ascii(drawn, invert=True)
        self._please(VERBS["show_code"].format(text), drawn.getvalue())


HANDS: Mapping[str, type[Hands]] = {
    Device.RECEIPT_PRINTER: ReceiptHands,
    Device.DOCUMENT_PRINTER: DocumentHands,
    Device.CODE_READER: CodeHands,
}


def not_proved(what: str) -> NoReturn:
    pytest.skip(f"no hand can: {what}")


def _png(raster: Any, width: int) -> bytes:
    """On paper that is `width` dots wide."""
    file = io.BytesIO()
    Image.fromarray(~np.pad(raster, ((0, 0), (0, width - raster.shape[1])))).save(file, "PNG")
    return file.getvalue()


# --- in the conftest


@dataclass
class Run:
    settings: Settings
    wallet: Path
    ask: Ask
    say: Callable[[str], None] = print

    def part(self, kind: str, *drivers: str) -> Any:
        """What the settings say of the device of that kind; of the card reader's slots the first that is driven so.
        None: there is no such device."""
        first = getattr(self.settings.devices, kind)
        slots = [slot for slot in (first, getattr(first, "second", None)) if slot is not None and slot.driver != "none"]
        return next((slot for slot in slots if not drivers or slot.driver in drivers), None)

    def devices(self, kind: str, *drivers: str) -> Mapping[Device, Any]:
        """All of this machine, the card reader with that slot alone."""
        devices = self.settings.devices
        if kind == Device.CARD_READER:
            slot = CardReaderPart(**{**dict(self.part(kind, *drivers)), "second": None})
            devices = devices.model_copy(update={kind: slot})
        return assembly.fitted(self.settings.model_copy(update={"devices": devices}), SystemClock())

    def chosen(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Of all tests those of devices that this machine has; each may take as long as people take."""
        marked = {item: item.get_closest_marker("hardware") for item in items}
        kept = [item for item, mark in marked.items() if mark is not None and self.part(*mark.args) is not None]
        for item in kept:
            item.add_marker(pytest.mark.timeout(PERSON_SECONDS))
        return kept

    def announce(self, items: Sequence[pytest.Item]) -> None:
        """Say what will happen; ends the run unless the person agrees."""
        marks = [mark.args for item in items if (mark := item.get_closest_marker("hardware")) is not None]
        tests = Counter((kind, self.part(kind, *drivers).driver) for kind, *drivers in marks)
        for (kind, driver), count in sorted(tests.items()):
            self.say(f"{kind} ({driver}): {count} tests; {WILL[kind]}")
        if self.ask(AGREE).strip().lower() != YES:
            pytest.exit("nothing was done", returncode=0)


run: Run | None = None


def begin(settings: Path, ask: Ask, say: Callable[[str], None] = print) -> Run:
    """Raises SettingsError."""
    global run
    run = Run(load_settings(settings), settings.parent / "wallet.yaml", ask, say)
    return run


def terminal(config: pytest.Config) -> Ask:
    """Asks the person, past pytest's own capture of input and output."""
    capture = config.pluginmanager.getplugin("capturemanager")

    def ask(question: str) -> str:
        capture.suspend_global_capture(in_=True)
        try:
            return input(f"\n{question}\n> ")
        finally:
            capture.resume_global_capture()

    return ask
