"""What a scanned paper says, and whether it is the paper that was asked for. Pure; who reads it: `recogniser`.

Reading errs, and a good paper must never be refused for it: what cannot be told is no finding. The scores of the
reader say how much it may have erred. The thresholds were read off degraded papers of the gallery and photographs of
real ones (`tests/bench/bench_recognition.py`): legible pages score 0.94 and more, unreadable ones less than 0.85.
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

ILLEGIBLE = 0.75  # mean score of a page's characters below which nobody can read it
DOUBTFUL = 0.9  # below this, what was not found may stand there unread
FEWEST = 8  # letters that a paper of any kind has
BAD_LINE = 0.8  # score of a line in which a whole name may be misread


@dataclass(frozen=True, slots=True)
class Line:
    """`score`: 0 to 1, how sure the reader was of its characters, on average. The repr is redacted."""

    text: str = field(repr=False)
    score: float


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
    papers = [(page,) for page in pages] if expected.each_page else [tuple(pages)]
    unreadable = tuple(
        PaperFinding(Problem.ILLEGIBLE, str(number)) for number, page in enumerate(pages, 1) if _illegible(page)
    )
    if unreadable:
        return unreadable
    found = (finding for paper in papers for finding in _judge(paper, expected, facts, today))
    return tuple(dict.fromkeys(found))


def _illegible(page: Reading) -> bool:
    return sum(len(_letters(line.text)) for line in page.lines) < FEWEST or _mean(page) < ILLEGIBLE


def _judge(
    paper: tuple[Reading, ...], expected: Expected, facts: Mapping[str, str], today: date
) -> Iterator[PaperFinding]:
    text = _Text([line for page in paper for line in page.lines])
    doubtful = [number for number, page in enumerate(paper, 1) if _mean(page) < DOUBTFUL]
    if not _is_of_the_kind(text, expected):
        yield PaperFinding(Problem.ILLEGIBLE, str(doubtful[0])) if doubtful else PaperFinding(Problem.WRONG_KIND)
        return  # who and until when, is asked of the right paper only
    name, number = (facts.get(f"{expected.holder}.{what}", "") for what in ("name", "number"))
    if (name or number) and not _is_of(text, name, number):
        if text.names_another(number, today):
            yield PaperFinding(Problem.CONTRADICTS)
        elif doubtful:
            yield PaperFinding(Problem.ILLEGIBLE, str(doubtful[0]))
        elif not text.has_bad_lines:
            yield PaperFinding(Problem.CONTRADICTS)
    last_day = text.last_day() if expected.valid_until else None
    if last_day is not None and last_day < today:
        yield PaperFinding(Problem.EXPIRED, last_day.isoformat())


def _is_of_the_kind(text: _Text, expected: Expected) -> bool:
    wanted = [*expected.title_words, *filter(None, [expected.number_pattern])]
    return (
        not wanted
        or any(text.says(title) for title in expected.title_words)
        or (
            expected.number_pattern is not None
            and re.search(expected.number_pattern, text.flat, re.IGNORECASE) is not None
        )
    )


def _is_of(text: _Text, name: str, number: str) -> bool:
    """Whether the paper may be this person's: the number is enough, and so is the name.

    Of a name the longest part counts that the reader can know: between dots, blanks and rare characters.
    """
    parts = "".join(c if _is_common(c) else " " for c in unicodedata.normalize("NFKC", name)).split()
    return text.has_number(number) or (bool(name) and (not parts or text.says(max(parts, key=len))))


def _is_common(character: str) -> bool:
    """Beyond GB 2312 (6,763 hanzi) readers know few characters, and take them for others."""
    try:
        return character.isalnum() and bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


# --- the text of a paper

_START = r"(?:19|20)\d\d"
_DATE = re.compile(rf"({_START})[年./-](\d{{1,2}})[月./-](\d{{1,2}})日?|({_START})(\d\d)(\d\d)(?!\d)")
_ENDS = re.compile(
    r"(?:至|到|截止|截止日期|到期|到期日|到期日期|有效期|有效期限|有效日期|[\d日][-—–―~]+):?$"
)  # stands before
_BEGINS = re.compile(r"起|至|到|[-—–―~]")  # stands behind a day from which on it holds
_FOR_EVER = re.compile(r"(?:有效期\D{0,4}|至|[\d日][-—–―~]+)长期")
_DIGITS = re.compile(r"(?=([0-9*]{17}[0-9x*]))")
_FEWEST_DIGITS = 8  # of a number that is printed in part, as 330199********0133


class _Text:
    """Lines as one text, in which a word may run from one into the next. `flat`: narrow characters without blanks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = [Line(_flat(line.text), line.score) for line in lines]
        self._letters = _letters("".join(line.text for line in self._lines))
        self.flat = "".join(line.text for line in self._lines)

    @property
    def has_bad_lines(self) -> bool:
        return any(line.score < BAD_LINE and len(_letters(line.text)) > 1 for line in self._lines)

    def says(self, word: str) -> bool:
        """Whether a word stands there, or something that a reader may have made of it.

        A long word may be read wrong in one or two characters; a line, in as many as its score says.
        """
        wanted = _letters(_flat(word))
        if least_edits(wanted, self._letters) <= (len(wanted) >= 5) + (len(wanted) >= 8):
            return True
        most = len(wanted) - 1  # at least one character was read
        return any(least_edits(wanted, _letters(line.text)) <= min(most, _slips(line)) for line in self._lines)

    def has_number(self, number: str) -> bool:
        """Whether a number stands there, perhaps with one misread digit, or with some of them printed as stars.

        One wrong digit never makes another person's number: the check digit (GB 11643) sees to it.
        """
        wanted = number.casefold()
        if not wanted or least_edits(wanted, self._letters) <= (len(wanted) >= 15):
            return bool(wanted)
        return len(wanted) == 18 and any(
            sum(c != "*" for c in printed) >= _FEWEST_DIGITS
            and all(c in ("*", w) for c, w in zip(printed, wanted, strict=True))
            for printed in _DIGITS.findall(self.flat)
        )

    def names_another(self, number: str, today: date) -> bool:
        """Whether somebody's number is printed there, but not this one."""
        printed = (found.upper() for found in _DIGITS.findall(self.flat))
        return bool(number) and any(p != number and number_problem(p, today) is None for p in printed)

    def last_day(self) -> date | None:
        """Until when the paper holds: the last of the days that something ends on. None: it does not say, or for ever.

        A day that is perhaps misread tells nothing, and then neither do the others.
        """
        if _FOR_EVER.search(self.flat):
            return None
        ends = []
        for found in _DATE.finditer(self.flat):
            before, behind = self.flat[max(0, found.start() - 8) : found.start()], self.flat[found.end() :]
            if _ENDS.search(before) is None or _BEGINS.match(behind) is not None:
                continue
            day = _day(found)
            if day is None or not self._sure(found.start(), found.end()):
                return None
            ends.append(day)
        return max(ends, default=None)

    def _sure(self, start: int, end: int) -> bool:
        """Whether all lines were read well that have a share in this piece of `flat`."""
        place = 0
        for line in self._lines:
            begin, place = place, place + len(line.text)
            if begin < end and start < place and _slips(line):
                return False
        return True


def least_edits(word: str, text: str) -> int:
    """How many characters must be put in, left out or changed so that `word` stands somewhere in `text` (Sellers)."""
    if word in text:
        return 0
    row = list(range(len(word) + 1))
    least = row[-1]
    for character in text:
        diagonal = row[0]
        for i, wanted in enumerate(word, 1):
            diagonal, row[i] = row[i], min(diagonal + (wanted != character), row[i] + 1, row[i - 1] + 1)
        least = min(least, row[-1])
    return least


def _slips(line: Line) -> int:
    """How many characters of a line are probably misread."""
    return int((1 - line.score) * len(line.text) + 0.6)


def _mean(page: Reading) -> float:
    """Over the characters of a page: a stray mark counts less than a paragraph."""
    characters = sum(len(line.text) for line in page.lines)
    return sum(line.score * len(line.text) for line in page.lines) / characters if characters else 0.0


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _letters(flat: str) -> str:
    return "".join(filter(str.isalnum, flat))


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
