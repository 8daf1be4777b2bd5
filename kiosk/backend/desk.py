"""What the office does with the cases that arrive; one method for each decision, no HTTP."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kiosk.backend.drafts import hand_over
from kiosk.backend.keys import OfficeKeys
from kiosk.backend.problems import Refused
from kiosk.backend.promises import course, holds, promised_by
from kiosk.backend.proofs import Proofs, verification_code
from kiosk.backend.store import Store
from kiosk.backend.tables import Application, Attendance, Involved, Proof, Sequence
from kiosk.catalogue.codes import case_number
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import APPLICANT, Service
from kiosk.submission.contract import Acceptance, AcceptedSubCase, Case, Envelope
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.submission.sealing import Content, SealError, open_sealed

PRIVACY, SENSITIVE = "privacy", "sensitive"  # kinds of consent
_PROMISES = {"committed": "commitment", "deferred": "deferral"}  # the paper that a promise is signed on


@dataclass(frozen=True, slots=True)
class Stored:
    envelope: Envelope
    acceptance: Acceptance


class Desk:
    def __init__(
        self,
        store: Store,
        keys: OfficeKeys,
        catalogue: Catalogue | None,
        proofs: Proofs,
        host: str,
        now: Callable[[], datetime],
    ) -> None:
        """`catalogue` None: any well-formed item code is taken. `host`: of the page that checks receipts."""
        self._store, self._keys, self._catalogue, self._proofs = store, keys, catalogue, proofs
        self._host, self._now = host, now
        self._people = keys.secret("people")
        self._index_what_older_files_have()

    # --- taking

    def take(self, envelope: Envelope) -> tuple[Acceptance, bool]:
        """Accept a case, or say again what was said before (True). Raises Refused."""
        with self._store.session() as session:
            known = _known(session, envelope)
        if known is not None:
            return known, True
        case = self.open_case(envelope)
        self._check(envelope, case)
        with self._store.session() as session:
            known = _known(session, envelope)
            if known is not None:  # the same request came twice at once
                return known, True
            return self._accept(session, envelope, case), False

    def _accept(self, session: Session, envelope: Envelope, case: Case) -> Acceptance:
        """Give a case its number, or papers to theirs, and keep it. Raises Refused."""
        now = self._now()
        grant = self._supplemented if case.supplements else self._granted
        acceptance = grant(session, envelope, case, now)
        row = Application(
            kiosk_id=envelope.kiosk_id,
            key=str(envelope.key),
            fingerprint=envelope.fingerprint(),
            case_number=acceptance.case_number,
            provisional=envelope.provisional,
            supplement=bool(case.supplements),
            indexed=False,
            envelope=envelope.model_dump_json(),
            acceptance=acceptance.model_dump_json(),
        )
        session.add(row)
        self._index(session, row, case, acceptance)
        if case.draft:
            hand_over(session, case.draft, acceptance.case_number, now)
        return acceptance

    def _granted(self, session: Session, envelope: Envelope, case: Case, now: datetime) -> Acceptance:
        """Raises Refused."""
        service, today, answers = self.service(case.item_code), now.date(), answers_of(case)
        promised = None if service is None else promised_by(service, today, answers)
        for material in case.materials:
            if material.standing == "deferred" and (material.due is None or material.due > (promised or date.max)):
                raise Refused(422, "deferred_too_long", "A paper is promised for too late a day", material.code)
        number = _next_number(session, case.item_code, today)
        sub_cases = [
            AcceptedSubCase(item_code=leg.code, number=_next_number(session, leg.code, today), promised_by=leg.ends)
            for leg in (course(service, today, answers) if service is not None and service.sub_matters else ())
        ]
        return Acceptance(
            case_number=number,
            accepted_at=now,
            promised_by=promised,
            receipt_code=self._receipt_code(number, envelope, now),
            has_result=service is not None and self._proofs.issues(service, case),
            sub_cases=tuple(sub_cases),
        )

    def _supplemented(self, session: Session, envelope: Envelope, case: Case, now: datetime) -> Acceptance:
        """Papers are brought by who stands in the case, to a case of the same item. Raises Refused."""
        query = select(Application).filter_by(case_number=case.supplements, supplement=False)
        original = session.scalars(query).one_or_none()
        if original is None or not case.supplements.startswith(case.item_code):
            raise Refused(422, "unknown_case", "There is no case that these papers could belong to")
        there = select(Involved.person).filter_by(application=original.id)
        if self._persons(case).isdisjoint(session.scalars(there)):
            raise Refused(422, "not_involved", "Who brings these papers does not stand in the case")
        return Acceptance(
            case_number=case.supplements,
            accepted_at=now,
            promised_by=Acceptance.model_validate_json(original.acceptance).promised_by,
            receipt_code=self._receipt_code(case.supplements, envelope, now),
        )

    def _receipt_code(self, number: str, envelope: Envelope, now: datetime) -> str:
        facts = Facts(Standing.RECEIVED, number, envelope.kiosk_id, now, envelope.digest[:32])
        return sign(facts, self._keys.receipt, self._host)

    def _check(self, envelope: Envelope, case: Case) -> None:
        """Raises Refused."""
        said = (case.kiosk_id, case.item_code, case.handed_in_at)
        if said != (envelope.kiosk_id, envelope.item_code, envelope.handed_in):
            raise Refused(422, "wrong_envelope", "The envelope says something else than the case")
        service = self.service(case.item_code)
        if self._catalogue is not None and service is None:
            raise Refused(422, "unknown_service", "This service is not offered here", case.item_code)
        pages = [hashlib.sha256(self.open_page(envelope, blob)).hexdigest() for blob in envelope.blobs]
        if pages != list(case.pages):
            raise Refused(422, "wrong_pages", "The pages are not those that the case names")
        if service is not None:
            for code, title, detail in _faults(service, case):
                raise Refused(422, code, title, detail)

    # --- finding

    def find(self, number: str) -> Stored:
        """By case number, or by a machine's own. Raises Refused."""
        match self._rows(
            or_(
                (Application.case_number == number) & ~Application.supplement,
                Application.provisional == number,
            )
        ):
            case [stored]:
                return stored
            case []:
                raise Refused(404, "unknown_number", "There is no case with this number")
            case several:
                numbers = ", ".join(stored.acceptance.case_number for stored in several)
                raise Refused(409, "ambiguous_number", "Several cases have this provisional number", numbers)

    def supplements(self, case_number: str) -> list[Stored]:
        """What was brought to a case later, in the order of its coming."""
        return self._rows((Application.case_number == case_number) & Application.supplement)

    def of_person(self, number: str) -> list[Stored]:
        """The cases in which the person with this number stands."""
        with_them = select(Involved.application).filter_by(person=self._person(number))
        return self._rows(Application.id.in_(with_them) & ~Application.supplement)

    def kept_as(self, provisional: str, kiosk_id: str, digest: str) -> list[Stored]:
        """The case that a machine's own receipt speaks of. `digest`: the beginning of the case's."""
        rows = self._rows((Application.provisional == provisional) & (Application.kiosk_id == kiosk_id))
        return [stored for stored in rows if stored.envelope.digest.startswith(digest)]

    def issued(self, code: str) -> Stored:
        """The case whose proof has this verification code. Raises Refused."""
        with self._store.session() as session:
            proof = session.get(Proof, code)
            number = None if proof is None else proof.case_number
        if number is None:
            raise Refused(404, "unknown_proof", "No proof with this code was issued here")
        return self.find(number)

    def _rows(self, where: object) -> list[Stored]:
        with self._store.session() as session:
            query = select(Application).where(where).order_by(Application.id)  # type: ignore[arg-type]
            return [
                Stored(Envelope.model_validate_json(row.envelope), Acceptance.model_validate_json(row.acceptance))
                for row in session.scalars(query)
            ]

    def service(self, item_code: str) -> Service | None:
        return None if self._catalogue is None else self._catalogue.get(item_code)

    # --- opening

    def open_case(self, envelope: Envelope) -> Case:
        """Raises Refused."""
        try:
            plain = open_sealed(envelope.sealed, self._keys.sealing, Content.CASE, envelope.kiosk_id, envelope.key)
            case = Case.model_validate_json(plain)
        except (SealError, ValidationError):
            raise Refused(422, "unreadable_case", "The sealed case cannot be read here") from None
        if hashlib.sha256(plain).hexdigest() != envelope.digest:
            raise Refused(422, "wrong_digest", "The envelope names another case")
        return case

    def open_page(self, envelope: Envelope, sealed_sha256: str) -> bytes:
        """The PDF page. Raises Refused."""
        sealed = self._store.blob(sealed_sha256)
        if sealed is None:
            raise Refused(409, "pages_missing", "A page of this case has not arrived yet")
        try:
            return open_sealed(sealed, self._keys.sealing, Content.PAGE, envelope.kiosk_id, envelope.key)
        except SealError:
            raise Refused(422, "unreadable_page", "A sealed page cannot be read here") from None

    # --- the index: what can be looked for without opening every case

    def _index_what_older_files_have(self) -> None:
        with self._store.session() as session:
            for row in session.scalars(select(Application).where(~Application.indexed)).all():
                with suppress(Refused):  # a case that does not open is found by its number only
                    case = self.open_case(Envelope.model_validate_json(row.envelope))
                    self._index(session, row, case, Acceptance.model_validate_json(row.acceptance))

    def _index(self, session: Session, row: Application, case: Case, acceptance: Acceptance) -> None:
        session.flush()  # gives the row its id
        session.add_all(Involved(person=person, application=row.id) for person in self._persons(case))
        came = {(a.place, a.day) for a in case.attendances} or {(case.kiosk_id, case.handed_in_at.date())}
        for place, day in came:
            session.merge(Attendance(case_number=row.case_number, place=place, day=day))
        if acceptance.has_result:
            session.add(Proof(code=verification_code(case, acceptance), case_number=row.case_number))
        row.indexed = True

    def _persons(self, case: Case) -> set[str]:
        return {self._person(who.number) for who in (case.identity, *case.people.values()) if who is not None}

    def _person(self, number: str) -> str:
        return hmac.new(self._people, number.encode(), hashlib.sha256).hexdigest()


def answers_of(case: Case) -> Mapping[str, str]:
    return {code: value.text for code, value in case.values.items()}


def _faults(service: Service, case: Case) -> Iterator[tuple[str, str, str]]:
    """What an office looks at again in any case: code, title, and what it is about.

    Of papers that supplement a case the answers stand in the case, and so does what was agreed to and signed.
    """
    given = {consent.kind for consent in case.consents}
    for kind in sorted(_consents(service, case) - given):
        yield "no_consent", "A consent is missing", kind
    papers = {material.code: set(material.signed_by) for material in case.materials if material.pages}
    for code, roles in _signatures(service, case):
        if code not in papers or not roles <= papers[code]:
            yield "unsigned", "A document is not signed", code


def _consents(service: Service, case: Case) -> set[str]:
    kinds = {PRIVACY} if case.identity is not None else set()
    return kinds | {SENSITIVE} if service.sensitive is not None and not case.supplements else kinds


def _signatures(service: Service, case: Case) -> Iterator[tuple[str, set[str]]]:
    """Which documents must be there, and the roles who must have signed each."""
    answers = answers_of(case)
    needed = {role.code for role in service.people if holds(role.needed_when, answers)} | {APPLICANT}
    if not case.supplements:
        for material in service.materials:
            if material.signed_by and holds(material.needed_when, answers):
                yield material.code, needed & set(material.signed_by)
    for standing in sorted({material.standing for material in case.materials} & _PROMISES.keys()):
        yield _PROMISES[standing], {APPLICANT}


def _known(session: Session, envelope: Envelope) -> Acceptance | None:
    """The acceptance that this very case has got before. Raises Refused."""
    query = select(Application).filter_by(kiosk_id=envelope.kiosk_id, key=str(envelope.key))
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    if row.fingerprint != envelope.fingerprint():
        raise Refused(422, "key_reused", "This Idempotency-Key belongs to another case")
    return Acceptance.model_validate_json(row.acceptance)


def _next_number(session: Session, item_code: str, day: date) -> str:
    """A case number that was never given before. Raises Refused."""
    sequence = session.get(Sequence, (item_code, day))
    if sequence is None:
        sequence = Sequence(item_code=item_code, day=day, last=0)
        session.add(sequence)
    sequence.last += 1
    try:
        return case_number(item_code, day, sequence.last)
    except ValueError as error:
        raise Refused(503, "no_numbers_left", "No case number is left for today", str(error)) from error
