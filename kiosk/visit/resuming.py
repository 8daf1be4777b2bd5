"""Going on with a case that was begun before: its code opens what was chosen, its owner's card opens the rest."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from devices.api import DeviceError, ErrorCode
from devices.code_reader.api import Code
from kiosk.submission.draft_code import DraftCode, DraftCodeError
from kiosk.submission.drafts import holder_proof, open_open, open_personal
from kiosk.submission.questions import DraftAnswer, FetchDraft, SealedDraft
from kiosk.submission.receipt_code import is_receipt_code
from kiosk.submission.sealing import SealError
from kiosk.visit import drafts
from kiosk.visit.core import Core
from kiosk.visit.leaving import Leaving
from kiosk.visit.state import Busy, Step, Trouble

LOOK_SECONDS = 60.0


class Resuming:
    """`personal`: whether the draft has a part that its owner's card opens."""

    def __init__(self, core: Core, leaving: Leaving, receipt: Callable[[str], None]) -> None:
        """`receipt`: shows how far the case is whose receipt was shown instead."""
        self._core, self._leaving, self._receipt = core, leaving, receipt
        self._code: DraftCode | None = None
        self._personal = False
        core.on_enter(Step.RESUME, self._look)
        core.on_enter(Step.WELCOME, self._forget)

    @property
    def needs_card(self) -> bool:
        """A case was opened by its code, and waits for the card that began it."""
        return self._personal

    # --- touches

    def begin(self) -> None:
        if self._core.state.step is Step.WELCOME:
            self._core.began = self._core.tools.clock.monotonic()
            self._core.enter(Step.RESUME)

    def look_again(self) -> None:
        """The citizen has read what the trouble is."""
        self._core.set(trouble=None)
        self._look()

    def code(self, text: str) -> None:
        """The code of a notice, a ticket or a receipt was read."""
        core = self._core
        if core.state.step is not Step.RESUME or core.state.busy is not None:
            return
        if is_receipt_code(text):
            self._receipt(text)
            return
        try:
            code = DraftCode.parse(text)
        except DraftCodeError as error:
            core.trouble(Trouble(f"draft_{error.reason}"))
            self._look()
            return
        core.move_on()
        core.set(busy=Busy.ASKING_OFFICE, trouble=None)
        core.aside(lambda: core.tools.inquirer.ask(FetchDraft(id=code.id)), lambda answer: self._opened(code, answer))

    # --- the code reader

    def _look(self) -> None:
        """Wait for a code for as long as this step is shown."""
        core, reader = self._core, self._core.tools.code_reader
        core.move_on()
        if reader is None:
            core.trouble(core.state.trouble or Trouble(ErrorCode.DISCONNECTED, "code_reader"))
            return
        core.order = reader.ask(lambda device: device.read(LOOK_SECONDS), core.here(self._seen), LOOK_SECONDS + 1)

    def _seen(self, outcome: Code | DeviceError) -> None:
        if isinstance(outcome, Code):
            self.code(outcome.text)
        elif isinstance(outcome, DeviceError) and outcome.code is ErrorCode.TIMEOUT:
            self._look()  # nothing was shown yet
        elif isinstance(outcome, DeviceError):
            self._core.device_trouble(outcome)

    def _forget(self) -> None:
        self._code, self._personal = None, False

    # --- the draft

    def _opened(self, code: DraftCode, answer: DraftAnswer | Exception) -> None:
        core = self._core
        core.set(busy=None)
        draft = self._usable(answer)
        if draft is None or not self._begun(code, draft):
            self._look()

    def _begun(self, code: DraftCode, draft: SealedDraft) -> bool:
        """Go on with what was chosen; False: that cannot be, and the trouble is told."""
        core = self._core
        try:
            part = drafts.OpenPart.model_validate_json(open_open(draft, code))
        except (SealError, ValueError):
            core.trouble(Trouble("draft_damaged"))
            return False
        service = core.tools.catalogue.get(part.item_code)
        if service is None:
            core.trouble(Trouble("draft_service_gone"))
            return False
        self._code, self._personal = code, bool(draft.holder)
        self._leaving.take_up(code, draft)
        core.put(drafts.begun(core.state, service, part))
        core.set(started_at=core.tools.clock.now(), key=uuid4(), draft_id=code.id)
        core.tools.record("resumed", service=service.item_code, attendances=len(part.attendances))
        core.enter(Step.GUIDE)
        return True

    def open_for(self, number: str, then: Callable[[bool], None]) -> None:
        """The owner's card is here: take up what lies behind it. `then` hears whether that could be; the trouble is
        told. Nothing to take up: it hears so at once.
        """
        core, code = self._core, self._code
        if code is None or not self._personal:
            then(True)
            return
        core.set(busy=Busy.ASKING_OFFICE)
        question = FetchDraft(id=code.id, holder=holder_proof(code, number))
        core.aside(lambda: core.tools.inquirer.ask(question), lambda answer: then(self._taken_up(code, number, answer)))

    def _taken_up(self, code: DraftCode, number: str, answer: DraftAnswer | Exception) -> bool:
        core = self._core
        core.set(busy=None)
        draft = self._usable(answer)
        if draft is None:
            return False
        try:
            part = drafts.PersonalPart.model_validate_json(open_personal(draft, code))
        except (SealError, ValueError):
            core.trouble(Trouble("draft_damaged"))
            return False
        if part.identity.number != number:
            core.trouble(Trouble("draft_wrong_holder"))
            return False
        self._personal = False
        self._leaving.opened()
        core.put(drafts.resumed(core.state, core.service, part, core.today))
        return True

    def _usable(self, answer: DraftAnswer | Exception) -> SealedDraft | None:
        """The draft, or the trouble is told."""
        core = self._core
        if isinstance(answer, Exception):
            core.trouble(Trouble("draft_office_away"))
        elif answer.state == "waiting" and answer.draft is not None:
            return answer.draft
        else:
            core.trouble(Trouble(f"draft_{answer.state}"))
        return None
