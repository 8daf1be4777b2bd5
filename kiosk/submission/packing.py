"""From a complete visit to sealed bytes. Runs in the visit process, the only one that ever sees the case open."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from kiosk.catalogue.model import Source, TrustLevel
from kiosk.people.identity import Identity
from kiosk.submission.contract import (
    Case,
    CaseAttendance,
    CaseConsent,
    CaseDelivery,
    CaseIdentity,
    CaseMaterial,
    CaseValue,
    Envelope,
)
from kiosk.submission.sealing import Content, seal
from kiosk.visit import papers
from kiosk.visit.form import visible_fields, visible_situations
from kiosk.visit.needed import Needed, needed
from kiosk.visit.precheck import roles
from kiosk.visit.state import DeliveryChoice, Paper, Presence, Standing, VisitState


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the keeper gets: the envelope, and the sealed pages by the SHA-256 of their sealed bytes."""

    envelope: Envelope
    blobs: Mapping[str, bytes] = field(repr=False)


def case_of(state: VisitState, kiosk_id: str, started_at: datetime, handed_in_at: datetime) -> Case:
    """The case that a checked and confirmed visit hands in. Raises ValueError when no service was chosen."""
    service = state.service
    if service is None:
        raise ValueError("a visit without a service has nothing to hand in")
    asked = (*visible_situations(service, state.values), *visible_fields(service, state.values))
    return Case(
        salt=secrets.token_hex(16),
        kiosk_id=kiosk_id,
        item_code=service.item_code,
        service_version=service.version,
        language=state.language,
        started_at=started_at,
        handed_in_at=handed_in_at,
        identity=None if state.identity is None else _identity(state.identity),
        presence=(state.presence or Presence.CARD).value,
        people={
            r.code: _identity(state.people[r.code]) for r in roles(service, state.values) if r.code in state.people
        },
        values={
            field.code: CaseValue(text=value.text, source=value.source, helped=value.helped)
            for field in asked
            if (value := state.values.get(field.code)) is not None
        },
        materials=materials_of(state),
        consents=tuple(CaseConsent(kind=c.kind, version=c.version, sha256=c.sha256) for c in state.consents),
        helper=state.helped_by,
        payment=state.payment.order if state.payment is not None else "",
        delivery=_delivery(state.delivery),
        attendances=(
            *(CaseAttendance(place=a.place, day=a.day) for a in state.attendances),
            CaseAttendance(place=kiosk_id, day=handed_in_at.date()),
        ),
        draft=state.draft_id,
        supplements=state.supplements or "",
    )


def pack(case: Case, pdfs: Mapping[str, bytes], key: UUID, provisional: str, office: bytes) -> Parcel:
    """Seal a case and its pages. `pdfs`: by their SHA-256, all of `case.pages`. `office`: raw X25519 public key."""
    plain = case.canonical()
    sealed_pages = [seal(pdfs[page], office, Content.PAGE, case.kiosk_id, key) for page in case.pages]
    blobs = {hashlib.sha256(sealed).hexdigest(): sealed for sealed in sealed_pages}
    envelope = Envelope(
        key=key,
        kiosk_id=case.kiosk_id,
        item_code=case.item_code,
        handed_in=case.handed_in_at,
        provisional=provisional,
        digest=hashlib.sha256(plain).hexdigest(),
        sealed=seal(plain, office, Content.CASE, case.kiosk_id, key),
        blobs=tuple(blobs),
    )
    return Parcel(envelope, blobs)


def materials_of(state: VisitState) -> tuple[CaseMaterial, ...]:
    """What is handed in, in the order of the service, and behind it what promises were signed on.

    Nothing for a visit without a service.
    """
    if state.service is None:
        return ()
    listed = (_material(line, state) for line in needed(state))
    promised = (_paper(state.papers[code], TrustLevel.D) for code in papers.promised(state) if code in state.papers)
    return (*(material for material in listed if material is not None), *promised)


def pdfs_of(state: VisitState) -> dict[str, bytes]:
    """The PDF pages and documents of a visit, by their SHA-256."""
    scanned = {page.sha256: page.pdf for pages in state.pages.values() for page in pages}
    return {**scanned, **{paper.sha256: paper.pdf for paper in state.papers.values()}}


def _identity(identity: Identity) -> CaseIdentity:
    return CaseIdentity(
        kind=identity.kind.value,
        name=identity.name,
        number=identity.number,
        birth=identity.birth,
        sex=identity.sex,
        ethnicity=identity.ethnicity,
        address=identity.address,
        valid_to=identity.valid_to,
    )


def _delivery(choice: DeliveryChoice | None) -> CaseDelivery | None:
    if choice is None:
        return None
    return CaseDelivery(**asdict(choice))


_SOURCES: Mapping[Standing, Source] = {
    Standing.CARD: Source.CARD,
    Standing.SHARED: Source.SHARED,
    Standing.EARLIER: Source.EARLIER,
    Standing.SCANNED: Source.SCAN,
    Standing.DEFERRED: Source.CITIZEN,
    Standing.COMMITTED: Source.CITIZEN,
    Standing.OFFICE_FETCHES: Source.SHARED,
    Standing.EXPECTED: Source.SHARED,  # a register that could not be asked for want of whom to ask about
}


_TRUST = {Source.CARD: TrustLevel.A, Source.SHARED: TrustLevel.A, Source.CITIZEN: TrustLevel.D}


def _material(line: Needed, state: VisitState) -> CaseMaterial | None:
    """None: it is not needed, since it may be left out or another of its group is there."""
    material, code = line.material, line.material.code
    if line.standing in (Standing.LEFT_OUT, Standing.WANTED):
        return None
    if code in state.papers:
        return _paper(state.papers[code], material.trust)
    source = _SOURCES.get(line.standing, Source.GENERATED)
    pages = state.pages.get(code) or (state.pages.get(material.same_as or "", ()))
    standing: Literal["here", "deferred", "committed", "fetch"] = "here"
    match line.standing:
        case Standing.DEFERRED:
            standing = "deferred"
        case Standing.COMMITTED:
            standing = "committed"
        case Standing.OFFICE_FETCHES | Standing.EXPECTED:
            standing = "fetch"
        case _:
            pass
    return CaseMaterial(
        code=code,
        trust=_TRUST.get(source, material.trust),
        source=source,
        pages=tuple(page.sha256 for page in pages) if source in (Source.SCAN, Source.EARLIER) else (),
        standing=standing,
        due=line.due,
    )


def _paper(paper: Paper, trust: TrustLevel) -> CaseMaterial:
    return CaseMaterial(
        code=paper.material,
        trust=trust,
        source=Source.GENERATED,
        pages=(paper.sha256,),
        signed_by=paper.signed_by,
    )
