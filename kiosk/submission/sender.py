"""Brings what is in the outbox to the office, one case at a time, until every one is accepted or held for the staff.

Whatever is not a clear yes or a clear no means "unknown", and is tried again with the same key. The back-off stands in
the row and survives restarts. Drafts go before cases: they are few, and somebody may go on with them elsewhere.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from devices.api import Clock
from kiosk.submission.contract import Acceptance, Envelope
from kiosk.submission.draft_box import DraftBox, WaitingDraft
from kiosk.submission.office import Office, OfficeError, OfficeErrorCode
from kiosk.submission.outbox import LONGEST_WAIT, Outbox, OutboxError, ParcelState, Waiting
from kiosk.submission.questions import Inquirer, KeepDraft
from kiosk.submission.receipt_code import Keys, ReceiptCodeError, Standing, verify

FIRST_WAIT = 2.0  # seconds; doubled with each try
LONGEST_BACK_OFF = 900.0  # seconds: full jitter over 15 minutes, so that a province comes back without a stampede
SOON = 2.0  # seconds: the office is still at work on this case

log = structlog.get_logger(__name__)

# Not this case's fault: no other one would fare better, the queue as a whole waits.
_NOBODY_THERE = (OfficeErrorCode.UNREACHABLE, OfficeErrorCode.TLS_FAILED, OfficeErrorCode.UNAUTHORISED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. `acceptance` is set when `state` is accepted, `error` when it is not."""

    envelope: Envelope
    state: ParcelState
    acceptance: Acceptance | None = None
    error: OfficeErrorCode | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """What became of one try to bring a draft, as it was kept at that moment. `error` None: the office has it."""

    id: str
    kept_at: datetime
    error: OfficeErrorCode | None = None


class Sender:
    """`keys`: the office's receipt keys; an acceptance whose receipt code they do not confirm is no acceptance."""

    def __init__(
        self,
        outbox: Outbox,
        drafts: DraftBox,
        office: Office,
        inquirer: Inquirer,
        keys: Keys,
        clock: Clock,
        told: Callable[[Outcome | DraftOutcome | OutboxError], None],
        chance: random.Random | None = None,
    ) -> None:
        """`told` hears of every try, on the sender's thread."""
        self._outbox, self._drafts = outbox, drafts
        self._office, self._inquirer = office, inquirer
        self._keys = keys
        self._clock = clock
        self._told = told
        self._chance = chance or random.Random()
        self._not_before = datetime.min.replace(tzinfo=UTC)  # while nobody is there, the whole queue waits
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def step(self, now: datetime) -> Outcome | DraftOutcome | None:
        """Try the one draft or case that is due next. None: nothing is due. Raises OutboxError."""
        if now < self._not_before:
            return None
        if (draft := self._drafts.due(now)) is not None:
            return self._bring(draft, now)
        if (waiting := self._outbox.due(now)) is not None:
            return self._submit(waiting, now)
        return None

    def _bring(self, waiting: WaitingDraft, now: datetime) -> DraftOutcome:
        """A clear no is tried again too: until its time is over the citizen has nothing but this draft."""
        draft = waiting.draft
        try:
            self._inquirer.ask(KeepDraft(draft=draft))
            self._drafts.delivered(draft)
        except Exception as error:  # whatever it is, the cases behind it shall not wait
            known = error if isinstance(error, OfficeError) else OfficeError(OfficeErrorCode.GARBLED, _logged(error))
            next_try = now + wait(known, waiting.attempts, self._chance)
            self._drafts.later(draft.id, next_try)
            if known.code in _NOBODY_THERE:
                self._not_before = next_try
            return DraftOutcome(draft.id, draft.kept_at, known.code)
        return DraftOutcome(draft.id, draft.kept_at)

    def _submit(self, waiting: Waiting, now: datetime) -> Outcome:
        envelope = waiting.envelope
        try:
            acceptance = self._deliver(envelope)
        except OfficeError as error:
            return self._failed(envelope, waiting.attempts, error, now)
        except OutboxError:
            raise
        except Exception as bug:  # this case waits its turn again and does not hold up the others
            return self._failed(envelope, waiting.attempts, OfficeError(OfficeErrorCode.GARBLED, _logged(bug)), now)
        self._outbox.accepted(envelope.key, acceptance)
        return Outcome(envelope, ParcelState.ACCEPTED, acceptance)

    def _deliver(self, envelope: Envelope) -> Acceptance:
        """Pages first, so that the case names nothing that is not there."""
        for sha256, sealed in self._outbox.blobs(envelope.key).items():
            self._office.put_blob(sha256, sealed)
        acceptance = self._office.submit(envelope)
        if not confirms(acceptance, envelope, self._keys):
            raise OfficeError(OfficeErrorCode.GARBLED, "an acceptance whose receipt code is not the office's")
        return acceptance

    def _failed(self, envelope: Envelope, attempts: int, error: OfficeError, now: datetime) -> Outcome:
        if error.code is OfficeErrorCode.REJECTED:
            self._outbox.refused(envelope.key, error.code)
            return Outcome(envelope, ParcelState.HELD, None, error.code, error.detail)
        next_try = now + wait(error, attempts, self._chance)
        self._outbox.later(envelope.key, error.code, next_try)
        if error.code in _NOBODY_THERE:
            self._not_before = next_try
        return Outcome(envelope, ParcelState.WAITING, None, error.code, error.detail)

    # --- the thread

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sender")
        self._thread.start()

    def wake(self) -> None:
        """A new case is in the outbox: somebody stands at the machine and waits."""
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._woken.set()

    def stop(self) -> None:
        """Returns when the thread has ended; a try under way is finished first."""
        self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                outcome = self.step(self._clock.now())
                if outcome is not None:
                    self._told(outcome)
                else:
                    self._woken.wait(self._pause())
            except OutboxError as error:  # the disk may come back; a dead sender would be a silent backlog
                self._told(error)
                self._woken.wait(_LONGEST_PAUSE)
            except Exception as bug:
                _logged(bug)
                self._woken.wait(_LONGEST_PAUSE)

    def _pause(self) -> float | None:
        """Seconds until the next one is due; None: until somebody wakes us."""
        tries = [at for at in (self._outbox.next_try(), self._drafts.next_try()) if at is not None]
        if not tries:
            return None
        left = (max(min(tries), self._not_before) - self._clock.now()).total_seconds()
        return min(max(left, 0.0), _LONGEST_PAUSE)


_LONGEST_PAUSE = 30.0  # seconds: the clock may be set meanwhile


def _logged(bug: Exception) -> str:
    """What nobody expected, by its type alone: its text may hold anything."""
    log.error("sender_bug", error=type(bug).__name__)
    return type(bug).__name__


def wait(error: OfficeError, attempts: int, chance: random.Random) -> timedelta:
    """How long to wait after a failure: full jitter, never shorter than the office asked for."""
    if error.code is OfficeErrorCode.CONFLICT:
        seconds = chance.uniform(0, SOON)
    else:
        seconds = chance.uniform(0, min(LONGEST_BACK_OFF, FIRST_WAIT * 2 ** min(attempts, 20)))
    return min(LONGEST_WAIT, timedelta(seconds=seconds + (error.retry_after or 0)))


def confirms(acceptance: Acceptance, envelope: Envelope, keys: Keys) -> bool:
    """Whether an acceptance is the office's own and speaks of this very case."""
    try:
        facts, _ = verify(acceptance.receipt_code, keys)
    except ReceiptCodeError:
        return False
    return (
        facts.standing is Standing.RECEIVED
        and facts.number == acceptance.case_number
        and facts.number.startswith(envelope.item_code)
        and facts.kiosk_id == envelope.kiosk_id
        and envelope.digest.startswith(facts.digest)
        and len(facts.digest) == 32
    )
