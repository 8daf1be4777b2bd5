"""The test rig: the devices of one kiosk, its network and its time, in the hands of a tester.

Two grounds know the same verbs: simulated machines (`simulated_rig`), and virtual devices at wire level that the
kiosk reaches with its real drivers (`devices.virtual.wire_rig`). What hands can do is one table (`rig_commands`). How
other processes reach a rig lives in `rig_server`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from devices.api import Status
from devices.simulated.camera import CameraMachine
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.code_reader import CodeReaderMachine
from devices.simulated.document_printer import DocumentPrinterMachine
from devices.simulated.fault import Fault, Faults, SimulationError
from devices.simulated.gallery import Paper, load_gallery
from devices.simulated.hands import (
    CardSlot,
    CodeWindow,
    Finger,
    Fitted,
    Ground,
    Holder,
    Mat,
    Plug,
    RollPrinter,
    SheetPrinter,
)
from devices.simulated.machine import Machine
from devices.simulated.network import Network
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from devices.simulated.rig_commands import NO_SCREEN, RIG_COMMANDS
from devices.simulated.rig_words import CAMERA, CARD
from devices.simulated.shared_clock import RigClock
from devices.simulated.stage import Stage
from devices.simulated.stand_in import StandIn, plain
from devices.simulated.trace import Kind, Trace
from devices.simulated.wallet import WalletCard, load_wallet

__all__ = ["RIG_COMMANDS", "Rig", "simulated_rig"]

STAND_IN = "the rig's stand-in"


class Rig:
    """One kiosk's devices.

    `folder`: where the rig lives, and what it records; `network`: what lies between kiosk and office; `finger`: makes
    a finger on the kiosk's screen; `cases`: how many the office has.
    """

    def __init__(
        self,
        ground: Ground,
        *,
        assets: Path,
        clock: RigClock,
        folder: Path | None = None,
        network: Network | None = None,
        finger: Callable[[], Finger] | None = None,
        cases: Callable[[], int] | None = None,
    ) -> None:
        self.ground: Ground = ground
        self.assets = assets
        self.clock = clock
        self.folder = folder
        self.network = network
        self.finger = finger
        self.cases = cases
        self.panel: Callable[[], str] | None = None  # makes an address of the control panel that works once
        self.wallet: Mapping[str, WalletCard] = load_wallet(assets / "cards" / "wallet.yaml")
        self.gallery: Mapping[str, Paper] = load_gallery(assets / "papers" / "gallery.yaml")
        self.addresses = dict(ground.addresses)
        self.trace = Trace(clock)
        self.chance = random.Random(0)
        self.stand_in = StandIn(self)
        self.stage: Stage = Stage(self)
        self.seen: dict[str, Any] = dict(NO_SCREEN)  # of the kiosk, the last time somebody looked
        self._unplugged: set[str] = set()
        self._lies = {"card": "", "paper": "", "code": ""}  # what hands put where, by its name
        for name, fitted in ground.devices.items():
            self._listen(name, fitted.hands)

    def __enter__(self) -> Rig:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stage.close()
        self.stand_in.close()
        self.ground.close()
        self.clock.close()

    def run(self, command: str, *words: str) -> Any:
        """Do what the table says. The answer can be written as JSON. Raises SimulationError."""
        if command not in RIG_COMMANDS:
            near = get_close_matches(command, RIG_COMMANDS)
            meant = f"did you mean {' or '.join(near)}? " if near else ""
            raise SimulationError(f"no such command: {command}; {meant}`kiosk rig` lists them all")
        found = RIG_COMMANDS[command]
        values = found.read(words)
        if found.asks:
            return found.act(self, *values)
        device = found.device(words)
        self.trace.add(Kind.HAND, device, found.told(words))
        begun = self.clock.monotonic()
        try:
            answer = found.act(self, *values)
        except SimulationError as error:
            self.trace.add(Kind.HAND, device, f"{command}: refused")
            raise error
        self.stage.note(begun, command, words)
        return answer

    # --- the devices

    @property
    def card_reader(self) -> CardSlot:
        return cast(CardSlot, self.fitted("card_reader").hands)

    @property
    def camera(self) -> Mat:
        return cast(Mat, self.fitted("camera").hands)

    @property
    def receipt_printer(self) -> RollPrinter:
        return cast(RollPrinter, self.fitted("receipt_printer").hands)

    @property
    def document_printer(self) -> SheetPrinter:
        return cast(SheetPrinter, self.fitted("document_printer").hands)

    @property
    def code_reader(self) -> CodeWindow:
        return cast(CodeWindow, self.fitted("code_reader").hands)

    def fitted(self, device: str) -> Fitted:
        if device not in self.ground.devices:
            raise SimulationError(f"no such device: {device}; there are {', '.join(self.ground.devices)}")
        return self.ground.devices[device]

    def plug_of(self, device: str) -> Plug:
        return cast(Plug, self.fitted(device).hands)

    def machine(self, device: str) -> Machine[Any]:
        """Raises SimulationError for virtual devices: they have no inside that could be held."""
        machine = self.fitted(device).hands
        if not isinstance(machine, Machine):
            raise SimulationError(f"{device} is a virtual device: this can be done to simulated machines only")
        return machine

    def holder(self, device: str) -> Holder:
        """Whoever can keep a command of this device in flight."""
        hands = self.fitted(device).hands
        if not isinstance(hands, Holder):
            raise SimulationError(f"{device}: on this ground no command of it can be held; a delay can be armed")
        return hands

    def faults_of(self, device: str) -> Faults:
        return self.plug_of(device).faults

    def armed(self) -> list[tuple[str, Fault]]:
        """The faults that nothing has hit yet."""
        return [(name, fault) for name in self.ground.devices for fault in self.faults_of(name).armed()]

    def unplug(self, device: str) -> None:
        self.plug_of(device).unplug()
        self._unplugged.add(device)

    def plug(self, device: str) -> None:
        self.plug_of(device).plug()
        self._unplugged.discard(device)

    # --- what everybody sees

    def put(self, what: str, name: str = "") -> None:
        """Remember what a hand put there: `card` and `paper` by their names; `code`: what it says, for no view."""
        self._lies[what] = name

    def lies(self, what: str) -> str:
        return self._lies[what]

    def look(self, device: str) -> dict[str, Any]:
        """How one device is: what hands know, and what the ground knows better."""
        known: dict[str, Any] = {"state": "disconnected" if device in self._unplugged else "online"}
        known |= self.fitted(device).look()
        if device == CARD:
            known["card"] = None if known["media"] == "absent" else self._lies["card"] or None
        if device == CAMERA:
            known |= {"lies": self._lies["paper"] or None, **self.camera.facts}
        return known

    def view(self) -> dict[str, Any]:
        """Everything that can be seen from outside, as JSON; scenarios name its paths."""
        devices = {name: self.look(name) for name in self.ground.devices}
        return {
            "ground": self.ground.name,
            **devices,
            "receipts": len(self.receipt_printer.receipts),
            "documents": len(self.document_printer.documents) if "document_printer" in devices else 0,
            "faults": [{"device": name, **_fault(fault)} for name, fault in self.armed()],
            "hits": {name: self.faults_of(name).hits for name in self.ground.devices},
            "network": None
            if self.network is None
            else {"mode": str(self.network.mode), "delay_ms": self.network.delay * 1000},
            "time": {"now": self.clock.now().isoformat(timespec="seconds"), "frozen": self.clock.frozen},
            "last": self.stand_in.last,
            "kiosk": None if self.finger is None else self.seen,
            "office": None if self.cases is None else {"cases": self.cases()},
            "scenario": self.stage.view(),
            "addresses": self.addresses,
        }

    def _listen(self, name: str, hands: Any) -> None:
        def told(fault: Fault) -> None:
            self.trace.add(Kind.FAULT, name, f"{fault.on} {fault.what}")

        hands.faults.witness = told
        if isinstance(hands, Machine):
            hands.witness = partial(self.trace.add, Kind.COMMAND, name)
            hands.subscribe(lambda status: self.trace.add(Kind.STATUS, name, _text(status)))


def simulated_rig(
    assets: Path,
    folder: Path | None = None,
    *,
    network: Network | None = None,
    finger: Callable[[], Finger] | None = None,
    cases: Callable[[], int] | None = None,
) -> Rig:
    """A rig of simulated machines, all plugged in, with paper and nothing on the mat. `assets`: see `assets/`."""
    clock = RigClock(folder)
    machines: tuple[Machine[Any], ...] = (
        CardReaderMachine(),
        CameraMachine(),
        ReceiptPrinterMachine(),
        DocumentPrinterMachine(),
        CodeReaderMachine(),
    )
    for machine in machines:
        machine.clock = clock
    devices = {m.name: Fitted(m, partial(_look, m), partial(_in_hand, m)) for m in machines}
    ground = Ground("simulated", devices)
    return Rig(ground, assets=assets, clock=clock, folder=folder, network=network, finger=finger, cases=cases)


@contextmanager
def _in_hand(machine: Machine[Any]) -> Iterator[Machine[Any]]:
    if machine.held_open:
        raise SimulationError(f"{machine.name}: a kiosk holds it")
    machine.acquire(STAND_IN)
    try:
        yield machine
    finally:
        machine.release(STAND_IN)


_COUNTERS = ("paper_mm", "sheets_left")


def _look(machine: Machine[Any]) -> dict[str, Any]:
    counted = {name: round(getattr(machine, name)) for name in _COUNTERS if hasattr(machine, name)}
    return plain(machine.status()) | counted | {"in_use": machine.held_open}


def _text(status: Status) -> str:
    return ", ".join(value for value in plain(status).values() if value is not None)


def _fault(fault: Fault) -> Mapping[str, Any]:
    return {"on": fault.on, "what": fault.what, "after": fault.after, "times": fault.times}
