"""How far cases are: by card, by receipt, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.backend.keys import Party, enrol
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Source, TrustLevel
from kiosk.submission.contract import CaseConsent
from kiosk.submission.questions import AskProgress, CaseStatus
from kiosk.submission.receipt_code import Facts, Standing, sign
from tests.backend.conftest import OfficeAt
from tests.backend.test_desk import deferring, life_event, supplement
from tests.submission.conftest import HOST, KIOSK, NOW, NUMBER, PRIVACY, WHO, Brought, brought, material, parcel_of

SCHOOL = "11330199MB0000051C4331005001000"
SPOUSE = "330199199209170460"


def cases(office: OfficeAt, number: str = NUMBER) -> tuple[CaseStatus, ...]:
    return office.ask(AskProgress(number=number)).cases


def test_whoever_stands_in_a_case_finds_it_by_card_and_nobody_else(
    office: OfficeAt, registration_case: Brought
) -> None:
    together = registration_case.but(people={"spouse": WHO.model_copy(update={"number": SPOUSE})})
    number = office.accepted(together).case_number
    assert [case.number for case in cases(office)] == [number]
    assert [case.number for case in cases(office, SPOUSE)] == [number]
    assert cases(office, "330199197905030374") == ()


def test_a_receipt_of_the_office_leads_to_its_case(office: OfficeAt, registration_case: Brought) -> None:
    acceptance = office.accepted(registration_case)
    (case,) = office.ask(AskProgress(receipt_code=acceptance.receipt_code)).cases
    assert (case.number, case.handed_in, case.promised_by) == (
        acceptance.case_number,
        NOW.date(),
        acceptance.promised_by,
    )


def test_a_receipt_that_a_machine_gave_leads_to_the_case_once_it_is_here(
    office: OfficeAt, registration_case: Brought
) -> None:
    own = Ed25519PrivateKey.generate()
    enrol(office.data, Party(role="kiosk", name=KIOSK, receipt_key=own.public_key().public_bytes_raw()))
    parcel = parcel_of(registration_case, office.public)
    envelope = parcel.envelope
    facts = Facts(Standing.KEPT, envelope.provisional, KIOSK, NOW, envelope.digest[:32])
    question = AskProgress(receipt_code=sign(facts, own, HOST))
    assert office.ask(question).cases == ()
    number = office.taken(parcel).case_number
    assert [case.number for case in office.ask(question).cases] == [number]


@pytest.mark.parametrize("code", ["", "HTTPS://X/R/AAAA", "some other code"])
def test_a_code_that_is_no_receipt_is_refused(office: OfficeAt, code: str) -> None:
    assert office.refused(AskProgress(receipt_code=code))[0] == 422


def test_a_receipt_that_somebody_else_signed_is_refused(office: OfficeAt) -> None:
    facts = Facts(Standing.RECEIVED, f"{SCHOOL}202611230001", KIOSK, NOW, "ab" * 16)
    forged = sign(facts, Ed25519PrivateKey.generate(), HOST)
    assert office.refused(AskProgress(receipt_code=forged)) == (422, "not_a_receipt")


def test_a_case_is_accepted_and_then_finished_on_its_day(office: OfficeAt, registration_case: Brought) -> None:
    office.accepted(registration_case)
    states = []
    for _ in range(4):
        states.append(cases(office)[0].state)
        office.clock.advance(days=1)
    assert states == ["accepted", "accepted", "accepted", "finished"]


def test_a_case_that_waits_for_papers_says_which_and_until_when(office: OfficeAt) -> None:
    office.accepted(deferring(date(2026, 11, 25)))
    (case,) = cases(office)
    assert (case.state, case.wanted, case.due) == ("waiting_for_papers", ("premises_proof",), date(2026, 11, 25))


def test_when_the_papers_have_come_it_waits_no_longer(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 25))).case_number
    office.accepted(supplement(number), 2)
    (case,) = cases(office)
    assert (case.state, case.wanted, case.due) == ("accepted", (), None)


def test_when_they_have_not_come_in_time_it_is_terminated(office: OfficeAt) -> None:
    office.accepted(deferring(date(2026, 11, 25)))
    office.clock.advance(days=2)
    assert cases(office)[0].state == "waiting_for_papers"
    office.clock.advance(days=1)
    assert cases(office)[0].state == "terminated"


def test_papers_that_were_handed_in_in_time_count_even_if_the_network_brought_them_late(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 25))).case_number
    office.clock.advance(days=5)
    office.accepted(supplement(number, timedelta(days=2)), 2)
    assert cases(office)[0].state == "finished"


def test_papers_that_were_handed_in_too_late_do_not_help(office: OfficeAt) -> None:
    number = office.accepted(deferring(date(2026, 11, 25))).case_number
    office.clock.advance(days=5)
    office.accepted(supplement(number, timedelta(days=5)), 2)
    assert cases(office)[0].state == "terminated"


def test_the_matters_of_a_life_event_follow_each_other(office: OfficeAt, catalogue: Catalogue) -> None:
    acceptance = office.accepted(life_event(catalogue, also="all"))
    (case,) = cases(office)
    assert [sub.number for sub in case.sub_cases] == [sub.number for sub in acceptance.sub_cases]
    assert {sub.state for sub in case.sub_cases} <= {"waiting", "at_work", "finished"}
    assert case.promised_by == max(sub.promised_by for sub in case.sub_cases if sub.promised_by)
    office.clock.at = NOW.replace(year=2027)
    assert {sub.state for sub in cases(office)[0].sub_cases} == {"finished"}


def test_a_transfer_goes_from_station_to_station(office: OfficeAt, catalogue: Catalogue) -> None:
    service = catalogue.get(SCHOOL)
    assert service is not None
    signed = tuple(m.code for m in service.materials if m.signed_by and not m.needed_when)
    office.accepted(transfer(signed))
    began = cases(office)[0].sub_cases
    assert [stop.code for stop in began] == [station.code for station in service.stations]
    assert [stop.state for stop in began] == ["at_work", "waiting", "waiting", "waiting"]
    assert [began[0].since, began[1].since] == [NOW.date(), None]
    office.clock.at = NOW.replace(year=2027)
    assert {stop.state for stop in cases(office)[0].sub_cases} == {"finished"}


def transfer(signed: tuple[str, ...]) -> Brought:
    pdfs = tuple(b"%PDF-1 " + code.encode() for code in signed)
    given = brought(SCHOOL, pdfs=pdfs, you_are="mother", reason="work")
    papers = tuple(
        material(code, Source.GENERATED, TrustLevel.D, pages=(page,), signed_by=("applicant",))
        for code, page in zip(signed, given.pdfs, strict=True)
    )
    sensitive = CaseConsent(kind="sensitive", version="1", sha256="0" * 64)
    return given.but(materials=papers, consents=(PRIVACY, sensitive))
