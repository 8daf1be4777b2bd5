"""The test rig: the machines of one kiosk, and the one table of what hands can do to them.

Two grounds know the same verbs: simulated machines (`simulated_rig`), and virtual devices at wire level that the
kiosk reaches with its real drivers (`devices.virtual.wire_rig`). How other processes reach a rig lives in `rig_server`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Protocol

import cv2
import numpy as np

from devices.api import DeviceError, ErrorCode, Status
from devices.camera.api import Image
from devices.simulated.camera import CameraMachine
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.machine import Fault, Machine, SimulationError
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from devices.simulated.wallet import WalletCard, load_wallet
from devices.virtual.desk import Pose

PICTURES = (".png", ".jpg", ".jpeg")
POSES = tuple(field.name for field in dataclasses.fields(Pose))


class Plug(Protocol):
    def unplug(self) -> None: ...
    def plug(self) -> None: ...


class CardSlot(Plug, Protocol):
    def insert_card(self, card: WalletCard) -> None: ...
    def pull_card(self) -> None: ...


class Mat(Plug, Protocol):
    def lay_paper(self, image: Image, **pose: Any) -> None: ...
    def take_paper(self) -> None: ...
    def cover_lens(self) -> None: ...
    def uncover_lens(self) -> None: ...
    def stall(self) -> None: ...
    def resume(self) -> None: ...


class Printer(Plug, Protocol):
    @property
    def receipts(self) -> Sequence[bytes]: ...  # PNG, oldest first

    def load_paper(self, mm: float) -> None: ...
    def open_cover(self) -> None: ...
    def close_cover(self) -> None: ...
    def jam(self) -> None: ...
    def clear_jam(self) -> None: ...
    def tear_receipt(self) -> None: ...


class Rig:
    """One kiosk's machines. `addresses`: what the kiosk's settings need to reach them, by name; `close`: ends what was
    started for them."""

    def __init__(
        self,
        card_reader: CardSlot,
        camera: Mat,
        receipt_printer: Printer,
        *,
        assets: Path,
        addresses: Mapping[str, str] | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.card_reader = card_reader
        self.camera = camera
        self.receipt_printer = receipt_printer
        self.addresses = dict(addresses or {})
        self.wallet = load_wallet(assets / "cards" / "wallet.yaml")
        self.papers = assets / "papers"
        self._close = close
        self._plugs: dict[str, Plug] = {
            "card_reader": card_reader,
            "camera": camera,
            "receipt_printer": receipt_printer,
        }

    def __enter__(self) -> Rig:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def run(self, command: str, *words: str) -> Any:
        """Do what the table says. The answer can be written as JSON. Raises SimulationError."""
        if command not in RIG_COMMANDS:
            raise SimulationError(f"no such command: {command}; there are {', '.join(RIG_COMMANDS)}")
        return RIG_COMMANDS[command](self, words)

    def plug_of(self, device: str) -> Plug:
        if device not in self._plugs:
            raise SimulationError(f"no such device: {device}; there are {', '.join(self._plugs)}")
        return self._plugs[device]

    def machine(self, device: str) -> Machine[Any]:
        """Raises SimulationError for virtual devices: they have no inside that could be looked at or spoilt."""
        machine = self.plug_of(device)
        if not isinstance(machine, Machine):
            raise SimulationError(f"{device} is a virtual device: this can be done to simulated machines only")
        return machine

    @property
    def machines(self) -> Mapping[str, Machine[Any]]:
        return {name: plug for name, plug in self._plugs.items() if isinstance(plug, Machine)}


def simulated_rig(assets: Path) -> Rig:
    """A rig of simulated machines, all plugged in, with paper and nothing on the mat. `assets`: see `assets/`."""
    return Rig(CardReaderMachine(), CameraMachine(), ReceiptPrinterMachine(), assets=assets)


# --- the table


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command. `read` makes a value of it and raises ValueError. `many`: all words that are left."""

    name: str
    read: Callable[[str], Any] = str
    optional: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that hands can do. `act` is called with the rig and the values of the words that were given."""

    name: str
    title: str
    act: Callable[..., Any]
    words: tuple[Word, ...] = ()

    @property
    def usage(self) -> str:
        shown = (f"{word.name.upper()}{'...' if word.many else ''}" for word in self.words)
        marked = (f"[{s}]" if w.optional else s for s, w in zip(shown, self.words, strict=True))
        return " ".join((self.name, *marked))

    def __call__(self, rig: Rig, words: Sequence[str]) -> Any:
        """Raises SimulationError, also for words that do not fit."""
        needed = sum(not word.optional for word in self.words)
        room = len(words) if any(word.many for word in self.words) else len(self.words)
        if not needed <= len(words) <= room:
            raise SimulationError(f"usage: {self.usage}")
        expected = [*self.words, *self.words[-1:] * max(0, len(words) - len(self.words))]
        try:
            values = [word.read(given) for word, given in zip(expected, words, strict=False)]
        except ValueError as error:
            raise SimulationError(f"usage: {self.usage}: {error}") from error
        return self.act(rig, *values)


def _length(text: str) -> float:
    mm = float(text)
    if not 0 < mm <= 100_000:
        raise ValueError(f"{text} mm is no length of a paper roll")
    return mm


def _pose(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in POSES:
        raise ValueError(f"no such pose: {name}; there are {', '.join(POSES)}")
    return name, float(value)


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError(f"{text} is less than nothing")
    return count


def _insert_card(rig: Rig, key: str) -> None:
    if key not in rig.wallet:
        raise SimulationError(f"no such card: {key}; there are {', '.join(rig.wallet)}")
    rig.card_reader.insert_card(rig.wallet[key])


def _lay_paper(rig: Rig, name: str, *pose: tuple[str, float]) -> None:
    rig.camera.lay_paper(_picture(rig.papers, name), **dict(pose))


def _picture(papers: Path, name: str) -> Image:
    """A paper of the gallery, by name, or any picture file, by its path."""
    found = [path for path in (*(papers / f"{name}{ending}" for ending in PICTURES), Path(name)) if path.is_file()]
    if not found:
        raise SimulationError(f"no such paper: {name}; there are {', '.join(_gallery(papers))}")
    file = np.fromfile(found[0], dtype=np.uint8)
    image = cv2.imdecode(file, cv2.IMREAD_COLOR) if file.size else None
    if image is None:
        raise SimulationError(f"not a picture: {found[0]}")
    return np.asarray(image, dtype=np.uint8)


def _gallery(papers: Path) -> list[str]:
    return sorted(path.stem for path in papers.glob("*") if path.suffix in PICTURES)


def _arm(rig: Rig, device: str, command: str, code: ErrorCode, after: int = 0, times: int = 1) -> None:
    rig.machine(device).arm(Fault(command, code, after, max(1, times)))


def _faults(rig: Rig) -> list[dict[str, Any]]:
    return [
        {"device": name} | dataclasses.asdict(fault)
        for name, machine in rig.machines.items()
        for fault in machine.armed()
    ]


def _receipts(rig: Rig, folder: Path) -> list[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"receipt-{number:03}.png" for number in range(1, len(rig.receipt_printer.receipts) + 1)]
        for path, png in zip(paths, rig.receipt_printer.receipts, strict=False):
            path.write_bytes(png)
    except OSError as error:
        raise SimulationError(f"cannot write receipts: {error}") from error
    return [str(path) for path in paths]


def _status(rig: Rig) -> dict[str, Any]:
    return {name: _plain(machine.status()) for name, machine in rig.machines.items()} | {"addresses": rig.addresses}


def _plain(status: Status) -> dict[str, Any]:
    values = ((field.name, getattr(status, field.name)) for field in dataclasses.fields(status))
    return {name: value.code if isinstance(value, DeviceError) else value for name, value in values}


_DEVICE = Word("device")

RIG_COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        command.name: command
        for command in (
            Command("cards", "What is in the wallet", lambda rig: {k: card.title for k, card in rig.wallet.items()}),
            Command("insert-card", "Put a card of the wallet in", _insert_card, (Word("key"),)),
            Command("pull-card", "Pull the card out", lambda rig: rig.card_reader.pull_card()),
            Command("papers", "What is in the gallery", lambda rig: _gallery(rig.papers)),
            Command(
                "lay-paper",
                "Lay a paper of the gallery, or a picture file, on the mat",
                _lay_paper,
                (Word("name"), Word("pose", _pose, optional=True, many=True)),
            ),
            Command("take-paper", "Take the paper off the mat", lambda rig: rig.camera.take_paper()),
            Command("cover-lens", "Cover the camera", lambda rig: rig.camera.cover_lens()),
            Command("uncover-lens", "Uncover the camera", lambda rig: rig.camera.uncover_lens()),
            Command("stall", "Let the camera hang", lambda rig: rig.camera.stall()),
            Command("resume", "Let the camera go on", lambda rig: rig.camera.resume()),
            Command(
                "load-paper",
                "Load a roll of paper",
                lambda rig, mm: rig.receipt_printer.load_paper(mm),
                (Word("mm", _length),),
            ),
            Command("open-cover", "Open the printer's cover", lambda rig: rig.receipt_printer.open_cover()),
            Command("close-cover", "Close the printer's cover", lambda rig: rig.receipt_printer.close_cover()),
            Command("jam", "Jam the printer's paper", lambda rig: rig.receipt_printer.jam()),
            Command("clear-jam", "Free the jammed paper", lambda rig: rig.receipt_printer.clear_jam()),
            Command("tear-receipt", "Tear the receipt off", lambda rig: rig.receipt_printer.tear_receipt()),
            Command("receipts", "Write what was printed as pictures", _receipts, (Word("folder", Path),)),
            Command("unplug", "Unplug a device", lambda rig, device: rig.plug_of(device).unplug(), (_DEVICE,)),
            Command("plug", "Plug a device in", lambda rig, device: rig.plug_of(device).plug(), (_DEVICE,)),
            Command(
                "hold",
                "Keep the next command of a device in flight",
                lambda rig, device, command: rig.machine(device).hold(command),
                (_DEVICE, Word("command")),
            ),
            Command(
                "wait-held",
                "Wait until a held command is in flight",
                lambda rig, device, command: rig.machine(device).wait_held(command),
                (_DEVICE, Word("command")),
            ),
            Command(
                "let-go",
                "Let a held command go on",
                lambda rig, device, command: rig.machine(device).let_go(command),
                (_DEVICE, Word("command")),
            ),
            Command(
                "arm-fault",
                "Let commands of a device fail: after so many good ones, so many times",
                _arm,
                (
                    _DEVICE,
                    Word("command"),
                    Word("code", ErrorCode),
                    Word("after", _count, optional=True),
                    Word("times", _count, optional=True),
                ),
            ),
            Command("faults", "Which faults nothing has hit yet", _faults),
            Command("status", "How the machines are, and where the kiosk finds them", _status),
        )
    }
)
