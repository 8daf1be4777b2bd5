"""Asking the office while a citizen waits: typed answers or an error, and never for long."""

from __future__ import annotations

import json

import pytest

from kiosk.submission.http_office import HttpInquirer
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import (
    QUESTIONS,
    AskPayment,
    AskProgress,
    ConfirmPresence,
    FetchDraft,
    RegisterAnswer,
    RegisterQuestion,
)
from kiosk.submission.transport import Patience
from tests.submission.conftest import NUMBER, PROOF, ScriptedServer, reply

PRESENCE = ConfirmPresence(number=NUMBER, code="123456")
HIT = b'{"found": "hit", "entries": [{"status": "married"}], "as_of": "2026-11-23"}'
SHORT = Patience(connect=1, read=0.3, whole=0.3)


def refused(scripted: ScriptedServer, answer: bytes) -> OfficeError:
    scripted.replies = [answer]
    with HttpInquirer(scripted.url, "secret", patience=SHORT) as office, pytest.raises(OfficeError) as caught:
        office.ask(PRESENCE)
    return caught.value


def test_a_question_goes_to_its_place_with_the_token_and_comes_back_typed(scripted: ScriptedServer) -> None:
    scripted.replies = [reply("200 OK", HIT)]
    with HttpInquirer(scripted.url, "secret") as office:
        answer = office.ask(RegisterQuestion(register="marriage", number=NUMBER, purpose=PROOF))
    ((method, path, headers),) = scripted.requests
    assert isinstance(answer, RegisterAnswer)
    assert answer.entries == ({"status": "married"},)
    assert (method, path, headers["Authorization"]) == ("POST", "/v1/questions/registers", "Bearer secret")
    assert json.loads(scripted.bodies[0])["register"] == "marriage"


def test_several_questions_go_over_one_connection_object(scripted: ScriptedServer) -> None:
    scripted.replies = [reply("200 OK", b'{"present": true}'), reply("200 OK", b'{"present": false}')]
    with HttpInquirer(scripted.url, "secret") as office:
        assert [office.ask(PRESENCE).present for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply("503 Service Unavailable", b'{"title": "x", "status": 503, "code": "register_down"}'), "server_error"),
        (reply("401 Unauthorized", b""), "unauthorised"),
        (reply("422 Unprocessable", b""), "rejected"),
        (reply("200 OK", b"<html>please log in to the network"), "garbled"),
        (reply("200 OK", b"{}"), "garbled"),
        (reply("200 OK", b'{"present": true, "besides": 1}'), "garbled"),
        (b"", "timeout"),
    ],
)
def test_only_an_answer_of_the_contract_is_an_answer(scripted: ScriptedServer, answer: bytes, code: str) -> None:
    assert refused(scripted, answer).code is OfficeErrorCode(code)


def test_pages_have_more_patience_and_more_room(scripted: ScriptedServer) -> None:
    long = json.dumps({"state": "unknown", "draft": None, "case_number": None}).encode() + b" " * 200_000
    scripted.replies = [(b"", reply("200 OK", long)), reply("200 OK", b'{"cases": []}' + b" " * 200_000)]
    hurried = Patience(1, 0.001, 0.001)
    with HttpInquirer(scripted.url, "secret", patience=hurried, with_pages=Patience(1, 5, 5)) as office:
        assert office.ask(FetchDraft(id="A" * 16)).state == "unknown"
    with HttpInquirer(scripted.url, "secret") as office, pytest.raises(OfficeError) as caught:
        office.ask(AskProgress(number=NUMBER))
    assert caught.value.code is OfficeErrorCode.GARBLED


def test_nothing_personal_of_a_question_is_in_its_repr_or_in_an_error(scripted: ScriptedServer) -> None:
    question = RegisterQuestion(register="firm", by={"name": NUMBER}, number=NUMBER, purpose=PROOF)
    assert NUMBER not in repr((question, PRESENCE, refused(scripted, reply("422 Unprocessable", NUMBER.encode()))))


def test_every_question_has_a_place_of_its_own() -> None:
    assert len({question.path for question in QUESTIONS}) == len(QUESTIONS)
    assert AskPayment in QUESTIONS
