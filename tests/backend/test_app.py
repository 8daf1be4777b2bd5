from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.backend.app import openapi_text
from kiosk.backend.keys import Access, Party, enrol
from kiosk.submission.contract import Acceptance, OpenedCase
from kiosk.submission.keys import load_public_keys, receipt_key
from kiosk.submission.packing import Parcel
from kiosk.submission.receipt_code import Standing, verify
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import KIOSK, NAME, NOW, NUMBER, PROOF, REGISTRATION, Brought, parcel_of

CONTRACT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_a_case_gets_a_number_a_date_and_a_code_that_the_office_signed(office: OfficeAt, registration: Parcel) -> None:
    answer = office.bring(registration)
    acceptance = Acceptance.model_validate_json(answer.content)
    facts, signer = verify(acceptance.receipt_code, receipt_key(office.keys.receipt, "office"))
    assert answer.status_code == 201
    assert acceptance.case_number == facts.number == f"{REGISTRATION}202611230001"
    assert acceptance.promised_by == date(2026, 11, 26)
    assert (facts.standing, signer, facts.at) == (Standing.RECEIVED, "office", NOW)
    assert registration.envelope.digest.startswith(facts.digest)


def test_the_same_key_gets_the_same_answer_for_ever(office: OfficeAt, proof: Parcel) -> None:
    first, again = office.bring(proof), office.bring(proof)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_same_key_gets_the_same_answer_after_a_restart(office: OfficeAt, proof: Parcel) -> None:
    first = office.bring(proof)
    with office.restarted() as again:
        assert again.desk.take(proof.envelope) == (Acceptance.model_validate_json(first.content), True)


def test_a_key_used_again_for_another_case_is_refused(office: OfficeAt, proof: Parcel, proof_case: Brought) -> None:
    office.bring(proof)
    other = parcel_of(proof_case, office.public)
    forged = Parcel(other.envelope.model_copy(update={"key": proof.envelope.key}), {})
    answer = office.bring(forged)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_numbers_count_up_for_each_item_and_day(office: OfficeAt, registration: Parcel, proof_case: Brought) -> None:
    parcels = [parcel_of(proof_case, office.public, n) for n in (1, 2)]
    numbers = [office.bring(parcel).json()["case_number"] for parcel in (*parcels, registration)]
    assert numbers == [f"{PROOF}202611230001", f"{PROOF}202611230002", f"{REGISTRATION}202611230001"]


def test_without_a_key_nothing_is_taken(office: OfficeAt, proof: Parcel) -> None:
    body = proof.envelope.model_dump(mode="json")
    answer = office.client.post("/v1/applications", json=body, headers=office.kiosk)
    assert (answer.status_code, answer.json()["code"]) == (400, "no_key")


def test_key_and_envelope_must_agree(office: OfficeAt, proof: Parcel) -> None:
    answer = office.bring(proof, **{"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_envelope")


def test_a_kiosk_cannot_hand_in_for_another_one(office: OfficeAt, proof: Parcel) -> None:
    token = enrol(office.data, Party(role="kiosk", name="330199-02"))
    answer = office.bring(proof, Authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_envelope")


@pytest.mark.parametrize("authorization", ["", "Bearer nobody", "Basic a2lvc2s6"])
def test_who_has_no_token_gets_nothing(office: OfficeAt, proof: Parcel, authorization: str) -> None:
    answers = [
        office.submit(proof, Authorization=authorization),
        office.client.put("/v1/blobs/" + "0" * 64, content=b"", headers={"Authorization": authorization}),
        office.client.get("/v1/applications/X", headers={"Authorization": authorization}),
        office.client.get("/v1/applications/X/result", headers={"Authorization": authorization}),
        office.client.get(f"/v1/applications/X/pages/{'0' * 64}", headers={"Authorization": authorization}),
    ]
    assert [answer.status_code for answer in answers] == [401] * 5


def test_a_kiosk_cannot_read_what_clerks_read(office: OfficeAt, proof: Parcel) -> None:
    number = office.bring(proof).json()["case_number"]
    answer = office.client.get(f"/v1/applications/{number}", headers=office.kiosk)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")


def test_a_case_before_its_pages_is_to_be_tried_again(office: OfficeAt, registration: Parcel) -> None:
    answer = office.submit(registration)
    assert (answer.status_code, answer.json()["code"]) == (409, "pages_missing")
    assert office.bring(registration).status_code == 201


def test_a_page_under_a_wrong_name_is_refused(office: OfficeAt) -> None:
    answer = office.put("0" * 64, b"sealed")
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_digest")


@pytest.mark.parametrize("name", ["short", "G" * 64, "A" * 64, "../" * 21 + "x"])
def test_a_page_has_a_digest_for_a_name_and_nothing_else(office: OfficeAt, name: str) -> None:
    assert office.put(name, b"sealed").status_code in (404, 422)
    assert not [file for file in office.data.rglob("*") if file.is_file() and file.read_bytes() == b"sealed"]


def test_a_page_that_is_too_long_is_refused(office: OfficeAt) -> None:
    assert office.put("0" * 64, bytes(20_000_001)).status_code == 413


def test_pages_that_the_case_does_not_name_are_refused(office: OfficeAt, registration: Parcel, proof: Parcel) -> None:
    for sha256, sealed in registration.blobs.items():
        office.put(sha256, sealed)
    mixed = proof.envelope.model_copy(update={"blobs": registration.envelope.blobs})
    answer = office.submit(Parcel(mixed, {}))
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_page")


def test_pages_in_another_order_than_the_case_names_them_are_refused(office: OfficeAt, registration: Parcel) -> None:
    swapped = registration.envelope.model_copy(update={"blobs": registration.envelope.blobs[::-1]})
    answer = office.bring(Parcel(swapped, registration.blobs))
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_pages")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sealed": b"not sealed at all"}, "unreadable_case"),
        ({"digest": "0" * 64}, "wrong_digest"),
        ({"item_code": REGISTRATION}, "wrong_envelope"),
    ],
)
def test_an_envelope_that_does_not_fit_its_case_is_refused(
    office: OfficeAt, proof: Parcel, change: dict[str, object], code: str
) -> None:
    answer = office.submit(Parcel(proof.envelope.model_copy(update=change), {}))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_service_that_is_not_offered_is_refused(office: OfficeAt, proof_case: Brought) -> None:
    answer = office.bring(parcel_of(proof_case.but(item_code=PROOF[:-1] + "9"), office.public))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_service")


@pytest.mark.parametrize("number", ["case", "provisional"])
def test_a_clerk_finds_the_case_by_either_number(office: OfficeAt, registration: Parcel, number: str) -> None:
    case_number = office.bring(registration).json()["case_number"]
    wanted = {"case": case_number, "provisional": registration.envelope.provisional}[number]
    opened = OpenedCase.model_validate_json(office.look(wanted).content)
    assert opened.acceptance.case_number == case_number
    assert opened.case.identity is not None
    assert (opened.case.identity.name, opened.case.identity.number) == (NAME, NUMBER)


def test_a_clerk_sees_the_page_as_it_was_scanned(
    office: OfficeAt, registration: Parcel, registration_case: Brought
) -> None:
    number = office.bring(registration).json()["case_number"]
    pages = OpenedCase.model_validate_json(office.look(number).content).case.pages
    pdfs = [office.look(f"{number}/pages/{page}").content for page in pages]
    assert pdfs == list(registration_case.pdfs.values())
    assert office.look(f"{number}/pages/{'0' * 64}").status_code == 404


def test_a_provisional_number_of_two_cases_opens_neither(office: OfficeAt, proof_case: Brought) -> None:
    numbers = [office.bring(parcel_of(proof_case, office.public, 7)).json()["case_number"] for _ in range(2)]
    answer = office.look(f"{KIOSK}-20261123-0007")
    assert (answer.status_code, answer.json()["detail"]) == (409, ", ".join(numbers))


def test_a_number_that_nobody_gave_is_unknown(office: OfficeAt) -> None:
    assert office.look("no-such-number").json()["code"] == "unknown_number"


def test_the_proof_is_for_who_holds_the_key(office: OfficeAt, proof: Parcel) -> None:
    acceptance = office.bring(proof).json()
    answers = [office.result(acceptance["case_number"], key) for key in (proof.envelope.key, uuid4())]
    assert acceptance["has_result"]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].content.startswith(b"%PDF-")


def test_a_case_without_a_result_says_so(office: OfficeAt, registration: Parcel) -> None:
    acceptance = office.bring(registration).json()
    assert not acceptance["has_result"]
    assert office.result(acceptance["case_number"], registration.envelope.key).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"format": 2}', b"\xff\xfe", b"null"])
def test_any_body_gets_a_problem_and_not_a_crash(office: OfficeAt, body: bytes) -> None:
    headers = {**office.kiosk, "Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    answer = office.client.post("/v1/applications", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_never_repeats_what_was_sent(office: OfficeAt, proof: Parcel) -> None:
    body = {**proof.envelope.model_dump(mode="json"), "name": NUMBER, "digest": NUMBER}
    headers = {**office.kiosk, "Idempotency-Key": str(proof.envelope.key)}
    answer = office.client.post("/v1/applications", json=body, headers=headers)
    assert answer.status_code == 422
    assert NUMBER not in answer.text


def test_the_keys_of_office_and_enrolled_kiosks_are_public(office: OfficeAt) -> None:
    public = office.keys.receipt.public_key().public_bytes_raw()[::-1]
    enrol(office.data, Party(role="kiosk", name="330199-02", receipt_key=public))
    keys = office.client.get("/v1/keys").json()
    assert sorted(key["signer"] for key in keys["receipt_keys"].values()) == ["kiosk 330199-02", "office"]


def test_private_keys_are_for_the_owner_alone_and_tokens_are_not_stored(office: OfficeAt) -> None:
    modes = {file.name: file.stat().st_mode & 0o777 for file in office.data.glob("*.key")}
    token = office.kiosk["Authorization"].removeprefix("Bearer ")
    assert modes == {"sealing.key": 0o600, "receipt.key": 0o600}
    assert token not in (office.data / "access.json").read_text()
    assert Access(office.data).who(token) == Party(role="kiosk", name=KIOSK)


def test_a_kiosk_is_enrolled_with_the_public_file(office: OfficeAt) -> None:
    assert load_public_keys(office.data / "public_keys.json") == office.keys.public()


def test_the_contract_in_the_docs_is_the_one_that_is_kept(office: OfficeAt) -> None:
    """To renew it: `KIOSK_RENEW_CONTRACT=1 pytest tests/backend -k contract`, and read what has changed."""
    text = openapi_text(office.client.app)  # type: ignore[arg-type]
    if os.environ.get("KIOSK_RENEW_CONTRACT"):
        CONTRACT.write_text(text, encoding="utf-8")
    assert CONTRACT.read_text(encoding="utf-8") == text


def test_a_sealed_page_is_stored_under_its_own_digest(office: OfficeAt, registration: Parcel) -> None:
    office.bring(registration)
    stored = [file for file in (office.data / "blobs").rglob("*") if file.is_file()]
    assert sorted(file.name for file in stored) == sorted(registration.envelope.blobs)
    assert all(hashlib.sha256(file.read_bytes()).hexdigest() == file.name for file in stored)
