"""How far cases are. The reference office works by the calendar: each day brings a case on as far as was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal

from kiosk.backend.desk import Desk, Stored, answers_of
from kiosk.backend.problems import Refused
from kiosk.backend.promises import Leg, course
from kiosk.submission.contract import Case
from kiosk.submission.questions import AskProgress, CaseStatus, ProgressAnswer, SubCaseProgress
from kiosk.submission.receipt_code import Keys, ReceiptCodeError, Standing, verify


class Progress:
    def __init__(self, desk: Desk, trusted: Callable[[], Keys], now: Callable[[], datetime]) -> None:
        """`trusted`: the keys of all receipts, the office's and the kiosks'."""
        self._desk, self._trusted, self._now = desk, trusted, now

    def answer(self, question: AskProgress) -> ProgressAnswer:
        """No cases: there are none, or the one on the receipt has not arrived yet. Raises Refused."""
        if bool(question.number) == bool(question.receipt_code):
            raise Refused(422, "wrong_key", "Either a number or a receipt tells which cases")
        found = self._desk.of_person(question.number) if question.number else self._on_receipt(question.receipt_code)
        return ProgressAnswer(cases=tuple(self._status(stored) for stored in found))

    def _on_receipt(self, code: str) -> list[Stored]:
        """Raises Refused."""
        try:
            facts, _ = verify(code, self._trusted())
        except ReceiptCodeError as error:
            raise Refused(422, "not_a_receipt", "This is no valid receipt", str(error.reason)) from None
        if facts.standing is Standing.RECEIVED:
            return [self._desk.find(facts.number)]
        return self._desk.kept_as(facts.number, facts.kiosk_id, facts.digest)

    def _status(self, stored: Stored) -> CaseStatus:
        acceptance = stored.acceptance
        case = self._desk.open_case(stored.envelope)
        supplied = [self._desk.open_case(s.envelope) for s in self._desk.supplements(acceptance.case_number)]
        return status(
            stored,
            case,
            supplied,
            self._legs(case, acceptance.accepted_at.date()),
            self._now().date(),
        )

    def _legs(self, case: Case, accepted: date) -> tuple[Leg, ...]:
        service = self._desk.service(case.item_code)
        return () if service is None else course(service, accepted, answers_of(case))


def status(stored: Stored, case: Case, supplied: Iterable[Case], legs: Iterable[Leg], today: date) -> CaseStatus:
    """What the calendar says of a case. `supplied`: papers that came later; each counts if it was handed in in time."""
    acceptance = stored.acceptance
    came = {m.code: c.handed_in_at.date() for c in supplied for m in c.materials if m.pages}
    wanted = {
        m.code: m.due
        for m in case.materials
        if m.standing == "deferred" and m.due is not None and came.get(m.code, date.max) > m.due
    }
    due = min(wanted.values(), default=None)
    numbers = {sub.item_code: sub.number for sub in acceptance.sub_cases}
    return CaseStatus(
        number=acceptance.case_number,
        item_code=case.item_code,
        state=_state(due, acceptance.promised_by, today),
        handed_in=case.handed_in_at.date(),
        promised_by=acceptance.promised_by,
        sub_cases=tuple(_sub_case(leg, numbers.get(leg.code, acceptance.case_number), today) for leg in legs),
        wanted=tuple(wanted),
        due=due,
    )


def _state(
    due: date | None, promised: date | None, today: date
) -> Literal["accepted", "waiting_for_papers", "finished", "terminated"]:
    if due is not None:
        return "waiting_for_papers" if today <= due else "terminated"
    return "finished" if promised is not None and today >= promised else "accepted"


def _sub_case(leg: Leg, number: str, today: date) -> SubCaseProgress:
    state = leg.state(today)
    since = {"waiting": None, "at_work": leg.begins, "finished": leg.ends}[state]
    return SubCaseProgress(code=leg.code, number=number, state=state, since=since, promised_by=leg.ends)
