"""Leaving without a hand-in: the one-time notice (一次性告知单) or the window ticket, each with a code that resumes.

Everything that was typed, scanned and found goes along, encrypted with a key that only the code holds.
"""

from __future__ import annotations

from datetime import timedelta

from devices.api import DeviceError, ErrorCode
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.drafts import open_open, seal_draft
from kiosk.submission.questions import SealedDraft
from kiosk.visit import drafts, precheck
from kiosk.visit.core import Core
from kiosk.visit.printing import PRINT_SECONDS
from kiosk.visit.state import (
    Attendance,
    Busy,
    Draft,
    DraftKind,
    Finding,
    Printed,
    Step,
    Trouble,
    VisitState,
)

KEPT_DAYS = 90

_NOT_FROM = (Step.WELCOME, Step.LISTS, Step.RESUME, Step.PROGRESS, Step.HAND_IN, Step.RECEIPT, Step.RATE)
_NOWHERE = (*_NOT_FROM, Step.LEAVE, Step.GOODBYE)


class Leaving:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._code: DraftCode | None = None
        self._closed: SealedDraft | None = None  # was taken up, and its owner's card has not opened it yet
        self.findings: tuple[Finding, ...] = ()  # what the notice or ticket lists
        core.on_enter(Step.WELCOME, self._forget)

    def take_up(self, code: DraftCode, draft: SealedDraft) -> None:
        """This visit goes on with a draft: what it keeps again replaces that one, once all of it is open."""
        self._code, self._closed = code, draft if draft.holder else None

    def opened(self) -> None:
        """The card that began the draft is here."""
        self._closed = None

    # --- touches

    def notice(self) -> None:
        """Everything at once, to take along; this case goes on where it is when the code is shown."""
        self._leave(DraftKind.NOTICE)

    def ticket(self) -> None:
        """The clerk at the window goes on with it; nothing needs typing again."""
        self._leave(DraftKind.TICKET)

    def print_again(self) -> None:
        s = self._core.state
        if s.step is Step.LEAVE and s.busy is None and s.draft is not None:
            self._print()

    # --- how it goes

    def _forget(self) -> None:
        """Home again: what comes next is another case, with a code of its own."""
        self._code, self._closed, self.findings = None, None, ()

    def _leave(self, kind: DraftKind) -> None:
        core = self._core
        s = drafts.fitting(core.state)
        if s.step in _NOWHERE or s.busy is not None or s.service is None:
            return
        self.findings = self._all_findings(s)
        lacking = any(f.material is not None or f.role is not None for f in self.findings)
        attendances = s.attendances
        if lacking and s.identity is not None:  # who must come again has been here once
            attendances = (*attendances, Attendance(core.tools.kiosk_id, core.today))
        open_part = drafts.open_part(s, attendances)
        if self._code is not None and self._closed is not None:  # nobody replaces what only its owner can look into
            before = drafts.OpenPart.model_validate_json(open_open(self._closed, self._code))
            if before.situation == open_part.situation:
                self._show(Draft(kind, self._code.text, self._code.short, self._closed.until, at_office=True))
                return
            self._code, self._closed = None, None
        code = self._code or DraftCode.new()
        self._code = code
        now, until = core.tools.clock.now(), core.today + timedelta(days=KEPT_DAYS)
        personal = drafts.personal_part(s, tuple(str(f.problem) for f in self.findings))
        draft = seal_draft(
            code,
            kiosk_id=core.tools.kiosk_id,
            kind=kind.value,
            kept_at=now,
            until=until,
            open_part=open_part.model_dump_json().encode(),
            personal_part=None if personal is None else personal.model_dump_json().encode(),
            number=s.identity.number if s.identity is not None else None,
        )
        core.tools.record("draft-kept", service=s.service.item_code, kind=kind.value, missing=lacking)
        core.set(busy=Busy.ASKING_OFFICE, trouble=None)

        def kept(outcome: bool | Trouble) -> None:
            core.set(busy=None)
            if isinstance(outcome, Trouble):
                core.trouble(outcome)
                return
            core.set(pages=s.pages, readings=s.readings)
            self._show(Draft(kind, code.text, code.short, until, at_office=outcome))

        core.tools.counter.keep_draft(draft, core.here(kept, always=True))

    def _show(self, draft: Draft) -> None:
        self._core.set(draft=draft, printed=Printed.NOT_YET)
        self._core.enter(Step.LEAVE)
        self._print()

    def _all_findings(self, state: VisitState) -> tuple[Finding, ...]:
        """Before anybody is identified the form is no finding yet: what is to be brought is."""
        found = precheck.findings(state, self._core.today)
        if state.identity is not None:
            return found
        return tuple(f for f in found if f.condition is not None or f.material is not None)

    def _print(self) -> None:
        core, printer = self._core, self._core.tools.receipt_printer
        if printer is None:
            core.set(printed=Printed.FAILED)
            core.trouble(Trouble(ErrorCode.DISCONNECTED, "receipt_printer"))
            return
        state, found, draw = core.state, self.findings, core.tools.draw_leaving
        core.set(busy=Busy.PRINTING, trouble=None)
        printer.ask(
            lambda device: device.print(draw(state, found, device.width_dots)),
            core.here(self._printed, always=True),
            PRINT_SECONDS,
        )

    def _printed(self, outcome: DeviceError | None) -> None:
        core = self._core
        core.set(busy=None, printed=Printed.FAILED if outcome else Printed.DONE)
        core.tools.record("receipt-printed", outcome=str(outcome.code) if outcome else "done")
        if outcome is not None:
            core.device_trouble(outcome)
