"""What is printed at once says what case and register say, and anybody can check it by its code."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from kiosk.backend.office import Office
from kiosk.backend.proofs import verification_code
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import CaseType, Delivery
from kiosk.submission.contract import Acceptance
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import NAME, NOW, NUMBER, PROOF, REGISTRATION, WHO, Brought, brought, parcel_of

CHEN_WEN = WHO.model_copy(update={"name": "陈文", "number": "330199198806120133"})
PROPERTY = "11330199MB0000158P4332015001001"
MEDICAL = "11330199MB000036974332036007001"
OVERLOAD = "11330199MB000018284330218001000"


def lines(office: Office, catalogue: Catalogue, given: Brought) -> dict[str, str]:
    service = catalogue.get(given.case.item_code)
    assert service is not None
    return dict(office.proofs.proof(service, given.case).lines)


@pytest.fixture
def opened(office: OfficeAt) -> Office:
    return office.office


def test_a_proof_of_insurance_says_what_was_asked_and_what_the_register_knows(
    opened: Office, catalogue: Catalogue, proof_case: Brought
) -> None:
    told = lines(opened, catalogue, proof_case.but(identity=CHEN_WEN))
    assert told["险种"] == "养老保险、工伤保险"
    assert told["参保单位"] == "示例县东湖机械厂"


def test_who_is_in_no_register_is_told_so(opened: Office, catalogue: Catalogue, proof_case: Brought) -> None:
    service = catalogue.get(PROOF)
    assert service is not None
    assert "没有参加社会保险的记录" in opened.proofs.proof(service, proof_case.case).says


def test_a_proof_is_about_whom_the_form_names(opened: Office, catalogue: Catalogue) -> None:
    service = catalogue.get(PROPERTY)
    assert service is not None
    given = brought(PROPERTY, whose="spouse", spouse_name="陈文", spouse_number=CHEN_WEN.number)
    proof = opened.proofs.proof(service, given.case)
    assert (proof.subject.name, proof.subject.number) == ("陈文", CHEN_WEN.number)
    assert dict(proof.lines)["有无住房登记"] == "有"


def test_a_place_is_written_in_words(opened: Office, catalogue: Catalogue) -> None:
    given = brought(MEDICAL, reason="living", destination="310115").but(identity=CHEN_WEN)
    assert lines(opened, catalogue, given)["就医地"] == "上海市浦东新区"


def test_a_decision_is_issued_to_who_accepts_and_to_nobody_else(opened: Office, catalogue: Catalogue) -> None:
    service = catalogue.get(OVERLOAD)
    assert service is not None
    answers = {"plate": "浙A99001", "case_number": "CZ2026110101", "outcome": "fine", "amount": "1500"}
    accepted = brought(OVERLOAD, position="accept", **answers)
    assert opened.proofs.issues(service, accepted.case)
    assert not opened.proofs.issues(service, brought(OVERLOAD, position="dispute", **answers).case)
    assert lines(opened, catalogue, accepted)["超限（公斤）"] == "3200"


def test_every_service_that_prints_at_once_has_a_proof_and_no_other(
    opened: Office, catalogue: Catalogue, proof_case: Brought
) -> None:
    accepts = {"position": proof_case.case.values["kinds"].model_copy(update={"text": "accept"})}
    case = proof_case.case.model_copy(update={"values": accepts})
    at_once = {s.item_code for s in catalogue if opened.proofs.issues(s, case)}
    expected = {
        s.item_code for s in catalogue if s.case_type is CaseType.IMMEDIATE and Delivery.PRINT in s.result.delivery
    }
    assert at_once == expected
    assert REGISTRATION not in at_once


def test_the_proof_comes_with_the_acceptance_as_a_pdf(office: OfficeAt, proof_case: Brought) -> None:
    parcel = parcel_of(proof_case, office.public)
    acceptance = office.taken(parcel)
    first, again = (office.result(acceptance.case_number, parcel.envelope.key).content for _ in range(2))
    assert acceptance.has_result
    assert first.startswith(b"%PDF-")
    assert first == again


def test_a_character_that_no_font_has_is_written_as_its_code_point(
    opened: Office, catalogue: Catalogue, proof_case: Brought
) -> None:
    service, rare = catalogue.get(PROOF), WHO.model_copy(update={"name": "张\ue863"})
    assert service is not None
    acceptance = Acceptance(case_number=f"{PROOF}202611230001", accepted_at=NOW, receipt_code="X")
    pdf = PdfDocument(opened.proofs.draw(service, proof_case.but(identity=rare).case, acceptance))
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    assert "张[U+E863]" in text


def test_anybody_can_check_a_proof_by_its_code_without_learning_the_name(office: OfficeAt, proof_case: Brought) -> None:
    acceptance = office.accepted(proof_case)
    page = office.client.get(f"/verify/{code(office, acceptance)}").text
    assert "这份证明是真的" in page
    assert "社会保险参保证明" in page
    assert acceptance.case_number in page
    assert NAME[1:] not in page
    assert NUMBER not in page


def code(office: OfficeAt, acceptance: Acceptance) -> str:
    desk = office.office.desk
    return verification_code(desk.open_case(desk.find(acceptance.case_number).envelope), acceptance)


def test_a_code_that_no_proof_has_is_not_found(office: OfficeAt) -> None:
    assert office.client.get("/verify/AAAAAAAAAAAAAAAA").status_code == 404
