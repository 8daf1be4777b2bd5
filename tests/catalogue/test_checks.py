"""Numbers that are written as a text."""

from __future__ import annotations

import pytest

from kiosk.catalogue.checks import fits
from kiosk.catalogue.fields import Check


@pytest.mark.parametrize(
    ("check", "text", "is_right"),
    [
        (Check.CREDIT_CODE, "11331002002673575G", True),
        (Check.CREDIT_CODE, "11331002002673575H", False),
        (Check.CREDIT_CODE, "1133100200267357", False),
        (Check.PLATE, "浙A12345", True),
        (Check.PLATE, "浙AD12345", True),
        (Check.PLATE, "浙A1234挂", True),
        (Check.PLATE, "浙AI2345", False),
        (Check.PLATE, "浙a12345", False),
        (Check.PLATE, "浙A1234", False),
        (Check.PLATE, "A12345", False),
        (Check.BANK_CARD, "6222020000000000000", True),
        (Check.BANK_CARD, "6222020000000000001", False),
        (Check.BANK_CARD, "62220200", False),
        (Check.BANK_CARD, "６２２２０２０００００００００００００", False),
    ],
)
def test_a_number_is_right_in_form_and_check_character(check: Check, text: str, is_right: bool) -> None:
    assert fits(check, text) is is_right
