"""The citizen identity number (公民身份号码, GB 11643-1999): what it says, and whether it can be one.

18 characters: region 6, birth 8, sequence 3 (odd: male), check 1 (ISO 7064 MOD 11-2). Regions are not looked up:
numbers of regions long abolished stay valid for life. Credit codes of firms: see `kiosk.catalogue.codes`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn import ric

_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


class NumberProblem(StrEnum):
    """Why a text is no identity number."""

    FIFTEEN_DIGITS = "fifteen_digits"  # of the first generation of cards, no longer valid
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTER = "wrong_character"
    NO_SUCH_DATE = "no_such_date"
    IN_THE_FUTURE = "in_the_future"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


def tidy_number(text: str) -> str:
    """What was typed, as numbers are written: full-width digits made narrow, blanks and dashes out, X large."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def number_problem(number: str, today: date) -> NumberProblem | None:
    """What is wrong with an identity number, None when nothing is."""
    if re.fullmatch(r"[0-9]{15}", number):
        return NumberProblem.FIFTEEN_DIGITS
    if len(number) != 18:
        return NumberProblem.WRONG_LENGTH
    if not _NUMBER.fullmatch(number):
        return NumberProblem.WRONG_CHARACTER
    try:
        birth = birth_of(number)
    except ValueError:
        return NumberProblem.NO_SUCH_DATE
    if birth > today:
        return NumberProblem.IN_THE_FUTURE
    if number[17] != ric.calc_check_digit(number):
        return NumberProblem.WRONG_CHECK_DIGIT
    return None


def birth_of(number: str) -> date:
    """The day of birth in an identity number. Raises ValueError when there is no such day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def age(birth: date, today: date) -> int:
    """Full years (周岁). Who was born on 29 February has the birthday on 1 March in other years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
