"""Invented people and their cases, an office that plays every failure, and a network that loses replies."""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from devices.card.api import CardKind
from kiosk.catalogue.loader import Catalogue, load_catalogue
from kiosk.catalogue.model import Source, TrustLevel
from kiosk.people.identity import Identity
from kiosk.submission.contract import (
    Acceptance,
    Case,
    CaseAttendance,
    CaseConsent,
    CaseIdentity,
    CaseMaterial,
    CaseValue,
    Envelope,
)
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.drafts import seal_draft
from kiosk.submission.keys import receipt_key
from kiosk.submission.office import OfficeError
from kiosk.submission.outbox import Outbox
from kiosk.submission.packing import Parcel, pack
from kiosk.submission.questions import DraftKept, KeepDraft, SealedDraft
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.submission.sender import Outcome, Sender
from kiosk.visit.state import Page, Paper, Value, VisitState
from kiosk.wording import Language

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=CHINA)
KIOSK = "330199-01"
PROOF = "11330199MB000014XP4332014001002"
REGISTRATION = "11330199MB0000318Y4330131002001"
HOST = "verify.example.gov.cn"

NAME = "阿卜杜拉·𠮷䶮"
NUMBER = "330199198001011239"


def identity() -> Identity:
    return Identity(CardKind.RESIDENT, NAME, NUMBER, date(1980, 1, 1), sex="1", address="示例县东湖路 1 号")


def page(content: bytes) -> Page:
    return Page(jpeg=b"", pdf=content, sha256=hashlib.sha256(content).hexdigest())


@cache
def _catalogue(folder: Path) -> Catalogue:
    return load_catalogue(folder)


@pytest.fixture
def catalogue(assets: Path) -> Catalogue:
    return _catalogue(assets / "catalogue")


@pytest.fixture
def registration_visit(catalogue: Catalogue) -> VisitState:
    """Somebody who registers a rented shop: a signed application, and a lease of two pages."""
    values = {
        "premises_are": Value("rented", Source.CITIZEN),
        "operator_name": Value(NAME, Source.CARD),
        "phone": Value("13800000000", Source.CITIZEN),
        "scope": Value("clothes", Source.CITIZEN),
        "scope_other": Value("an answer to a question that is hidden again", Source.CITIZEN),
    }
    lease = (page(b"%PDF-1 first page of the lease of " + NAME.encode()), page(b"%PDF-1 second page"))
    form = b"%PDF-1 application"
    application = Paper(
        "application",
        form,
        hashlib.sha256(form).hexdigest(),
        made_from="0" * 64,
        read=True,
        signed_by=("applicant",),
        wanted_from=("applicant",),
    )
    return VisitState(
        service=catalogue.get(REGISTRATION),
        identity=identity(),
        values=values,
        pages={"premises_proof": lease},
        papers={"application": application},
    )


@dataclass(frozen=True)
class Brought:
    """What somebody hands in: a case, and its PDF pages by their SHA-256."""

    case: Case
    pdfs: Mapping[str, bytes]

    def but(self, **changes: object) -> Brought:
        return replace(self, case=self.case.model_copy(update=changes))


PRIVACY = CaseConsent(kind="privacy", version="1", sha256="0" * 64)
WHO = CaseIdentity(
    kind="resident", name=NAME, number=NUMBER, birth=date(1980, 1, 1), sex="1", address="示例县东湖路 1 号"
)


def material(code: str, source: Source = Source.CARD, trust: TrustLevel = TrustLevel.A, **more: Any) -> CaseMaterial:
    return CaseMaterial(code=code, source=source, trust=trust, **more)


def brought(item_code: str, *materials: CaseMaterial, pdfs: Iterable[bytes] = (), **values: str) -> Brought:
    """A case as a visit makes it: `values` were typed."""
    case = Case(
        salt="0" * 32,
        kiosk_id=KIOSK,
        item_code=item_code,
        service_version=1,
        language=Language.ZH,
        started_at=NOW - timedelta(minutes=3),
        handed_in_at=NOW,
        identity=WHO,
        values={code: CaseValue(text=text, source=Source.CITIZEN) for code, text in values.items()},
        materials=(material("identity_card"), *materials),
        consents=(PRIVACY,),
        attendances=(CaseAttendance(place=KIOSK, day=NOW.date()),),
    )
    return Brought(case, {hashlib.sha256(pdf).hexdigest(): pdf for pdf in pdfs})


def sealed_draft(
    code: DraftCode | None = None,
    *,
    at: datetime = NOW,
    number: str | None = NUMBER,
    personal: bytes | None = b"who, and all that was typed",
    chosen: bytes = b"what was chosen",
) -> tuple[SealedDraft, DraftCode]:
    """A case that waits, and the code that opens it."""
    code = code or DraftCode.new()
    draft = seal_draft(
        code,
        kiosk_id=KIOSK,
        kind="notice",
        kept_at=at,
        until=(NOW + timedelta(days=90)).date(),
        open_part=chosen,
        personal_part=personal,
        number=number,
    )
    return draft, code


@pytest.fixture
def proof_case() -> Brought:
    """Somebody wants a proof of insurance: a card and a few ticks, no paper."""
    return brought(PROOF, kinds="pension,work_injury", from_month="2026-01", to_month="2026-10")


@pytest.fixture
def registration_case() -> Brought:
    """Somebody registers a shop: an application that was signed here, and a lease of two pages."""
    pdfs = (b"%PDF-1 application of " + NAME.encode(), b"%PDF-1 lease", b"%PDF-1 its second page")
    digests = [hashlib.sha256(pdf).hexdigest() for pdf in pdfs]
    return brought(
        REGISTRATION,
        material("application", Source.GENERATED, TrustLevel.D, pages=(digests[0],), signed_by=("applicant",)),
        material("premises_proof", Source.SCAN, TrustLevel.C, pages=tuple(digests[1:])),
        pdfs=pdfs,
        operator_name=NAME,
        phone="13800000000",
        scope="clothes",
    )


@dataclass(frozen=True)
class OfficeSide:
    """The private keys that only an office has."""

    sealing: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    receipt: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.sealing.public_key().public_bytes_raw()


@pytest.fixture
def office_side() -> OfficeSide:
    return OfficeSide()


def parcel_of(given: Brought, office_public: bytes, sequence: int = 1) -> Parcel:
    """Sealed under a new key; each time a case of its own."""
    case = given.case.model_copy(update={"salt": secrets.token_hex(16)})
    return pack(case, given.pdfs, uuid4(), f"{KIOSK}-20261123-{sequence:04d}", office_public)


@pytest.fixture
def parcel(proof_case: Brought, office_side: OfficeSide) -> Parcel:
    return parcel_of(proof_case, office_side.public)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "outbox.sqlite")
    yield box
    box.close()


class PlayedOffice:
    """An office in memory that keeps its promises, and fails as it is told, once for each entry of `failures`."""

    def __init__(self, side: OfficeSide) -> None:
        self._side = side
        self.failures: list[OfficeError] = []
        self.after_commit: list[OfficeError] = []  # the office has the case, but its answer is lost
        self.blobs: dict[str, bytes] = {}
        self.cases: dict[UUID, Acceptance] = {}
        self.drafts: dict[str, SealedDraft] = {}
        self.while_keeping: Callable[[], None] = lambda: None
        self.tries: list[UUID] = []
        self.forge: Callable[[Acceptance], Acceptance] = lambda acceptance: acceptance

    def health(self) -> None: ...

    def put_blob(self, sha256: str, sealed: bytes) -> None:
        self.blobs[sha256] = sealed

    def submit(self, envelope: Envelope) -> Acceptance:
        self.tries.append(envelope.key)
        if self.failures:
            raise self.failures.pop(0)
        acceptance = self.cases.get(envelope.key) or self._grant(envelope)
        self.cases[envelope.key] = acceptance
        if self.after_commit:
            raise self.after_commit.pop(0)
        return self.forge(acceptance)

    def result(self, number: str, key: UUID) -> bytes:
        raise NotImplementedError

    def ask(self, question: Any) -> Any:
        """As an `Inquirer`, of drafts only."""
        assert isinstance(question, KeepDraft)
        if self.failures:
            raise self.failures.pop(0)
        self.while_keeping()
        self.drafts[question.draft.id] = question.draft
        return DraftKept(until=question.draft.until)

    def _grant(self, envelope: Envelope) -> Acceptance:
        number = f"{envelope.item_code}20261123{len(self.cases) + 1:04d}"
        facts = Facts(Standing.RECEIVED, number, envelope.kiosk_id, NOW, envelope.digest[:32])
        return Acceptance(case_number=number, accepted_at=NOW, receipt_code=sign(facts, self._side.receipt, HOST))


@pytest.fixture
def office(office_side: OfficeSide) -> PlayedOffice:
    return PlayedOffice(office_side)


class Told:
    """Hears what the sender says, and can wait for it."""

    def __init__(self) -> None:
        self.outcomes: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, outcome: object) -> None:
        with self._changed:
            self.outcomes.append(outcome)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[object], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(wanted, self.outcomes)), timeout=20)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def drafts(tmp_path: Path) -> DraftBox:
    return DraftBox(tmp_path / "drafts")


@pytest.fixture
def sender(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, office_side: OfficeSide, clock: object, told: Told
) -> Sender:
    keys = receipt_key(office_side.receipt, "office")
    return Sender(outbox, drafts, office, office, keys, clock, told, random.Random(1))  # type: ignore[arg-type]


def drain(sender: Sender, now: datetime) -> list[Outcome]:
    """Step until nothing is due any more; the outcomes of cases."""
    outcomes = list(iter(lambda: sender.step(now), None))
    return [outcome for outcome in outcomes if isinstance(outcome, Outcome)]


class ScriptedServer:
    """Answers each request with the next reply of the script: raw bytes, sent as they are, then hangs up.

    A tuple of bytes drips: there is a moment between each two.
    """

    def __init__(self) -> None:
        self.replies: list[bytes | tuple[bytes, ...]] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.hold = threading.Event()  # a reply of b"" waits for this and then hangs up
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                scripted.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
                scripted.requests.append((self.command, self.path, dict(self.headers)))
                reply = scripted.replies.pop(0)
                if not reply:
                    scripted.hold.wait(20)
                for piece in reply if isinstance(reply, tuple) else (reply,):
                    with contextlib.suppress(OSError):  # the client may have had enough of it
                        self.wfile.write(piece)
                        self.wfile.flush()
                    scripted.hold.wait(0.02 if isinstance(reply, tuple) else 0)
                self.close_connection = True

            do_GET = do_PUT = do_POST = _answer

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="scripted-server")
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


def reply(status: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    size = f"Content-Length: {len(body) if length is None else length}"
    head = [f"HTTP/1.1 {status}", size, "Connection: close", *headers]  # the server closes after each answer
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class LossyProxy:
    """Between a kiosk and a real office on TCP. Each connection is treated as the next entry of `script` says.

    "pass" (also when the script is over), "drop_reply": the request goes through and the reply is lost, "half_reply".
    """

    def __init__(self, port: int) -> None:
        self.script: list[str] = []
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, name="lossy-proxy")]
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> LossyProxy:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                kiosk, _ = self._listener.accept()
            except OSError:
                return
            mode = self.script.pop(0) if self.script else "pass"
            office = socket.create_connection(("127.0.0.1", self._to))
            for work in (lambda k=kiosk, o=office: _pump(k, o), lambda k=kiosk, o=office, m=mode: _answer(k, o, m)):
                thread = threading.Thread(target=work, name="lossy-proxy-connection")
                self._threads.append(thread)
                thread.start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _answer(kiosk: socket.socket, office: socket.socket, mode: str) -> None:
    try:
        while data := office.recv(65536):
            if mode != "pass":
                kiosk.sendall(data[: len(data) // 2] if mode == "half_reply" else b"")
                break
            kiosk.sendall(data)
    except OSError:
        pass
    finally:
        for end in (kiosk, office):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        kiosk.close()
        office.close()
