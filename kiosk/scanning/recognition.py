"""What a scanned paper says, and whether it is the paper that was asked for. Pure; who reads it: `recogniser`.

Reading errs, and a good paper must never be refused for it: what cannot be told is no finding. How sure the reader was
of each character says where it may have erred. The limits were read off degraded papers of the gallery and photographs
of real ones (`tests/bench/bench_recognition.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from kiosk.catalogue.recognise import Expected
from kiosk.people.numbers import number_problem
from kiosk.visit.state import Problem

SURE = 0.9  # score of a character above which it is what it was taken for
ILLEGIBLE = 0.75  # mean score of a page below which nobody can read it
DOUBTFUL = 0.9  # below this, what was not found may stand there unread
FEWEST = 4  # letters that a paper of any kind has
BAD_LINE = 0.8  # mean score of a line in which a whole name may be misread


@dataclass(frozen=True, slots=True)
class Line:
    """Text without blanks, and for each of its characters how sure the reader was, 0 to 1. The repr is redacted."""

    text: str = field(repr=False)
    scores: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands on one page, from top to bottom. The repr is redacted."""

    lines: tuple[Line, ...] = field(repr=False)


class Recogniser(Protocol):
    """Reads pages (OCR), one after the other. Never raises: None is no reading, for whatever reason."""

    def warm(self) -> None:
        """Pages will come soon. Returns at once."""

    def read(self, jpeg: bytes) -> Reading | None:
        """Takes seconds; may be called from any thread."""

    def close(self) -> None:
        """Ends it, and what is being read; nothing of a page is left."""


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """What is wrong with a paper: illegible, wrong_kind, expired or contradicts.

    `detail`: the number of the page that is illegible, the last day of the one that is expired (ISO 8601), or nothing.
    """

    problem: Problem
    detail: str = ""


def judge_reading(
    pages: Sequence[Reading], expected: Expected, facts: Mapping[str, str], today: date
) -> tuple[PaperFinding, ...]:
    """What is wrong with the paper of these pages; nothing where that cannot be told.

    `facts`: name and number of the people of the visit, as `<role>.name` and `<role>.number`.
    """
    illegible = _pages_below(ILLEGIBLE, pages)
    if illegible:
        return illegible
    papers = [page.lines for page in pages] if expected.each_page else [[line for page in pages for line in page.lines]]
    found = dict.fromkeys(finding for paper in papers for finding in _judge(_Text(paper), expected, facts, today))
    doubtful = _pages_below(DOUBTFUL, pages)
    if doubtful and any(finding.problem is not Problem.EXPIRED for finding in found):
        return doubtful  # what was not found may stand there
    return tuple(found)


def legibility(page: Reading) -> float:
    """The mean score of the letters and digits of a page; 0 where there are hardly any."""
    letters = _letters([one for line in page.lines for one in _narrow(line)])
    return _mean(letters) if len(letters) >= FEWEST else 0.0


def _pages_below(limit: float, pages: Sequence[Reading]) -> tuple[PaperFinding, ...]:
    numbers = (number for number, page in enumerate(pages, 1) if legibility(page) < limit)
    return tuple(PaperFinding(Problem.ILLEGIBLE, str(number)) for number in numbers)


def _judge(text: _Text, expected: Expected, facts: Mapping[str, str], today: date) -> Iterator[PaperFinding]:
    if not _is_of_the_kind(text, expected):
        yield PaperFinding(Problem.WRONG_KIND)
        return  # who and until when, is asked of the right paper only
    name, number = (facts.get(f"{expected.holder}.{what}", "") for what in ("name", "number"))
    if (name or number) and not _may_be_of(text, name, number, today):
        yield PaperFinding(Problem.CONTRADICTS)
    last_day = text.last_day() if expected.valid_until else None
    if last_day is not None and last_day < today:
        yield PaperFinding(Problem.EXPIRED, last_day.isoformat())


def _is_of_the_kind(text: _Text, expected: Expected) -> bool:
    if not expected.title_words and expected.number_pattern is None:
        return True
    if expected.number_pattern is not None and re.search(expected.number_pattern, text.flat, re.IGNORECASE):
        return True
    return any(text.says(title) for title in expected.title_words)


def _may_be_of(text: _Text, name: str, number: str, today: date) -> bool:
    """Whether the paper may be this person's: the number is enough, and so is the name.

    Of a name the longest part counts that a reader can know: between dots, blanks and rare characters.
    """
    if text.has_number(number):
        return True
    parts = "".join(c if _is_common(c) else " " for c in unicodedata.normalize("NFKC", name)).split()
    if not parts or text.says(max(parts, key=len)):
        return True
    return text.has_bad_lines and not text.has_somebodys_number(today)


def _is_common(character: str) -> bool:
    """Beyond GB 2312 (6,763 hanzi) readers know few characters, and take them for others."""
    try:
        return character.isalnum() and bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


# --- the text of a paper

_UNSURE = "\ufffd"  # stands for a character that the reader was not sure of
_YEAR = r"(?:19|20)[0-9]{2}"
_DATE = re.compile(
    rf"({_YEAR})[年./-]([0-9]{{1,2}})[月./-]([0-9]{{1,2}})日?|({_YEAR})([0-9]{{2}})([0-9]{{2}})(?![0-9])"
)
_RANGE = "[-—–―~]+"
_BEFORE_LAST_DAY = re.compile(
    rf"(?:至|到|截止|截止日期|到期|到期日|到期日期|有效期|有效期限|有效日期|[0-9日]{_RANGE}):?$"
)
_BEHIND_FIRST_DAY = re.compile(rf"起|至|到|{_RANGE}")
_FOR_EVER = re.compile(rf"(?:有效期[^0-9]{{0,4}}|至|[0-9日]{_RANGE})长期")
_NUMBER = re.compile(r"(?=([0-9*]{17}[0-9x*]))")
_FEWEST_DIGITS = 8  # of a number that is printed in part, as 330199********0133


class _Text:
    """Lines as one text, in which a word may run from one into the next.

    `flat`: narrow characters without blanks, small letters. Words are looked for among its letters and digits alone.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        read = [list(_narrow(line)) for line in lines]
        self._characters = [one for line in read for one in line]
        self._means = [_mean(letters) for line in read if len(letters := _letters(line)) > 1]
        letters = _letters(self._characters)
        self.flat = "".join(c for c, _ in self._characters)
        self._letters = "".join(c if score >= SURE else _UNSURE for c, score in letters)
        self._read_letters = "".join(c for c, _ in letters)

    @property
    def has_bad_lines(self) -> bool:
        return any(mean < BAD_LINE for mean in self._means)

    def says(self, word: str) -> bool:
        """Whether a word stands there, or something that a reader may have made of it.

        Of a long word one or two characters may be misread, and of any word half of those that the reader was not
        sure of.
        """
        wanted = "".join(c for c, _ in _letters(list(_narrow(Line(word, (1.0,) * len(word))))))
        return self._cost(wanted) <= (len(wanted) >= 5) + (len(wanted) >= 8) + 0.5

    def has_number(self, number: str) -> bool:
        """Whether a number stands there, perhaps with one misread digit, or with some of them printed as stars.

        One wrong digit never makes another person's number: the check digit (GB 11643) sees to it.
        """
        wanted = number.casefold()
        if not wanted:
            return False
        if self._cost(wanted) <= (len(wanted) >= 15) + 0.2:
            return True
        return len(wanted) == 18 and any(
            sum(c != "*" for c in printed) >= _FEWEST_DIGITS
            and all(c in ("*", w) for c, w in zip(printed, wanted, strict=True))
            for printed in _NUMBER.findall(self.flat)
        )

    def has_somebodys_number(self, today: date) -> bool:
        """Whether an identity number is printed there for sure."""
        sure = "".join(c if score >= SURE else _UNSURE for c, score in self._characters)
        printed = (number.upper() for number in _NUMBER.findall(sure))
        return any(number_problem(number, today) is None for number in printed)

    def last_day(self) -> date | None:
        """Until when the paper holds: the last of the days that something ends on. None: it does not say, or for ever.

        A day that is perhaps misread tells nothing, and then neither do the others.
        """
        if _FOR_EVER.search(self.flat):
            return None
        ends = []
        for found in _DATE.finditer(self.flat):
            before, behind = self.flat[max(0, found.start() - 8) : found.start()], self.flat[found.end() :]
            if _BEFORE_LAST_DAY.search(before) is None or _BEHIND_FIRST_DAY.match(behind) is not None:
                continue
            day = _day(found)
            if day is None or any(score < SURE for _, score in self._characters[found.start() : found.end()]):
                return None
            ends.append(day)
        return max(ends, default=None)

    def _cost(self, wanted: str) -> float:
        read, sure = self._read_letters, self._letters
        if wanted.endswith("证"):  # a 居住证 is no 居住证明
            read, sure = (text.replace("证明", " 明") for text in (read, sure))
        return 0.0 if wanted in read else edits(wanted, sure)


def edits(word: str, text: str) -> float:
    """The least that must be changed so that `word` stands somewhere in `text` (Sellers 1980).

    A character put in, left out or changed costs 1; where the text is unsure (U+FFFD), one part of the word's length.
    """
    row = [float(i) for i in range(len(word) + 1)]
    least = row[-1]
    for character in text:
        price = 1 / len(word) if character == _UNSURE else 1.0
        diagonal = row[0]
        for i, wanted in enumerate(word, 1):
            changed = diagonal + (price if wanted != character else 0.0)
            diagonal, row[i] = row[i], min(changed, row[i] + price, row[i - 1] + 1)
        least = min(least, row[-1])
    return least


_Read = list[tuple[str, float]]  # characters, and how sure the reader was of each


def _narrow(line: Line) -> Iterator[tuple[str, float]]:
    for character, score in zip(line.text, line.scores, strict=True):
        for narrow in unicodedata.normalize("NFKC", character).casefold():
            if not narrow.isspace():
                yield narrow, score


def _letters(read: _Read) -> _Read:
    return [(character, score) for character, score in read if character.isalnum()]


def _mean(read: _Read) -> float:
    return sum(score for _, score in read) / len(read)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:
        return None
