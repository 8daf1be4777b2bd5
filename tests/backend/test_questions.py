"""Every question as a kiosk asks it: over TLS, from a real office, typed on both sides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from kiosk.backend.keys import Party, enrol
from kiosk.backend.presence import presence_code
from kiosk.catalogue.loader import Catalogue
from kiosk.clock import HALL_TIME
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.drafts import holder_proof, open_personal
from kiosk.submission.http_office import HttpInquirer, HttpOffice
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import (
    QUESTIONS,
    AskPayment,
    AskProgress,
    ConfirmPresence,
    FetchDraft,
    KeepDraft,
    OrderPayment,
    Rate,
    RegisterQuestion,
)
from tests.backend.conftest import OfficeAt
from tests.backend.test_server import Office
from tests.submission.conftest import NOW, NUMBER, PROOF, Brought, parcel_of, sealed_draft

OVERLOAD = "11330199MB000018284330218001000"
CHEN_WEN = "330199198806120133"


@pytest.fixture
def running(tmp_path: Path, catalogue: Catalogue) -> Iterator[Office]:
    with Office(tmp_path / "office", True, catalogue) as office:
        yield office


@pytest.fixture
def kiosk(running: Office) -> Iterator[HttpInquirer]:
    with inquirer(running) as asking:
        yield asking


def inquirer(office: Office) -> HttpInquirer:
    return HttpInquirer(office.running.url, office.token, office.running.ca or True)


def test_a_register(kiosk: HttpInquirer) -> None:
    answer = kiosk.ask(RegisterQuestion(register="marriage", number=CHEN_WEN, purpose=PROOF))
    assert answer.entries[0]["spouse_name"] == "颜䶮"


def test_registers_side_by_side(kiosk: HttpInquirer) -> None:
    """As a visit does: several threads, one connection object."""
    names = ("marriage", "household", "property", "employment") * 5
    answers: list[str] = []
    threads = [
        threading.Thread(
            target=lambda name=name: answers.append(
                kiosk.ask(RegisterQuestion(register=name, number=CHEN_WEN, purpose=PROOF)).found
            )
        )
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["hit"] * len(names)


def test_a_draft_that_one_kiosk_keeps_and_another_takes_up(running: Office) -> None:
    draft, code = sealed_draft()
    token = enrol(running.data, Party(role="kiosk", name="330199-02"))
    with inquirer(running) as here, HttpInquirer(running.running.url, token, running.running.ca or True) as there:
        assert here.ask(KeepDraft(draft=draft)).until == draft.until
        answer = there.ask(FetchDraft(id=code.id, holder=holder_proof(code, NUMBER)))
        assert there.ask(FetchDraft(id=DraftCode.new().id)).state == "unknown"
    assert answer.draft is not None
    assert open_personal(answer.draft, code) == b"who, and all that was typed"


def test_a_payment_that_a_phone_makes(running: Office, kiosk: HttpInquirer) -> None:
    question = OrderPayment(key=uuid4(), item_code=OVERLOAD, kind="fine", reference="CZ2026110101")
    order = kiosk.ask(question)
    phone = requests.post(f"{order.code}/paid", verify=str(running.running.ca), timeout=5)
    assert phone.status_code == 200
    assert kiosk.ask(AskPayment(order=order.order)).state == "paid"


def test_progress_and_rating_of_a_case(running: Office, kiosk: HttpInquirer, proof_case: Brought) -> None:
    parcel = parcel_of(proof_case, running.public.sealing_key)
    with HttpOffice(running.running.url, running.token, running.running.ca or True) as http:
        acceptance = http.submit(parcel.envelope)
    (case,) = kiosk.ask(AskProgress(number=NUMBER)).cases
    assert (case.number, case.state) == (acceptance.case_number, "finished")
    assert kiosk.ask(AskProgress(receipt_code=acceptance.receipt_code)).cases == (case,)
    assert kiosk.ask(Rate(case_number=case.number, satisfaction=1, at=NOW)).state == "taken"


def test_presence(kiosk: HttpInquirer) -> None:
    code = presence_code(NUMBER, datetime.now(HALL_TIME))
    assert kiosk.ask(ConfirmPresence(number=NUMBER, code=code)).present


def test_a_no_of_the_office_is_an_error_of_the_kiosk(kiosk: HttpInquirer) -> None:
    with pytest.raises(OfficeError) as caught:
        kiosk.ask(RegisterQuestion(register="star_signs", number=CHEN_WEN, purpose=PROOF))
    assert (caught.value.code, caught.value.detail) == (OfficeErrorCode.REJECTED, "422 unknown_register")


# --- who may ask


def test_only_a_kiosk_may_ask(office: OfficeAt) -> None:
    places = [f"/v1/questions/{question.path}" for question in QUESTIONS]
    for headers, status in (({}, 401), (office.clerk, 403)):
        assert [office.client.post(place, json={}, headers=headers).status_code for place in places] == (
            [status] * len(QUESTIONS)
        )


def test_what_is_no_question_gets_a_problem_that_repeats_nothing(office: OfficeAt) -> None:
    body = {"number": NUMBER, NUMBER: 1}
    answers = [
        office.client.post(f"/v1/questions/{question.path}", json=body, headers=office.kiosk) for question in QUESTIONS
    ]
    assert {(a.status_code, a.headers["content-type"], a.json()["code"]) for a in answers} == {
        (422, "application/problem+json", "malformed")
    }
    assert not [answer for answer in answers if NUMBER in answer.text]


def test_every_question_has_somebody_who_answers(office: OfficeAt) -> None:
    assert set(office.office.answers) == set(QUESTIONS)
