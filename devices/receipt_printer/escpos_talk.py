"""Talking with an ESC/POS printer: a connection that begins clean, questions, and the answers as they come.

What the answers mean is said in `escpos_words`; how bytes travel, in `escpos_wire`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from devices.api import Clock
from devices.receipt_printer import escpos_words as words
from devices.receipt_printer.escpos_wire import PATIENCE, Connect, Wire
from devices.receipt_printer.escpos_words import Answer, Answers, Cleared, Name, StatusByte

MOST_HEARD = 128 * 1024  # bytes in one go, as many as a receipt has that is full of dots which look like questions
ANSWERS_WITHIN = 0.2  # seconds in which an idle printer has taken a question, and again, has answered it

A = TypeVar("A", bound=Answer)


class Talk:
    """One connection after another with one printer. All methods but `end` raise OSError when the line is cut."""

    def __init__(self, connect: Connect, width_dots: int, clock: Clock) -> None:
        self._connect = connect
        self._width_dots = width_dots
        self._clock = clock
        self._wire: Wire | None = None
        self._answers: list[Answer] = []
        self._rest = b""

    def begin(self) -> Wire:
        """The connection. A new one begins with forgetting whatever was sent to the printer before."""
        if self._wire is not None:
            return self._wire
        self._wire = wire = self._connect()
        self._answers, self._rest = [], b""
        wire.patience = ANSWERS_WITHIN
        wire.write(words.ask_status(1))
        if self.hear(StatusByte, ANSWERS_WITHIN) is None:
            raise TimeoutError("connected, but the printer answers nothing")
        wire.write(words.CLEAR_BUFFERS)
        if self.hear(Cleared, ANSWERS_WITHIN) is None:
            # It may stand in the middle of a picture and take commands for dots: fill the picture up with white.
            wire.patience = PATIENCE
            wire.write(words.RECOVER_CLEARED + bytes(words.BAND_ROWS * self._width_dots // 8))
        wire.write(words.RECOVER_CLEARED + words.INITIALIZE + words.NO_AUTOMATIC_STATUS)
        return wire

    @property
    def connected(self) -> bool:
        return self._wire is not None

    def end(self) -> None:
        if self._wire is not None:
            self._wire.drop()
            self._wire = None

    def write(self, data: bytes, patience: float | None = None) -> None:
        """`patience`: seconds, when it is not the usual one."""
        wire = self.begin()
        wire.patience = PATIENCE if patience is None else patience
        wire.write(data)

    def hear(self, kind: type[A], within: float) -> A | None:
        """The next answer of this kind, taken out of what has arrived; None after `within` seconds."""
        wire = self.begin()
        deadline = self._clock.monotonic() + within
        heard = 0
        while True:
            for answer in self._answers:
                if isinstance(answer, kind):
                    self._answers.remove(answer)
                    return answer
            data = wire.read(max(0.0, deadline - self._clock.monotonic()))
            if not data:
                return None
            heard = self._take_in(data, heard)

    def forget(self, kind: type[Answer] | None = None) -> None:
        """Answers of this kind, or of any, that have arrived unasked are not taken for one to the next question."""
        wire = self.begin()
        heard = 0
        while late := wire.read(0):
            heard = self._take_in(late, heard)
        self._answers = [answer for answer in self._answers if kind is not None and not isinstance(answer, kind)]

    def ask_status(self, patience: float = ANSWERS_WITHIN) -> Answers:
        """What the printer answers to DLE EOT 1 to 4, one at a time; after the first silence no more is asked.

        `patience`: seconds; more for a printer that still has a picture to take.
        """
        answers: list[int | None] = []
        for question in words.STATUS_QUESTIONS:
            self.forget(StatusByte)
            self.write(words.ask_status(question), patience)
            answer = self.hear(StatusByte, ANSWERS_WITHIN)
            answers.append(answer.value if answer else None)
            if answer is None:
                break
        first, second, third, fourth = (*answers, None, None, None)[:4]
        return first, second, third, fourth

    def ask_names(self) -> Iterator[str | None]:
        """Maker, model, firmware, serial number; None: no answer, and after the first of them no more is asked."""
        silent = False
        for question in words.NAME_QUESTIONS:
            if not silent:
                self.forget(Name)
                self.write(words.ask_name(question))
            name = None if silent else self.hear(Name, ANSWERS_WITHIN)
            silent = name is None
            yield name.text or None if name else None

    def _take_in(self, data: bytes, heard: int) -> int:
        """How many bytes were heard by now."""
        if heard > MOST_HEARD:
            raise ConnectionError("it talks without end")
        answers, self._rest = words.parse(self._rest + data)
        self._answers += answers
        return heard + len(data)
