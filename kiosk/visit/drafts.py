"""A case that waits, as bytes: what was chosen before identifying, and apart from it all that is personal. Pure.

What a register said is not kept: it is asked again. What was signed is void once it is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from devices.card.api import CardKind
from kiosk.catalogue.base import Key
from kiosk.catalogue.model import Delivery, Material, Service, Source
from kiosk.people.identity import Identity
from kiosk.submission.contract import Base64Bytes, ItemCode
from kiosk.visit.form import visible_situations
from kiosk.visit.needed import due, supplementing
from kiosk.visit.state import (
    Attendance,
    Consent,
    DeliveryChoice,
    Finding,
    Page,
    Payment,
    PaymentState,
    Presence,
    Problem,
    Promise,
    PromiseKind,
    Value,
    VisitState,
)


class _Kept(BaseModel):
    """Most of it is personal: neither a repr nor an error shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        return iter(())


PAGES_BYTES = 9_000_000  # of PDF pages in one draft: with the rest of it, and in Base64, what the office takes

K = TypeVar("K", bound=_Kept)
T = TypeVar("T")


class KeptAttendance(_Kept):
    place: str
    day: date


class OpenPart(_Kept):
    """Opens for whoever holds the code, and holds nothing personal, nor what registers said of anybody.

    `supplies`: of a case that was handed in, the materials that it still waits for, and nothing else is wanted.
    """

    format: Literal[1] = 1
    item_code: ItemCode
    service_version: int
    situation: dict[Key, str]
    supplies: tuple[Key, ...] = ()
    attendances: tuple[KeptAttendance, ...] = ()


class KeptPerson(_Kept):
    kind: CardKind
    name: str
    number: str
    birth: date
    sex: str = ""
    ethnicity: str = ""
    address: str = ""
    valid_to: date | None = None


class KeptValue(_Kept):
    text: str
    source: Source
    helped: bool = False


class KeptPromise(_Kept):
    kind: PromiseKind
    due: date | None = None


class KeptPage(_Kept):
    """`picture`: where the JPEG stands in the PDF page, first byte and number of bytes. Else `jpeg` holds it."""

    pdf: Base64Bytes
    jpeg: Base64Bytes = b""
    picture: tuple[int, int] | None = None
    sha256: str


class KeptFinding(_Kept):
    problem: str
    detail: str = ""


class KeptConsent(_Kept):
    kind: str
    version: str
    sha256: str


class KeptPayment(_Kept):
    order: str
    amount: str
    code: str
    state: PaymentState
    kind: str
    voucher: str = ""
    pay_by: date | None = None


class KeptDelivery(_Kept):
    way: Delivery
    name: str = ""
    phone: str = ""
    address: str = ""
    helped: bool = False


class PersonalPart(_Kept):
    """Opens with the card that began it, or for a clerk."""

    format: Literal[1] = 1
    key: UUID | None = None
    identity: KeptPerson
    presence: Presence
    people: dict[Key, KeptPerson] = {}
    values: dict[Key, KeptValue] = {}
    pages: dict[Key, tuple[KeptPage, ...]] = {}
    findings: dict[Key, tuple[KeptFinding, ...]] = {}  # what was read on the pages
    promises: dict[Key, KeptPromise] = {}
    consents: tuple[KeptConsent, ...] = ()
    payment: KeptPayment | None = None
    delivery: KeptDelivery | None = None
    helper: str = ""  # number of the helper who typed
    supplements: str = ""  # the number of the case that it adds to
    open_findings: tuple[str, ...] = Field(default=(), description="for the clerk, in words")


def fitting(state: VisitState) -> VisitState:
    """The state with no more papers than a draft can hold: those that are too much are wanted again."""
    room, pages = PAGES_BYTES, {}
    for code, each in state.pages.items():
        size = sum(len(page.pdf) for page in each)
        if size <= room:
            room -= size
            pages[code] = each
    return replace(state, pages=MappingProxyType(pages), readings=_only(state.readings, set(pages)))


def open_part(state: VisitState, attendances: tuple[Attendance, ...]) -> OpenPart:
    service = state.service
    assert service is not None
    return OpenPart(
        item_code=service.item_code,
        service_version=service.version,
        situation={
            q.code: state.values[q.code].text
            for q in visible_situations(service, state.values)
            if q.code in state.values
        },
        supplies=() if state.supplements is None else tuple(m.code for m in service.materials),
        attendances=tuple(KeptAttendance(place=a.place, day=a.day) for a in attendances),
    )


def personal_part(state: VisitState, open_findings: tuple[str, ...]) -> PersonalPart | None:
    """None: nobody was identified, so there is nothing personal."""
    if state.identity is None:
        return None
    return PersonalPart(
        key=state.key,
        identity=_person(state.identity),
        presence=state.presence or Presence.CARD,
        people={role: _person(who) for role, who in state.people.items()},
        values={
            code: KeptValue(text=v.text, source=v.source, helped=v.helped)
            for code, v in state.values.items()
            if v.source is Source.CITIZEN
        },
        pages={code: tuple(map(_kept_page, pages)) for code, pages in state.pages.items()},
        findings={
            code: tuple(KeptFinding(problem=f.problem, detail=f.detail) for f in found)
            for code, found in state.readings.items()
        },
        promises={code: KeptPromise(kind=p.kind, due=p.due) for code, p in state.promises.items()},
        consents=tuple(KeptConsent(kind=c.kind, version=c.version, sha256=c.sha256) for c in state.consents),
        payment=None if state.payment is None else _kept(KeptPayment, state.payment),
        delivery=None if state.delivery is None else _kept(KeptDelivery, state.delivery),
        helper=state.helped_by,
        supplements=state.supplements or "",
        open_findings=open_findings,
    )


def begun(state: VisitState, service: Service, part: OpenPart) -> VisitState:
    """The state of a visit that takes up what was chosen before anybody was identified."""
    known = {q.code for q in service.situations}
    wanted = supplementing(service, part.supplies) if part.supplies else service
    values = {code: Value(text, Source.CITIZEN) for code, text in part.situation.items() if code in known}
    attendances = tuple(Attendance(a.place, a.day) for a in part.attendances)
    return replace(state, service=wanted, values=MappingProxyType(values), attendances=attendances)


def resumed(state: VisitState, service: Service, part: PersonalPart, today: date) -> VisitState:
    """What was made in the name of the card that is here again. What the service no longer has is dropped.

    Who stands here, and how sure that is, was seen today: people of the draft count for nothing. What was answered
    otherwise today counts; the days of what was deferred begin with the hand-in, so they are counted from today.
    """
    fields = {f.code for f in (*service.situations, *service.fields)}
    materials = {m.code for m in service.materials}
    before = {c: Value(v.text, v.source, v.helped) for c, v in part.values.items() if c in fields}
    changed = {c: v for c, v in state.values.items() if c not in before or before[c].text != v.text}
    delivery = part.delivery if part.delivery and part.delivery.way in service.result.delivery else None
    return replace(
        state,
        key=part.key,
        values=MappingProxyType({**before, **changed}),
        pages=_only({c: tuple(map(_page, pages)) for c, pages in part.pages.items()}, materials),
        readings=_only({c: tuple(_finding(c, f) for f in found) for c, found in part.findings.items()}, materials),
        promises=MappingProxyType(
            {c: _promise(p, service.material(c), service, today) for c, p in part.promises.items() if c in materials}
        ),
        consents=_consents(state.consents, part),
        payment=None if part.payment is None else Payment(**part.payment.model_dump()),
        delivery=None if delivery is None else DeliveryChoice(**delivery.model_dump()),
        helped_by=state.helped_by or part.helper,
        supplements=part.supplements or None,
    )


def _consents(given: tuple[Consent, ...], part: PersonalPart) -> tuple[Consent, ...]:
    """What was agreed to today, and what else was when the case was begun."""
    kinds = {consent.kind for consent in given}
    return (*given, *(Consent(c.kind, c.version, c.sha256) for c in part.consents if c.kind not in kinds))


def _only(things: Mapping[str, T], codes: set[str]) -> Mapping[str, T]:
    return MappingProxyType({code: thing for code, thing in things.items() if code in codes})


def _promise(kept: KeptPromise, material: Material, service: Service, today: date) -> Promise:
    return Promise(kept.kind, due(material, service, today) if kept.kind is PromiseKind.DEFERRED else None)


def _kept_page(page: Page) -> KeptPage:
    """The picture stands untouched in the PDF, and is kept once."""
    at = page.pdf.find(page.jpeg)
    if at < 0:
        return KeptPage(pdf=page.pdf, jpeg=page.jpeg, sha256=page.sha256)
    return KeptPage(pdf=page.pdf, picture=(at, len(page.jpeg)), sha256=page.sha256)


def _page(kept: KeptPage) -> Page:
    if kept.picture is None:
        return Page(kept.jpeg, kept.pdf, kept.sha256)
    at, length = kept.picture
    return Page(kept.pdf[at : at + length], kept.pdf, kept.sha256)


def _person(who: Identity) -> KeptPerson:
    return _kept(KeptPerson, who)


def _finding(material: str, kept: KeptFinding) -> Finding:
    return Finding(Problem(kept.problem), material=material, detail=kept.detail)


def _kept(kind: type[K], thing: Any) -> K:
    return kind(**{name: getattr(thing, name) for name in kind.model_fields})
