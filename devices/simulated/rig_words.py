"""The words of a rig's commands, and what makes a command of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from devices.api import ErrorCode
from devices.simulated.fault import FaultKind, SimulationError
from devices.virtual.desk import LIMITS

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

DEVICES = CARD, CAMERA, RECEIPT, DOCUMENT, CODE = (
    "card_reader",
    "camera",
    "receipt_printer",
    "document_printer",
    "code_reader",
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command. `read` makes a value of it and raises ValueError. `many`: all words that are left.

    `choices`: what makes sense here, for a form; `private`: what is typed, and stands in no trace.
    """

    name: str
    read: Callable[[str], Any] = str
    choices: Callable[[Rig], Iterable[str]] | None = None
    optional: bool = False
    many: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that hands can do. `group`: a device, or what else it is about; `asks`: it changes nothing.

    `act` is called with the rig and the values of the words that were given.
    """

    group: str
    name: str
    title: str
    act: Callable[..., Any]
    words: tuple[Word, ...] = ()
    asks: bool = False

    @property
    def usage(self) -> str:
        shown = (f"{word.name.upper()}{'...' if word.many else ''}" for word in self.words)
        marked = (f"[{s}]" if w.optional else s for s, w in zip(shown, self.words, strict=True))
        return " ".join((self.name, *marked))

    def read(self, words: Sequence[str]) -> list[Any]:
        """The values of the words. Raises SimulationError for words that do not fit."""
        needed = sum(not word.optional for word in self.words)
        room = len(words) if any(word.many for word in self.words) else len(self.words)
        if not needed <= len(words) <= room:
            raise SimulationError(f"usage: {self.usage}")
        try:
            return [word.read(given) for word, given in zip(self._expected(words), words, strict=False)]
        except ValueError as error:
            raise SimulationError(f"usage: {self.usage}: {error}") from error

    def told(self, words: Sequence[str]) -> str:
        """As the trace may tell it."""
        shown = (
            f"({len(given)} characters)" if word.private else "a file" if _is_path(given) else given
            for word, given in zip(self._expected(words), words, strict=False)
        )
        return " ".join((self.name, *shown))

    def device(self, words: Sequence[str]) -> str:
        """Which device it is about, or ""."""
        if self.words and self.words[0].name == "device":
            return words[0]
        return self.group if self.group in DEVICES else ""

    def _expected(self, words: Sequence[str]) -> list[Word]:
        return [*self.words, *self.words[-1:] * max(0, len(words) - len(self.words))]


def _is_path(given: str) -> bool:
    """What a file is called may name somebody."""
    return os.sep in given or guess_type(given)[0] is not None


# --- what words mean


def length(text: str) -> float:
    mm = float(text)
    if not 0 < mm <= 100_000:
        raise ValueError(f"{text} mm is no length of a paper roll")
    return mm


def pose(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in LIMITS:
        raise ValueError(f"no such pose: {name}; there are {', '.join(LIMITS)}")
    return name, float(value)


def count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(f"{text} is less than nothing")
    return number


def seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 10 * 366 * 86400:
        raise ValueError(f"time goes forward, ten years at most: {text}")
    return value


def what(text: str) -> str:
    """An error may be named by its code alone."""
    return f"error:{text}" if text in tuple(ErrorCode) and text not in tuple(FaultKind) else text
