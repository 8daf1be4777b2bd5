from __future__ import annotations

import json
import time
from uuid import uuid4

import pytest

from kiosk.submission.http_office import HttpOffice
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.packing import Parcel
from kiosk.submission.transport import Patience
from tests.submission.conftest import NOW, PROOF, ScriptedServer, reply

ACCEPTANCE = json.dumps(
    {"case_number": f"{PROOF}202611230001", "accepted_at": NOW.isoformat(), "receipt_code": "X"}
).encode()
SHORT = Patience(connect=1, read=0.3, whole=0.3)
PROBLEM = b'{"title": "no", "status": 422, "code": "wrong_pages"}'


def refused(scripted: ScriptedServer, parcel: Parcel, *replies: bytes) -> OfficeError:
    scripted.replies = list(replies)
    with (
        HttpOffice(scripted.url, "token", patience=Patience(1, 0.3, 1)) as office,
        pytest.raises(OfficeError) as caught,
    ):
        office.submit(parcel.envelope)
    return caught.value


def test_each_try_carries_the_key_and_the_token(scripted: ScriptedServer, parcel: Parcel) -> None:
    scripted.replies = [reply("201 Created", ACCEPTANCE), reply("200 OK", ACCEPTANCE)]
    with HttpOffice(scripted.url, "secret") as office:
        answers = {office.submit(parcel.envelope).case_number for _ in range(2)}
    assert answers == {f"{PROOF}202611230001"}
    assert [r[2]["Idempotency-Key"] for r in scripted.requests] == [str(parcel.envelope.key)] * 2
    assert {r[2]["Authorization"] for r in scripted.requests} == {"Bearer secret"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply("500 Internal Server Error", b"<html>oops"), OfficeErrorCode.SERVER_ERROR),
        (reply("503 Service Unavailable", b""), OfficeErrorCode.SERVER_ERROR),
        (reply("429 Too Many Requests", b""), OfficeErrorCode.SERVER_ERROR),
        (reply("408 Request Timeout", b""), OfficeErrorCode.SERVER_ERROR),
        (reply("409 Conflict", b""), OfficeErrorCode.CONFLICT),
        (reply("401 Unauthorized", b""), OfficeErrorCode.UNAUTHORISED),
        (reply("403 Forbidden", b""), OfficeErrorCode.UNAUTHORISED),
        (reply("422 Unprocessable", PROBLEM), OfficeErrorCode.REJECTED),
        (reply("404 Not Found", b""), OfficeErrorCode.REJECTED),
        (reply("302 Found", b"", "Location: http://portal.example/"), OfficeErrorCode.GARBLED),
        (reply("200 OK", b"<html>please log in to the network"), OfficeErrorCode.GARBLED),
        (reply("200 OK", b"{}"), OfficeErrorCode.GARBLED),
        (reply("201 Created", ACCEPTANCE[:40]), OfficeErrorCode.GARBLED),
        (reply("201 Created", ACCEPTANCE[:40], length=len(ACCEPTANCE)), OfficeErrorCode.GARBLED),
        (reply("200 OK", b"x" * 200_000), OfficeErrorCode.GARBLED),
        (reply("200 OK", b"not gzip", "Content-Encoding: gzip"), OfficeErrorCode.GARBLED),
        (b"\x00\xff garbage that is no HTTP at all\r\n\r\n", OfficeErrorCode.GARBLED),
        (b"HTTP/1.1 201 Cre", OfficeErrorCode.GARBLED),
    ],
)
def test_only_a_whole_acceptance_is_an_acceptance(
    scripted: ScriptedServer, parcel: Parcel, answer: bytes, code: OfficeErrorCode
) -> None:
    assert refused(scripted, parcel, answer).code is code


HUNG_UP = (b"",)


def test_a_connection_that_ends_unanswered_is_tried_once_more_with_the_same_key(
    scripted: ScriptedServer, parcel: Parcel
) -> None:
    scripted.replies = [HUNG_UP, reply("201 Created", ACCEPTANCE)]
    with HttpOffice(scripted.url, "token") as office:
        assert office.submit(parcel.envelope).case_number == f"{PROOF}202611230001"
    assert [r[2]["Idempotency-Key"] for r in scripted.requests] == [str(parcel.envelope.key)] * 2


def test_an_office_that_always_hangs_up_gives_no_answer(scripted: ScriptedServer, parcel: Parcel) -> None:
    scripted.replies = [HUNG_UP, HUNG_UP]
    with HttpOffice(scripted.url, "token") as office, pytest.raises(OfficeError, match="garbled"):
        office.submit(parcel.envelope)


def test_a_reply_that_never_comes_is_a_timeout(scripted: ScriptedServer, parcel: Parcel) -> None:
    assert refused(scripted, parcel, b"").code is OfficeErrorCode.TIMEOUT


def test_an_answer_that_drips_is_a_timeout(scripted: ScriptedServer, parcel: Parcel) -> None:
    whole = reply("201 Created", ACCEPTANCE)
    scripted.replies = [tuple(whole[i : i + 1] for i in range(len(whole)))]
    patient, began = Patience(connect=1, read=5, whole=0.3), time.monotonic()
    with HttpOffice(scripted.url, "token", patience=patient) as office, pytest.raises(OfficeError) as caught:
        office.submit(parcel.envelope)
    assert (caught.value.code, caught.value.detail) == (OfficeErrorCode.TIMEOUT, "its answer drips")
    assert time.monotonic() - began < 2  # all of it would take twice as long


def test_nobody_there_is_unreachable(parcel: Parcel) -> None:
    with ScriptedServer() as gone:
        url = gone.url
    with HttpOffice(url, "token") as office, pytest.raises(OfficeError) as caught:
        office.submit(parcel.envelope)
    assert caught.value.code is OfficeErrorCode.UNREACHABLE


def test_the_office_says_how_long_to_wait(scripted: ScriptedServer, parcel: Parcel) -> None:
    error = refused(scripted, parcel, reply("429 Too Many Requests", b"", "Retry-After: 17"))
    assert error.retry_after == 17


@pytest.mark.parametrize("value", ["-1", "soon", "Fri, 31 Dec 1999 23:59:59 GMT", "9" * 30])
def test_a_senseless_wait_is_ignored(scripted: ScriptedServer, parcel: Parcel, value: str) -> None:
    error = refused(scripted, parcel, reply("503 Service Unavailable", b"", f"Retry-After: {value}"))
    assert error.retry_after is None


def test_the_reason_of_a_no_is_kept_for_the_technician(scripted: ScriptedServer, parcel: Parcel) -> None:
    assert refused(scripted, parcel, reply("422 Unprocessable", PROBLEM)).detail == "422 wrong_pages"


def test_a_result_that_is_no_pdf_is_none(scripted: ScriptedServer) -> None:
    scripted.replies = [reply("200 OK", b"<html>")]
    with HttpOffice(scripted.url, "token") as office, pytest.raises(OfficeError) as caught:
        office.result(f"{PROOF}202611230001", uuid4())
    assert caught.value.code is OfficeErrorCode.GARBLED


@pytest.mark.parametrize("url", ["http://office.example.gov.cn", "ftp://127.0.0.1", "office.example.gov.cn", "http://"])
def test_a_case_never_travels_in_clear_to_another_machine(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpOffice(url, "token")


def test_a_certificate_is_always_verified() -> None:
    with pytest.raises(ValueError, match="always verified"):
        HttpOffice("https://office.example.gov.cn", "token", verify=False)


def test_the_token_is_in_no_error(scripted: ScriptedServer, parcel: Parcel) -> None:
    scripted.replies = [reply("401 Unauthorized", b"")]
    with HttpOffice(scripted.url, "secret") as office, pytest.raises(OfficeError) as caught:
        office.submit(parcel.envelope)
    assert "secret" not in repr(caught.value)
