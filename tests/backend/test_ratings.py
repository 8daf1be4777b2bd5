"""好差评: once, with one follow-up by the receipt's code; kept as the province wants it, and for clerks alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk.submission.questions import Rate
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import KIOSK, NAME, NOW, NUMBER, PROOF, REGISTRATION, Brought


def rate(number: str, minutes: int = 0, **more: Any) -> Rate:
    return Rate(case_number=number, satisfaction=5, at=NOW + timedelta(minutes=minutes), **more)


@pytest.fixture
def number(office: OfficeAt, registration_case: Brought) -> str:
    return office.accepted(registration_case).case_number


def test_a_case_is_rated_once_and_once_more_by_its_receipt(office: OfficeAt, number: str) -> None:
    states = [
        office.ask(rate(number)).state,
        office.ask(rate(number, 1)).state,
        office.ask(rate(number, 2, channel="receipt_code")).state,
        office.ask(rate(number, 3, channel="receipt_code")).state,
    ]
    assert states == ["taken", "already", "follow_up", "already"]


def test_the_same_rating_sent_again_is_the_same_rating(office: OfficeAt, number: str) -> None:
    assert [office.ask(rate(number)).state for _ in range(2)] == ["taken", "taken"]
    assert len(office.look(f"{number}/ratings").json()) == 1


def test_the_receipts_code_may_also_give_the_first_one(office: OfficeAt, number: str) -> None:
    assert office.ask(rate(number, channel="receipt_code")).state == "taken"


def test_what_the_province_wants_of_it_comes_from_the_case(office: OfficeAt, number: str) -> None:
    office.ask(rate(number, tags=("slow",), text="等了很久"))
    (payload,) = office.look(f"{number}/ratings").json()
    expected = {
        "departmentCode": REGISTRATION[:18],
        "departmentName": "示例县市场监督管理局",
        "evalTime": "20261123T090500",
        "hallCode": KIOSK,
        "affairSerialNo": number,
        "affairCode": REGISTRATION,
        "affairHandleItem": f"{REGISTRATION}01",
        "userName": NAME,
        "contactPhone": "13800000000",
        "userType": "0",
        "certificateType": "10",
        "certificateNo": NUMBER,
        "projectType": "2",
        "satisfaction": "5",
        "tags": ["slow"],
        "channel": "政务大厅其他终端",
        "remark": "等了很久",
    }
    assert {key: payload[key] for key in expected} == expected


def test_a_case_that_is_not_there_cannot_be_rated(office: OfficeAt) -> None:
    assert office.refused(rate(f"{PROOF}202611230001"))[0] == 404


def test_who_rated_and_what_they_wrote_lies_on_no_disk_in_clear(office: OfficeAt, number: str) -> None:
    office.ask(rate(number, text="等了很久，" + NAME))
    on_disk = b"".join(file.read_bytes() for file in office.data.rglob("*") if file.is_file())
    assert not [word for word in (NAME, NUMBER, "等了很久") if word.encode() in on_disk]


def test_a_kiosk_reads_no_ratings(office: OfficeAt, number: str) -> None:
    answer = office.client.get(f"/v1/applications/{number}/ratings", headers=office.kiosk)
    assert answer.status_code == 403
