"""A visit with scripted devices: each answers at once, on the test's own thread, with what the test laid ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.api import DeviceError, DeviceState, ErrorCode, Listener, Status
from devices.camera.api import CameraStatus, Frame
from devices.card.api import CardData, CardKind, CardMedia, CardReaderStatus
from devices.receipt_printer.api import ReceiptPrinterStatus
from kiosk.catalogue.loader import Catalogue, load_healthy
from kiosk.catalogue.model import Delivery, Words
from kiosk.documents.strokes import Signature
from kiosk.people.badges import Badge
from kiosk.privacy import Notice
from kiosk.scanning.judge import Refusal
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import (
    ConfirmPresence,
    DraftAnswer,
    FetchDraft,
    PresenceAnswer,
    RegisterAnswer,
    RegisterQuestion,
    SealedDraft,
)
from kiosk.visit.state import DeliveryChoice, EndReason, Finding, HandIn, Page, Step, Trouble, VisitState
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
HELPER_CARD = CardData(kind=CardKind.RESIDENT, name="金助手", number="330199197001010100")
STAFF_CARD = CardData(kind=CardKind.RESIDENT, name="郑值班", number="330199197001010143")
OTHER_CARD = CardData(kind=CardKind.RESIDENT, name="陈文", number="330199198806120133", birth=date(1988, 6, 12))
PAGE = Page(jpeg=b"jpeg", pdf=b"%PDF", sha256="ab" * 32)
PRIVACY = Notice(
    kind="privacy", version="1", text=Words(zh="怎样用您的信息", en="How your data are used"), sha256="1" * 64
)
SENSITIVE = Notice(kind="sensitive", version="1", text=Words(zh="敏感信息", en="Sensitive data"), sha256="2" * 64)
HELPED = Notice(kind="helper", version="1", text=Words(zh="帮办", en="Help"), sha256="3" * 64)
STROKES = Signature(strokes=(((100, 100, 0), (5000, 2000, 300), (9000, 3000, 600)),))


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


class Office:
    """The office's answers to questions: what a test laid ready for a kind of question, or what a calm day gives."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.records: dict[tuple[str, str], dict[str, str] | list[dict[str, str]]] = {}  # by register and number
        self.down: set[str] = set()  # registers
        self.drafts: dict[str, SealedDraft] = {}
        self.draft_state = "waiting"
        self.answers: dict[type[Any], Any] = {}

    def ask(self, question: Any) -> Any:
        self.asked.append(question)
        ready = self.answers.get(type(question))
        if isinstance(ready, Exception):
            raise ready
        if ready is not None:
            return ready
        match question:
            case RegisterQuestion():
                return self._register(question)
            case FetchDraft():
                return self._draft(question)
            case _:
                raise OfficeError(OfficeErrorCode.UNREACHABLE)

    def _register(self, question: RegisterQuestion) -> RegisterAnswer:
        if question.register_ in self.down:
            raise OfficeError(OfficeErrorCode.TIMEOUT)
        key = question.number or ",".join(question.by.values())
        found = self.records.get((question.register_, key))
        if found is None:
            return RegisterAnswer(found="miss")
        return RegisterAnswer(found="hit", entries=tuple(found) if isinstance(found, list) else (found,))

    def _draft(self, question: FetchDraft) -> DraftAnswer:
        draft = self.drafts.get(question.id)
        if draft is None:
            return DraftAnswer(state="unknown")
        if self.draft_state != "waiting":
            return DraftAnswer(state=self.draft_state)
        if question.holder and question.holder != draft.holder:
            return DraftAnswer(state="wrong_holder")
        shown = draft if question.holder else draft.model_copy(update={"personal_part": None})
        return DraftAnswer(state="waiting", draft=shown)


class Papers:
    """Makes documents that say what they were made from."""

    def __init__(self) -> None:
        self.fails = False

    def compose(self, template: str, data: Mapping[str, Any], at: datetime) -> tuple[bytes, tuple[bytes, ...]]:
        if self.fails:
            raise RuntimeError("no typesetter")
        return f"%PDF {template} {data['fields']}".encode(), (b"png",)

    def sign(
        self, template: str, data: Mapping[str, Any], signatures: Mapping[str, Signature], at: datetime
    ) -> tuple[bytes, tuple[bytes, ...]]:
        pdf, pictures = self.compose(template, data, at)
        return pdf + f" signed {sorted(signatures)}".encode(), pictures


class PageReader:
    """Says of each material's pages what a test laid ready."""

    def __init__(self) -> None:
        self.says: dict[str, tuple[Finding, ...]] = {}

    def warm(self) -> None:
        pass

    def findings(self, state: VisitState, material: str, pages: tuple[Page, ...], today: date) -> tuple[Finding, ...]:
        return self.says.get(material, ())


class Badges:
    """One helper and one staff member, by the number on their card; every PIN is 1234."""

    known: Mapping[str, Badge] = {HELPER_CARD.number: Badge("12", "helper"), STAFF_CARD.number: Badge("7", "staff")}

    def find(self, card: CardData) -> Badge | None:
        return self.known.get(card.number)

    def check(self, badge: Badge, pin: str) -> bool:
        return pin == "1234"


def at_once(work: Callable[[], Any], then: Callable[[Any], None]) -> None:
    """Background work on the test's own thread."""
    try:
        outcome = work()
    except Exception as error:
        outcome = error
    then(outcome)


@dataclass
class Desk:
    """Everything around one visit, in a test's hands."""

    clock: TurnedClock
    catalogue: Catalogue
    reader: Worker = field(default_factory=lambda: Worker(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.ABSENT)))
    camera: Worker = field(default_factory=lambda: Worker(CameraStatus(DeviceState.ONLINE)))
    printer: Worker = field(default_factory=lambda: Worker(ReceiptPrinterStatus(DeviceState.ONLINE)))
    papers: Worker = field(default_factory=lambda: Worker(Status(DeviceState.ONLINE)))
    codes: Worker | None = None
    office: Office = field(default_factory=Office)
    documents: Papers = field(default_factory=Papers)
    page_reader: PageReader = field(default_factory=PageReader)
    drafts: list[SealedDraft] = field(default_factory=list)
    draft_outcome: bool | Trouble = True
    background: Any = at_once
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
                background=lambda work, then: self.background(work, then),
                counter=self,
                inquirer=self.office,
                documents=self.documents,
                reader=self.page_reader,
                badges=Badges(),
                record=lambda event, **fields: self.events.append((event, fields)),
                scan=lambda image, purpose: self.judged.popleft(),
                draw_receipt=lambda state, width: np.zeros((8, width), np.bool_),
                draw_leaving=lambda state, found, width: np.zeros((8, width), np.bool_),
                kiosk_id="330199-01",
                notices=(PRIVACY, SENSITIVE, HELPED),
                card_reader=self.reader,
                camera=self.camera,
                receipt_printer=self.printer,
                document_printer=self.papers,
                code_reader=self.codes,
            )
        )
        visit.open()
        return visit

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        self.handed_in.append(state)
        then(self.outcome or self.received())

    def keep_draft(self, draft: SealedDraft, then: Callable[[bool | Trouble], None]) -> None:
        self.drafts.append(draft)
        self.office.drafts[draft.id] = draft
        then(self.draft_outcome)

    def received(self, number: str = PROOF + "202611230001") -> HandIn:
        return HandIn(received=True, number=number, at=self.clock.now(), code="HTTPS://X/R/AB")

    def insert(self, *answers: Any) -> None:
        self.reader.device.answers.extend(answers or (CARD,))
        self.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT))

    def pull(self) -> None:
        self.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.ABSENT))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_healthy(Path(__file__).resolve().parents[2] / "assets" / "catalogue")[0]


@pytest.fixture
def desk(clock: TurnedClock, catalogue: Catalogue) -> Desk:
    return Desk(clock, catalogue)


@pytest.fixture
def visit(desk: Desk) -> Iterator[Visit]:
    visit = desk.visit()
    yield visit
    visit.end(EndReason.STOPPED)


@pytest.fixture
def present(desk: Desk) -> None:
    """Whoever looks says that it is the person of the card."""
    desk.office.answers[ConfirmPresence] = PresenceAnswer(present=True)


def failure(code: ErrorCode, device: str) -> DeviceError:
    return DeviceError(code, device)


SITUATION = {"run_by": "person", "premises_are": "rented", "for_whom": "self"}
ANSWERS = {
    "phone": "13900000000",
    "trade_name": "小河",
    "trade_words": "百货",
    "name_ending": "shop",
    "scope": "daily_goods",
    "premises": "浙江省示例市湖滨区样板路88号",
    "capital": "20000",
}


def answer_situation(visit: Visit, answers: Mapping[str, str] = SITUATION) -> None:
    """From the first question to the list, or to where a condition is not met."""
    while visit.state.step is Step.SITUATION:
        code = visit.state.field
        assert code is not None
        visit.answer(code, answers[code])
        visit.go_on()


def to_identify(visit: Visit, service: str = PROOF, answers: Mapping[str, str] = SITUATION) -> None:
    """From the welcome screen to where the card is wanted."""
    visit.choose(service)
    answer_situation(visit, answers)
    visit.go_on()
    visit.agree(tuple(notice.kind for notice in visit.notices()))
    visit.go_on()


def to_form(visit: Visit, desk: Desk, service: str = PROOF, answers: Mapping[str, str] = SITUATION) -> None:
    to_identify(visit, service, answers)
    desk.insert()


def to_materials(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    for code, text in ANSWERS.items():
        visit.answer(code, text)
    visit.go_on()


def to_confirm(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.go_on()
    sign_all(visit)
    visit.deliver(DeliveryChoice(Delivery.DOWNLOAD))
    visit.go_on()


def sign_all(visit: Visit) -> None:
    """Read and sign every paper, by whoever must."""
    while visit.state.step is Step.SIGN:
        visit.signing.read()
        while visit.signing.signer is not None:
            visit.signing.sign(STROKES)
        visit.go_on()
