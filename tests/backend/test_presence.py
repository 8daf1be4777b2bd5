"""The code of the phone app."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.backend.presence import presence_code
from kiosk.submission.questions import ConfirmPresence
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import NOW, NUMBER


@pytest.mark.parametrize(("minutes", "present"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_holds_for_its_minute_and_a_little_drift(office: OfficeAt, minutes: int, present: bool) -> None:
    code = presence_code(NUMBER, NOW + timedelta(minutes=minutes))
    assert office.ask(ConfirmPresence(number=NUMBER, code=code)).present is present


def test_a_code_belongs_to_one_number(office: OfficeAt) -> None:
    code = presence_code("330199199209170460", NOW)
    assert not office.ask(ConfirmPresence(number=NUMBER, code=code)).present
