"""Asking the registers (数据共享): side by side, each for a few seconds, and what they say fills in the form."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from kiosk.submission.questions import RegisterAnswer, RegisterQuestion
from kiosk.visit import inquiries
from kiosk.visit.core import Core
from kiosk.visit.ladder import filled
from kiosk.visit.state import Busy, Found, Inquiry, Record

ROUNDS = 4  # an answer may raise the next question; a chain longer than this is a mistake of the catalogue


class Sharing:
    def __init__(self, core: Core) -> None:
        self._core = core

    def look_up(self, then: Callable[[], None], rounds: int = ROUNDS) -> None:
        """Fill in what is known, ask what can be asked, and go on with `then` when all have answered or failed."""
        core = self._core
        if core.state.service is None:
            then()
            return
        core.set(values=filled(core.state, core.today))
        open_questions = inquiries.wanted(core.state) if rounds else ()
        if not open_questions:
            core.set(busy=None)
            then()
            return
        core.set(busy=Busy.LOOKING_UP)
        waiting = set(open_questions)

        def answered(inquiry: Inquiry, outcome: RegisterAnswer | Exception) -> None:
            waiting.discard(inquiry)
            self._note(inquiry, outcome)
            if not waiting:
                self.look_up(then, rounds - 1)

        for inquiry in open_questions:
            self._ask(inquiry, answered)

    def _ask(self, inquiry: Inquiry, answered: Callable[[Inquiry, RegisterAnswer | Exception], None]) -> None:
        question = RegisterQuestion(
            register=inquiry.register,
            number=inquiry.number,
            by=dict(inquiry.by),
            purpose=self._core.service.item_code,
        )
        inquirer = self._core.tools.inquirer
        self._core.aside(lambda: inquirer.ask(question), lambda outcome: answered(inquiry, outcome))

    def _note(self, inquiry: Inquiry, outcome: RegisterAnswer | Exception) -> None:
        record = _record(outcome)
        if record.found is Found.HIT and self._is_of_another(inquiry, record):
            record = Record(Found.CONTRADICTS, as_of=record.as_of)
        self._core.tools.record("register-asked", register=inquiry.register, found=str(record.found))
        self._core.set(records=MappingProxyType({**self._core.state.records, inquiry: record}))

    def _is_of_another(self, inquiry: Inquiry, record: Record) -> bool:
        """Whether a record under a card's number bears another name than the card."""
        s = self._core.state
        here = {who.number: who.name for who in (s.identity, *s.people.values()) if who is not None}
        name = here.get(inquiry.number)
        return name is not None and inquiries.called_otherwise(inquiry, record, name)


def _record(outcome: RegisterAnswer | Exception) -> Record:
    if isinstance(outcome, Exception):
        return Record(Found.DOWN)
    entries = tuple(MappingProxyType(dict(entry)) for entry in outcome.entries)
    return Record(Found.HIT if outcome.found == "hit" else Found.MISS, entries, outcome.as_of)
