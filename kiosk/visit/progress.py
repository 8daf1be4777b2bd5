"""How far one's cases are (办件进度), by card or by a receipt's code; what was promised can be supplied here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from kiosk.catalogue.model import Kind, Service, Words
from kiosk.submission.questions import AskProgress, CaseStatus, ProgressAnswer
from kiosk.visit.core import Core
from kiosk.visit.needed import supplementing
from kiosk.visit.state import Busy, CaseProgress, Step, SubCase, Trouble


class Progress:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._asking: Service | None = None  # the service that shows cases, while one of them is supplied
        core.on_enter(Step.PROGRESS, self._by_card)

    def open_receipt(self, text: str) -> None:
        """The code of a receipt instead of the card: shows this one case. Papers are supplied with the card."""
        core = self._core
        service = next((s for s in core.tools.catalogue if s.kind is Kind.INFORMATION and s.identity), None)
        if service is None:
            core.trouble(Trouble("draft_service_gone"))
            return
        core.set(service=service)
        core.enter(Step.PROGRESS)
        self._ask(AskProgress(receipt_code=text))

    def supplement(self, number: str) -> None:
        """Supply what this case still waits for: the visit goes to its papers, and asks for nothing else."""
        core = self._core
        case = next((c for c in core.state.cases or () if c.number == number), None)
        service = core.tools.catalogue.get(case.item_code) if case is not None else None
        who = core.state.identity
        if case is None or service is None or not case.wanted or who is None:
            return
        if who.valid_to is not None and who.valid_to < core.today and not service.accepts_expired_card:
            core.trouble(Trouble("card_expired", "card_reader"))  # it was good enough to look, not to hand in
            return
        self._asking = core.state.service
        core.set(
            service=supplementing(service, case.wanted),
            supplements=number,
            started_at=core.tools.clock.now(),
            key=uuid4(),
        )
        core.enter(Step.IDENTIFY)  # the card is known; a look may be needed

    def put_back(self) -> None:
        """Nothing is supplied after all: all cases again. What was begun on another day has no way back to them."""
        if self._asking is None:
            return
        nothing: Mapping[str, Any] = MappingProxyType({})
        self._core.set(service=self._asking, supplements=None, pages=nothing, readings=nothing)
        self._asking = None
        self._core.enter(Step.PROGRESS)

    def _by_card(self) -> None:
        who = self._core.state.identity
        if who is not None:
            self._ask(AskProgress(number=who.number))

    def _ask(self, question: AskProgress) -> None:
        core = self._core
        core.set(busy=Busy.ASKING_OFFICE, trouble=None)
        core.aside(lambda: core.tools.inquirer.ask(question), self._told)

    def _told(self, outcome: ProgressAnswer | Exception) -> None:
        core = self._core
        core.set(busy=None)
        if isinstance(outcome, Exception):
            core.trouble(Trouble("office_away"))
            return
        core.set(cases=tuple(self._case(case) for case in outcome.cases))

    def _case(self, case: CaseStatus) -> CaseProgress:
        service = self._core.tools.catalogue.get(case.item_code)
        names = {} if service is None else _names(service)
        open_ = case.state == "waiting_for_papers" and self._core.state.identity is not None
        known = () if service is None else tuple(m.code for m in service.materials)
        return CaseProgress(
            number=case.number,
            item_code=case.item_code,
            state=case.state,
            handed_in=case.handed_in,
            promised_by=case.promised_by,
            sub_cases=tuple(
                SubCase(names.get(sub.code, Words(zh=sub.code, en=sub.code)), sub.number, sub.state, sub.promised_by)
                for sub in case.sub_cases
            ),
            wanted=tuple(code for code in case.wanted if code in known) if open_ else (),
            due=case.due,
        )


def _names(service: Service) -> dict[str, Words]:
    """What the parts of a case are called: stations by code, sub-matters by item code."""
    return {
        **{station.code: station.name for station in service.stations},
        **{sub.item_code: sub.name for sub in service.sub_matters},
    }
