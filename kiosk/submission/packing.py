"""From a complete visit to sealed bytes. Runs in the visit process, the only one that ever sees the case open."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kiosk.catalogue.model import Material, Service, Source
from kiosk.people.identity import Identity
from kiosk.submission.contract import Case, CaseIdentity, CaseMaterial, CaseValue, Envelope
from kiosk.submission.sealing import Content, seal
from kiosk.visit.form import holds, visible_fields
from kiosk.visit.state import VisitState

_WITHOUT_PAPER = (Source.CARD, Source.GENERATED)


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
    return Case(
        salt=secrets.token_hex(16),
        kiosk_id=kiosk_id,
        item_code=service.item_code,
        service_version=service.version,
        language=state.language,
        started_at=started_at,
        handed_in_at=handed_in_at,
        identity=None if state.identity is None else _identity(state.identity),
        values={
            field.code: CaseValue(text=state.values[field.code].text, source=state.values[field.code].source)
            for field in visible_fields(service, state.values)
            if field.code in state.values
        },
        materials=materials_of(state),
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
    """What is handed in, in the order of the service; nothing for a visit without a service."""
    if state.service is None:
        return ()
    found = (_material(material, state.service, state) for material in state.service.materials)
    return tuple(material for material in found if material is not None)


def pdfs_of(state: VisitState) -> dict[str, bytes]:
    """The PDF pages of a visit, by their SHA-256."""
    return {page.sha256: page.pdf for pages in state.pages.values() for page in pages}


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


def _material(material: Material, service: Service, state: VisitState) -> CaseMaterial | None:
    """None: not needed in this case, or it may come later and did not come."""
    if not holds(material.needed_when, service, state.values):
        return None
    pages = state.pages.get(material.code, ())
    if pages:
        digests = tuple(page.sha256 for page in pages)
        return CaseMaterial(code=material.code, trust=material.trust, source=Source.SCAN, pages=digests)
    source = next((source for source in material.sources if source in _WITHOUT_PAPER), None)
    return None if source is None else CaseMaterial(code=material.code, trust=material.trust, source=source)
