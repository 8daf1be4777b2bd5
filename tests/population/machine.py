"""One kiosk without a window: the real keeper, outbox, sender, counter, devices under their supervisors, and a visit.

Simulated are the metal and the reading of papers. What a paper, a document of one shape or a receipt of one service
looks like is drawn once and used again. Everything else is what runs in a hall.
"""

from __future__ import annotations

import hashlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import numpy as np

from devices.api import DeviceState
from devices.camera.api import Frame, Image
from devices.card.api import CardData, CardKind
from devices.receipt_printer.api import Raster
from devices.simulated.camera import CameraMachine
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.code_reader import CodeReaderMachine
from devices.simulated.document_printer import DocumentPrinterMachine
from devices.simulated.gallery import find_paper, load_gallery
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from devices.simulated.wallet import WalletCard
from devices.virtual.desk import LIVE_SIZE, Size
from kiosk import assembly
from kiosk import pipe as p
from kiosk.audit.log import AuditError, AuditLog
from kiosk.background import ThreadBackground
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.counter import Counter
from kiosk.documents.strip import strip
from kiosk.documents.strokes import Signature
from kiosk.fonts import REGULAR
from kiosk.keeper import Keeper
from kiosk.paper_maker import PaperMaker
from kiosk.paper_reader import PaperReader
from kiosk.people.badges import Badge, Badges
from kiosk.points import load_points, nearest
from kiosk.privacy import load_notices
from kiosk.scanning.judge import Refusal
from kiosk.scanning.page import scan
from kiosk.scanning.recognition import Line, Reading
from kiosk.submission.contract import Acceptance, Envelope
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.http_office import HttpInquirer, HttpOffice
from kiosk.submission.keys import load_public_keys, signing_key
from kiosk.submission.office import OfficeError
from kiosk.submission.outbox import Outbox, OutboxError, ParcelState
from kiosk.submission.receipt import draw, receipt_of
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.submission.sender import DraftOutcome, Outcome, Sender
from kiosk.submission.transport import Patience
from kiosk.visit import leaflet
from kiosk.visit.state import EndReason, Finding, Page, VisitState
from kiosk.visit.tools import Tools
from kiosk.visit.visit import Visit
from kiosk.wording import Language, wording
from tests.population.papers import PICTURE, Sheet, marked, name_in
from tests.population.people import Card

ASSETS = Path(__file__).resolve().parents[2] / "assets"
PATIENCE = 30.0  # seconds for anything that a citizen waits for
VERIFIER = "verify.example.gov.cn"
HELPER, HELPER_PIN = Badge("12", "helper"), "730284"
STAFF, STAFF_PIN = Badge("7", "staff"), "619035"
UNHURRIED = Patience(connect=10.0, read=PATIENCE, whole=PATIENCE)  # a register is down when it is told to be, not late
FULL_ROLL, FULL_TRAY = 50_000.0, 200


class Stuck(Exception):
    """The machine does not do what a citizen waits for."""


@dataclass(frozen=True)
class Address:
    """Where the office is, and how this kiosk and a clerk prove who they are."""

    url: str
    ca: Path
    keys: Path
    token: str
    clerk: str


@dataclass(frozen=True)
class Slip:
    """What the notice or the ticket said: names of what is to be brought, and of what was not right."""

    code: str
    bring: tuple[str, ...] = ()
    correct: tuple[str, ...] = ()


# --- what is drawn once


class Mat(CameraMachine):
    """A camera that takes one still of a paper, and shows it again for each sheet. Its live picture is grey: nobody
    looks."""

    def __init__(self) -> None:
        super().__init__()
        self.lay(find_paper(load_gallery(ASSETS / "papers" / "gallery.yaml"), PICTURE))
        self._still: Frame | None = None
        self.sheet: Sheet | None = None

    def _take(self, size: Size) -> Frame:
        if size == LIVE_SIZE:
            return Frame(np.full((48, 64, 3), 128, np.uint8), 1, self.clock.monotonic())
        if self._still is None:
            self._still = super()._take(size)
        return self._still


class Scans:
    """What the scanner makes of the still, once; each sheet's page bears a mark of its own."""

    def __init__(self, mat: Mat) -> None:
        self._mat = mat
        self._made: Page | Refusal | None = None

    def __call__(self, still: Image, purpose: str) -> Page | Refusal:
        sheet = self._mat.sheet
        assert sheet is not None
        if self._made is None:
            self._made = scan(still, purpose, ASSETS / "fonts" / REGULAR)
        made = self._made
        if isinstance(made, Refusal):
            return made
        pdf = made.pdf + f"\n% {sheet.name}\n".encode()
        return replace(
            made,
            jpeg=marked(made.jpeg, sheet.name),
            plain=marked(made.plain, sheet.name),
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )


class Remembered:
    """A recogniser that knows what stands on each sheet that was laid here: the judging of it is real."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}

    def remember(self, sheet: Sheet) -> None:
        self._sheets[sheet.name] = sheet

    def warm(self) -> None:
        pass

    def read(self, jpeg: bytes) -> Reading | None:
        sheet = self._sheets.get(name_in(jpeg))
        return None if sheet is None else Reading(tuple(Line(line, (sheet.score,) * len(line)) for line in sheet.lines))

    def close(self) -> None:
        pass


class OneOfEachShape:
    """Documents as `PaperMaker` makes and seals them; of those with the same template, keys and signers, the first one.

    A digest of the words of each stands behind the file, so that no two people's documents are the same.
    """

    def __init__(self, maker: PaperMaker) -> None:
        self._maker = maker
        self._made: dict[str, tuple[bytes, tuple[bytes, ...]]] = {}
        self._lock = threading.Lock()

    def compose(self, template: str, data: Mapping[str, Any], at: datetime) -> tuple[bytes, tuple[bytes, ...]]:
        return self._once(template, data, (), lambda: self._maker.compose(template, data, at))

    def sign(
        self, template: str, data: Mapping[str, Any], signatures: Mapping[str, Signature], at: datetime
    ) -> tuple[bytes, tuple[bytes, ...]]:
        return self._once(template, data, tuple(signatures), lambda: self._maker.sign(template, data, signatures, at))

    def _once(
        self,
        template: str,
        data: Mapping[str, Any],
        signed_by: tuple[str, ...],
        make: Callable[[], tuple[bytes, tuple[bytes, ...]]],
    ) -> tuple[bytes, tuple[bytes, ...]]:
        shape = json.dumps([template, sorted(data), signed_by])
        with self._lock:
            if shape not in self._made:
                self._made[shape] = make()
        pdf, pictures = self._made[shape]
        words = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
        return pdf + f"\n% {words}\n".encode(), pictures


# --- one visit


@dataclass
class Seat:
    """One visit on stage, and the hands and eyes of who stands before it."""

    visit: Visit
    posts: queue.SimpleQueue[Callable[[], None]]
    slips: list[Slip] = field(default_factory=list)

    def settle(self, done: Callable[[VisitState], bool] = lambda _: True) -> None:
        """Let the machine work until nothing is busy and what is waited for is so. Raises Stuck."""
        until = time.monotonic() + PATIENCE
        while True:
            while not self.posts.empty():
                self.posts.get()()
            state = self.visit.state
            if state.busy is None and done(state):
                return
            try:
                self.posts.get(timeout=max(0.0, until - time.monotonic()))()
            except queue.Empty:
                raise Stuck(f"nothing comes at {state.step}, busy {state.busy}, trouble {state.trouble}") from None


class _NoProcess:
    """What the keeper watches: here a visit has no process of its own."""

    pid = 0

    def __init__(self) -> None:
        self.over = threading.Event()

    def wait(self) -> int:
        self.over.wait()
        return 0

    def kill(self) -> None:
        self.over.set()


class _Audit(AuditLog):
    """Remembers what was no event of the registry: the keeper would only say so in its own log."""

    def __init__(self, folder: Path, kiosk_id: str) -> None:
        super().__init__(folder, kiosk_id, SystemClock())
        self.faults: list[str] = []

    def record(self, event: str, *, visit: str | None = None, **fields: Any) -> None:
        try:
            super().record(event, visit=visit, **fields)
        except AuditError as error:
            self.faults.append(str(error))
            raise


class Kiosk:
    """From `with` to its end a kiosk works in this process; one visit after the other sits at it."""

    def __init__(self, folder: Path, kiosk_id: str, office: Address) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.id, self.folder, self.office = kiosk_id, folder, office
        self.clock = SystemClock()
        self.catalogue = load_catalogue(ASSETS / "catalogue")
        self.card_reader, self.mat = CardReaderMachine(), Mat()
        self.receipt_printer, self.document_printer = (
            ReceiptPrinterMachine(paper_mm=FULL_ROLL),
            DocumentPrinterMachine(),
        )
        self.code_reader = CodeReaderMachine()
        self.recogniser = Remembered()
        self.badges = Badges(folder, self.clock)
        self.audit = _Audit(folder / "audit", kiosk_id)
        self._drawn: set[str] = set()
        self._seats: queue.SimpleQueue[tuple[_NoProcess, p.Pipe]] = queue.SimpleQueue()
        self._closing = ExitStack()

    def __enter__(self) -> Kiosk:
        with ExitStack() as closing:
            self._build(closing)
            self._closing = closing.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _build(self, closing: ExitStack) -> None:
        office, public = self.office, load_public_keys(self.office.keys)
        own = signing_key(self.folder / "receipt.key")
        self.outbox = Outbox(self.folder / "outbox.sqlite")
        closing.callback(self.outbox.close)
        drafts = DraftBox(self.folder / "drafts")
        self._office = closing.enter_context(HttpOffice(office.url, office.token, office.ca))
        inquirer = HttpInquirer(office.url, office.token, office.ca, UNHURRIED, UNHURRIED)
        self._inquirer = closing.enter_context(inquirer)
        self._sealing_key = public.sealing_key
        self._background = ThreadBackground()
        closing.callback(self._background.close)
        self._scans = Scans(self.mat)
        maker = PaperMaker(ASSETS, self.folder, self.id, self.clock.now(), simulated=True)
        self._documents = OneOfEachShape(maker)
        self._points, self._notices = load_points(ASSETS), load_notices(ASSETS)

        def told(outcome: Outcome | DraftOutcome | OutboxError) -> None:
            self._keeper.post(lambda: self._delivered(outcome))

        sender = Sender(self.outbox, drafts, self._office, self._inquirer, public.receipt_keys, self.clock, told)

        def kept_code(envelope: Envelope) -> str:
            facts = Facts(
                Standing.KEPT, envelope.provisional, envelope.kiosk_id, envelope.handed_in, envelope.digest[:32]
            )
            return sign(facts, own, VERIFIER)

        self._keeper = Keeper(self._spawn, self.outbox, drafts, kept_code, self.id, self.audit, self.clock, sender.wake)
        sender.start()
        closing.callback(sender.stop)
        thread = threading.Thread(target=self._keeper.run, name=f"keeper-{self.id}")
        thread.start()
        closing.callback(self._end_keeper, thread)
        devices = {
            Device.CARD_READER: self.card_reader,
            Device.CAMERA: self.mat,
            Device.RECEIPT_PRINTER: self.receipt_printer,
            Device.DOCUMENT_PRINTER: self.document_printer,
            Device.CODE_READER: self.code_reader,
        }
        self._crew = assembly.crew(devices, self.clock)
        self._crew.start()
        closing.callback(self._crew.stop)

    def _delivered(self, outcome: Outcome | DraftOutcome | OutboxError) -> None:
        match outcome:
            case DraftOutcome(error=None):
                self._keeper.draft_delivered(outcome.id, outcome.kept_at)
            case Outcome(state=ParcelState.ACCEPTED):
                assert outcome.acceptance is not None
                self._keeper.delivered(outcome.envelope.key, outcome.acceptance)
            case _:
                self.audit.faults.append(f"not delivered: {outcome}")

    def _spawn(self) -> tuple[subprocess.Popen[bytes], p.Pipe]:
        ours, theirs = p.pipe()
        process = _NoProcess()
        self._seats.put((process, theirs))
        return cast(Any, process), ours

    def _end_keeper(self, thread: threading.Thread) -> None:
        self._keeper.stop()
        while thread.is_alive():
            with suppress(queue.Empty):
                process, theirs = self._seats.get(timeout=0.05)
                process.over.set()
                theirs.close()
        thread.join()

    # --- visits

    @contextmanager
    def visit(self, language: Language = Language.ZH) -> Iterator[Seat]:
        """A visit from the welcome screen on, until it has ended and its successor may come. Raises Stuck."""
        process, pipe = self._seats.get(timeout=PATIENCE)
        on_stage = threading.Event()
        posts: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        slips: list[Slip] = []
        counter = Counter(pipe, self.id, self._sealing_key, self.clock, self._fetch)
        visit = Visit(self._tools(counter, pipe, posts, slips), language)
        reader = self._crew.workers[Device.CODE_READER]
        forget = reader.subscribe(lambda _: posts.put(lambda: None))  # wakes who waits for it

        def listen() -> None:
            with suppress(p.PipeClosed):
                while True:
                    match pipe.receive():
                        case p.Go():
                            on_stage.set()
                        case (p.Number() | p.Kept() | p.NotKept() | p.Delivered()) as answer:
                            counter.heard(answer)
                        case (p.DraftKeptHere() | p.DraftAtOffice()) as answer:
                            counter.heard(answer)

        listener = threading.Thread(target=listen, name="seat")
        listener.start()
        try:
            pipe.send(p.Warm())
            if not on_stage.wait(PATIENCE):
                raise Stuck("the keeper brings no visit on")
            pipe.send(p.Shown(milliseconds=1))
            visit.open()
            yield Seat(visit, posts, slips)
        finally:
            forget()
            visit.end(EndReason.STOPPED)
            counter.close()
            with suppress(p.PipeClosed):
                pipe.send(p.Gone(reason=str(visit.state.end or EndReason.STOPPED)))
            process.over.set()
            pipe.close()
            listener.join()
            self._tidy()

    def _tidy(self) -> None:
        """What staff does in the evening."""
        if self.card_reader.card is not None:
            self.card_reader.pull_card()
        self.receipt_printer.receipts.clear()
        if self.receipt_printer.paper_mm < FULL_ROLL / 10:
            self.receipt_printer.load_paper(FULL_ROLL)
        if self.document_printer.sheets_left < FULL_TRAY / 4:
            self.document_printer.load_sheets(FULL_TRAY)

    def _tools(
        self, counter: Counter, pipe: p.Pipe, posts: queue.SimpleQueue[Callable[[], None]], slips: list[Slip]
    ) -> Tools:
        def record(event: str, **fields: Any) -> None:
            with suppress(p.PipeClosed):
                pipe.send(p.Event(event=event, fields=fields))

        workers = self._crew.workers
        return Tools(
            catalogue=self.catalogue,
            clock=self.clock,
            post=posts.put,
            background=self._background,
            counter=counter,
            inquirer=self._inquirer,
            documents=self._documents,
            reader=PaperReader(self.recogniser),
            badges=self.badges,
            record=record,
            scan=self._scans,
            draw_receipt=self._draw_receipt,
            draw_leaving=partial(self._draw_leaving, slips),
            kiosk_id=self.id,
            notices=self._notices,
            card_reader=workers[Device.CARD_READER],
            camera=workers[Device.CAMERA],
            receipt_printer=workers[Device.RECEIPT_PRINTER],
            document_printer=workers[Device.DOCUMENT_PRINTER],
            code_reader=workers[Device.CODE_READER],
        )

    def _fetch(self, acceptance: Acceptance, key: UUID) -> bytes | None:
        with suppress(OfficeError):
            return self._office.result(acceptance.case_number, key)
        return None

    # --- paper

    def _draw_receipt(self, state: VisitState, width: int) -> Raster:
        receipt = receipt_of(state, simulated=True)
        if self._first(f"receipt {receipt.service.item_code}"):
            return draw(receipt, wording(ASSETS / "wording", state.language), ASSETS / "fonts", width)
        return np.ones((8, width), np.bool_)

    def _draw_leaving(self, slips: list[Slip], state: VisitState, findings: tuple[Finding, ...], width: int) -> Raster:
        assert state.draft is not None
        at, template = self.clock.now(), leaflet.template(state)
        words = wording(ASSETS / "wording", Language.ZH)
        said = leaflet.content(state, findings, words, nearest(self._points, at), at)
        names = ([line["name"] for line in said.get(key, ())] for key in ("bring", "correct"))
        slips.append(Slip(state.draft.code, *map(tuple, names)))
        if self._first(template):
            return strip(template, said, ASSETS, width, code=state.draft.code, at=at)
        return np.ones((8, width), np.bool_)

    def _first(self, what: str) -> bool:
        known = what in self._drawn
        self._drawn.add(what)
        return not known

    # --- hands

    @property
    def looks_for_codes(self) -> bool:
        return self.code_reader.status().state is DeviceState.BUSY

    def lay(self, sheet: Sheet) -> None:
        self.recogniser.remember(sheet)
        self.mat.sheet = sheet

    def insert(self, card: Card) -> None:
        self.card_reader.insert_card(WalletCard(card.person.number, {}, card_data(card)))

    def pull(self) -> None:
        if self.card_reader.card is not None:
            self.card_reader.pull_card()

    def enrol(self, badge: Badge, card: Card, pin: str) -> None:
        self.badges.enrol(badge, card_data(card), pin)


def card_data(card: Card) -> CardData:
    told = card.fields()
    return CardData(
        kind=CardKind(card.kind),
        name=told["name"],
        number=told["number"],
        sex=told.get("sex", ""),
        ethnicity=told.get("ethnicity", ""),
        birth=card.person.birth,
        address=told.get("address", ""),
        valid_to=card.valid_to,
        long_term=card.valid_to is None,
    )
