"""What the office does with a case: looks at it again, gives it numbers and days, and takes papers that come later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from kiosk.backend.tables import Draft
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Source, TrustLevel
from kiosk.submission.contract import CaseConsent, OpenedCase
from kiosk.submission.keys import receipt_key
from kiosk.submission.questions import FetchDraft, KeepDraft
from kiosk.submission.sender import confirms
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import (
    NOW,
    PRIVACY,
    PROOF,
    REGISTRATION,
    WHO,
    Brought,
    brought,
    material,
    parcel_of,
    sealed_draft,
)

# --- looked at again


def test_without_consent_nothing_is_taken(office: OfficeAt, proof_case: Brought) -> None:
    assert office.rejected(proof_case.but(consents=())) == "no_consent"


def test_sensitive_data_want_a_consent_of_their_own(office: OfficeAt, catalogue: Catalogue) -> None:
    assert office.rejected(life_event(catalogue, also="all").but(consents=(PRIVACY,))) == "no_consent"


def test_everybody_who_must_sign_has_signed(office: OfficeAt, catalogue: Catalogue) -> None:
    marriage = catalogue.get(MARRIAGE)
    assert marriage is not None
    documents = {m.code: m.signed_by for m in marriage.materials if m.signed_by and not m.needed_when}
    assert any(len(roles) > 1 for roles in documents.values())
    given = brought(MARRIAGE, pdfs=[code.encode() for code in documents])
    sensitive = CaseConsent(kind="sensitive", version="1", sha256="0" * 64)

    def signed(by: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Brought:
        papers = tuple(
            material(code, Source.GENERATED, TrustLevel.D, pages=(page,), signed_by=by(roles))
            for (code, roles), page in zip(documents.items(), given.pdfs, strict=True)
        )
        return given.but(materials=papers, consents=(PRIVACY, sensitive))

    assert office.rejected(signed(lambda roles: roles[:1])) == "unsigned"
    office.accepted(signed(lambda roles: roles))


@pytest.mark.parametrize("change", [{"signed_by": ()}, {"pages": ()}])
def test_a_document_that_is_not_signed_is_refused(
    office: OfficeAt, registration_case: Brought, change: dict[str, object]
) -> None:
    unsigned = tuple(
        m.model_copy(update=change) if m.code == "application" else m for m in registration_case.case.materials
    )
    kept = {page for m in unsigned for page in m.pages}
    pdfs = {sha: pdf for sha, pdf in registration_case.pdfs.items() if sha in kept}
    assert office.rejected(Brought(registration_case.but(materials=unsigned).case, pdfs)) == "unsigned"


def test_a_promise_that_nobody_signed_is_none(office: OfficeAt) -> None:
    due = date(2026, 11, 24)
    deferred = material("later", Source.CITIZEN, TrustLevel.D, standing="deferred", due=due)
    assert office.rejected(brought(PROOF, deferred)) == "unsigned"


def test_a_paper_cannot_be_promised_for_after_the_case_is_done(office: OfficeAt) -> None:
    assert office.rejected(deferring(date(2026, 11, 24), PROOF)) == "deferred_too_long"


def deferring(due: date, item_code: str = REGISTRATION) -> Brought:
    """A case whose lease comes later; the promise and the application are signed."""
    pdfs = (b"%PDF-1 the promise", b"%PDF-1 application")
    given = brought(item_code, pdfs=pdfs)
    promise, application = given.pdfs
    papers = (
        material("application", Source.GENERATED, TrustLevel.D, pages=(application,), signed_by=("applicant",)),
        material("premises_proof", Source.CITIZEN, TrustLevel.D, standing="deferred", due=due),
        material("deferral", Source.GENERATED, TrustLevel.D, pages=(promise,), signed_by=("applicant",)),
    )
    return Brought(given.case.model_copy(update={"materials": papers}), dict(reversed(given.pdfs.items())))


# --- papers that come later


def supplement(number: str, handed_in: timedelta = timedelta(days=1)) -> Brought:
    pdf = b"%PDF-1 the lease at last"
    given = brought(REGISTRATION, pdfs=(pdf,)).but(supplements=number, handed_in_at=NOW + handed_in)
    lease = material("premises_proof", Source.SCAN, TrustLevel.C, pages=tuple(given.pdfs))
    return given.but(materials=(lease,))


def test_papers_that_come_later_get_the_number_and_the_day_of_their_case(office: OfficeAt) -> None:
    first = office.accepted(deferring(date(2026, 11, 26)))
    office.clock.advance(days=1)
    parcel = parcel_of(supplement(first.case_number), office.public, 2)
    later = office.taken(parcel)
    assert (later.case_number, later.promised_by) == (first.case_number, first.promised_by)
    assert confirms(later, parcel.envelope, receipt_key(office.keys.receipt, "office"))


def test_a_clerk_finds_later_papers_in_their_case(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 26))).case_number
    office.accepted(supplement(number), 2)
    opened = OpenedCase.model_validate_json(office.look(number).content)
    (lease,) = opened.supplements[0].pages
    assert office.look(f"{number}/pages/{lease}").content == b"%PDF-1 the lease at last"
    assert not opened.case.supplements


def test_later_papers_can_be_sent_again_and_count_once(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 26))).case_number
    parcel = parcel_of(supplement(number), office.public, 2)
    assert office.taken(parcel) == office.taken(parcel)
    assert len(OpenedCase.model_validate_json(office.look(number).content).supplements) == 1


@pytest.mark.parametrize("number", [f"{REGISTRATION}202611239999", f"{PROOF}202611230001"])
def test_papers_for_a_case_that_is_not_there_are_refused(office: OfficeAt, number: str) -> None:
    assert office.rejected(supplement(number)) == "unknown_case"


def test_nobody_brings_papers_to_the_case_of_another(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 26))).case_number
    stranger = WHO.model_copy(update={"number": "330199199209170460"})
    assert office.rejected(supplement(number).but(identity=stranger)) == "not_involved"


# --- life events


MARRIAGE = "11330199MB0000115A4332011001001"
NEWBORN = "11330199MB0000238B4332023001001"


def life_event(catalogue: Catalogue, also: str) -> Brought:
    service = catalogue.get(NEWBORN)
    assert service is not None
    signed = [m.code for m in service.materials if m.signed_by]
    pdfs = tuple(b"%PDF-1 " + name.encode() for name in signed)
    given = brought(NEWBORN, pdfs=pdfs, you_are="mother", family="married_mine", also=also)
    papers = tuple(
        material(name, Source.GENERATED, TrustLevel.D, pages=(page,), signed_by=("applicant",))
        for name, page in zip(signed, given.pdfs, strict=True)
    )
    sensitive = CaseConsent(kind="sensitive", version="1", sha256="0" * 64)
    return given.but(materials=papers, consents=(PRIVACY, sensitive))


def test_each_matter_of_a_life_event_has_a_number_and_a_day_of_its_own(office: OfficeAt, catalogue: Catalogue) -> None:
    acceptance = office.accepted(life_event(catalogue, also="all"))
    service = catalogue.get(NEWBORN)
    assert service is not None
    assert [sub.item_code for sub in acceptance.sub_cases] == [sub.item_code for sub in service.sub_matters]
    assert [sub.number for sub in acceptance.sub_cases] == [f"{s.item_code}202611230001" for s in acceptance.sub_cases]
    assert acceptance.promised_by == max(sub.promised_by for sub in acceptance.sub_cases)


def test_only_the_matters_that_are_wanted_get_a_number(office: OfficeAt, catalogue: Catalogue) -> None:
    everything = office.accepted(life_event(catalogue, also="all"))
    little = office.accepted(life_event(catalogue, also="nothing"), 2)
    assert 0 < len(little.sub_cases) < len(everything.sub_cases)
    assert {sub.number[-4:] for sub in little.sub_cases} == {"0002"}


# --- drafts that became cases


def test_a_case_takes_its_draft_with_it(office: OfficeAt, proof_case: Brought) -> None:
    draft, code = sealed_draft()
    office.ask(KeepDraft(draft=draft))
    number = office.accepted(proof_case.but(draft=code.id)).case_number
    answer = office.ask(FetchDraft(id=code.id))
    assert (answer.state, answer.case_number, answer.draft) == ("handed_in", number, None)
    with office.office.store.session() as session:
        assert session.scalars(select(Draft.sealed).filter_by(id=code.id)).one() is None


def test_a_draft_that_comes_behind_its_case_is_not_kept_any_more(office: OfficeAt, proof_case: Brought) -> None:
    draft, code = sealed_draft()
    number = office.accepted(proof_case.but(draft=code.id)).case_number
    office.ask(KeepDraft(draft=draft))
    assert office.ask(FetchDraft(id=code.id)).case_number == number


# --- how often people came


def test_the_report_counts_each_time_somebody_came_once(office: OfficeAt, proof_case: Brought) -> None:
    number = office.accepted(deferring(date(2026, 11, 26))).case_number
    later = supplement(number)
    here = later.case.attendances[0]
    office.accepted(later.but(attendances=(here.model_copy(update={"day": date(2026, 11, 24)}),)), 2)
    office.accepted(proof_case, 3)
    office.accepted(proof_case, 4)
    report = office.client.get("/v1/visits", headers=office.clerk).json()["items"]
    assert [(item["item_code"], item["first_visit_share"], item["by_attendances"]) for item in report] == [
        (PROOF, 1.0, {"1": 2}),
        (REGISTRATION, 0.0, {"2": 1}),
    ]
