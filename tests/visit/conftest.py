"""A visit with scripted devices: each answers at once, on the test's own thread, with what the test laid ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.api import DeviceError, DeviceState, ErrorCode, Listener, Status
from devices.camera.api import CameraStatus, Frame
from devices.card.api import CardData, CardKind, CardMedia, CardReaderStatus
from devices.receipt_printer.api import ReceiptPrinterStatus
from kiosk.catalogue.loader import Catalogue, load_catalogue
from kiosk.scanning.judge import Refusal
from kiosk.visit.state import HandIn, Page, Trouble, VisitState
from kiosk.visit.tools import Tools
from kiosk.visit.visit import Visit
from tests.conftest import TurnedClock

PROOF = "11330199MB000014XP4332014001002"
BUSINESS = "11330199MB0000318Y4330131002001"

CARD = CardData(
    kind=CardKind.RESIDENT,
    name="吴𠮷",
    number="330199197905030374",
    sex="1",
    ethnicity="01",
    birth=date(1979, 5, 3),
    address="浙江省示例市湖滨区样板路88号",
    valid_to=date(2035, 3, 1),
)
OTHER_CARD = CardData(kind=CardKind.RESIDENT, name="陈文", number="330199198806120133", birth=date(1988, 6, 12))
PAGE = Page(jpeg=b"jpeg", pdf=b"%PDF", sha256="ab" * 32)


class ScriptedDevice:
    """Any device: answers each command with the next thing that was laid ready."""

    width_dots = 576

    def __init__(self) -> None:
        self.answers: deque[Any] = deque()
        self.asked: list[str] = []
        self.fails: DeviceError | None = None  # what each still raises

    def read(self, timeout: float) -> Any:
        return self._answer("read")

    def frame(self) -> Frame:
        return Frame(np.zeros((54, 96, 3), np.uint8), 1, 0.0)

    def still(self) -> Frame:
        self.asked.append("still")
        if self.fails is not None:
            raise self.fails
        return Frame(np.zeros((540, 960, 3), np.uint8), 1, 0.0)

    def print(self, *_: Any) -> Any:
        return self._answer("print")

    def _answer(self, command: str) -> Any:
        self.asked.append(command)
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


class Worker:
    """A device's supervisor without threads; `held` keeps outcomes back until `let_go`."""

    def __init__(self, status: Status) -> None:
        self.device = ScriptedDevice()
        self.held = False
        self.cancelled = 0
        self._status = status
        self._kept: deque[Callable[[], None]] = deque()
        self.listeners: list[Listener] = []

    def ask(self, work: Callable[[Any], Any], then: Callable[[Any], None], timeout: float) -> Any:
        try:
            outcome = work(self.device)
        except DeviceError as error:
            outcome = error
        self._kept.append(lambda: then(outcome))
        if not self.held:
            self.let_go()
        return self

    def let_go(self) -> None:
        while self._kept:
            self._kept.popleft()()

    def cancel(self) -> None:
        self.cancelled += 1  # and yet the outcome may be on its way already

    def status(self) -> Status:
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def report(self, status: Status) -> None:
        self._status = status
        for listener in tuple(self.listeners):
            listener(status)


@dataclass
class Desk:
    """Everything around one visit, in a test's hands."""

    clock: TurnedClock
    catalogue: Catalogue
    reader: Worker = field(default_factory=lambda: Worker(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.ABSENT)))
    camera: Worker = field(default_factory=lambda: Worker(CameraStatus(DeviceState.ONLINE)))
    printer: Worker = field(default_factory=lambda: Worker(ReceiptPrinterStatus(DeviceState.ONLINE)))
    papers: Worker = field(default_factory=lambda: Worker(Status(DeviceState.ONLINE)))
    judged: deque[Page | Refusal] = field(default_factory=deque)
    handed_in: list[VisitState] = field(default_factory=list)
    outcome: HandIn | Trouble | None = None
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def visit(self) -> Visit:
        visit = Visit(
            Tools(
                catalogue=self.catalogue,
                clock=self.clock,
                post=lambda callback: callback(),
                counter=self,
                record=lambda event, **fields: self.events.append((event, fields)),
                scan=lambda image, purpose: self.judged.popleft(),
                draw_receipt=lambda state, width: np.zeros((8, width), np.bool_),
                card_reader=self.reader,
                camera=self.camera,
                receipt_printer=self.printer,
                document_printer=self.papers,
            )
        )
        visit.open()
        return visit

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        self.handed_in.append(state)
        then(self.outcome or self.received())

    def received(self, number: str = PROOF + "202611230001") -> HandIn:
        return HandIn(received=True, number=number, at=self.clock.now(), code="HTTPS://X/R/AB")

    def insert(self, *answers: Any) -> None:
        self.reader.device.answers.extend(answers or (CARD,))
        self.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT))

    def pull(self) -> None:
        self.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.ABSENT))


@pytest.fixture
def desk(clock: TurnedClock, assets: Path) -> Desk:
    return Desk(clock, load_catalogue(assets / "catalogue"))


def failure(code: ErrorCode, device: str) -> DeviceError:
    return DeviceError(code, device)
