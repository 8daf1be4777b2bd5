"""The way from a visit to the office: cases and drafts go to the keeper, and what becomes of them is told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

import structlog

from devices.api import Clock
from kiosk import pipe as p
from kiosk.catalogue.model import Service
from kiosk.submission.contract import Acceptance, AcceptedSubCase, Case
from kiosk.submission.packing import Parcel, case_of, pack, pdfs_of
from kiosk.submission.questions import SealedDraft
from kiosk.visit.state import HandIn, SubCase, Trouble, VisitState

KEEPER_SECONDS = 10.0  # the keeper answers from its own disk
DELIVERY_SECONDS = 8.0  # how long a citizen waits for the office before the paper says "kept"

M = TypeVar("M", bound=p.ToCounter)
T = TypeVar("T")

log = structlog.get_logger(__name__)


class _NotKept(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


class Counter:
    """One visit's way to the office (窗口). `fetch_result` asks the office for the proof it made at once.

    One thing is on its way at a time: the next one begins when what became of the last one has been told.
    """

    def __init__(
        self,
        pipe: p.Pipe,
        kiosk_id: str,
        sealing_key: bytes,
        clock: Clock,
        fetch_result: Callable[[Acceptance, UUID], bytes | None],
    ) -> None:
        self._pipe, self._kiosk_id, self._sealing_key, self._clock = pipe, kiosk_id, sealing_key, clock
        self._fetch_result = fetch_result
        self._answers: queue.SimpleQueue[p.ToCounter] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None
        self._unsure: tuple[Case, Parcel] | None = None  # went to the keeper, who has not answered yet

    def heard(self, message: p.ToCounter) -> None:
        """An answer of the keeper; any thread."""
        self._answers.put(message)

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        self._aside(lambda: self._hand_in(state), then)

    def keep_draft(self, draft: SealedDraft, then: Callable[[bool | Trouble], None]) -> None:
        self._aside(lambda: self._keep_draft(draft), then)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.join()

    def _aside(self, work: Callable[[], T], then: Callable[[T | Trouble], None]) -> None:
        before = self._worker

        def run() -> None:
            if before is not None:
                before.join()
            try:
                outcome: T | Trouble = work()
            except _NotKept as refusal:
                outcome = Trouble(refusal.code)
            except (p.PipeClosed, queue.Empty):
                outcome = Trouble("not_kept")
            except Exception as bug:  # whoever waits must hear something; by its type alone, its text may name people
                log.error("counter_failed", error=type(bug).__name__)
                outcome = Trouble("not_kept")
            then(outcome)

        self._worker = threading.Thread(target=run, name="counter")
        self._worker.start()

    def _hand_in(self, state: VisitState) -> HandIn:
        """Raises _NotKept, PipeClosed, queue.Empty."""
        parcel = self._parcel(state)
        envelope = parcel.envelope
        self._pipe.send(p.Deposit(envelope=envelope, blobs=dict(parcel.blobs)))
        try:
            kept = self._wait(p.Kept, KEEPER_SECONDS, lambda answer: answer.key == envelope.key)
        except _NotKept:
            self._unsure = None
            raise
        self._unsure = None
        try:
            delivered = self._wait(p.Delivered, DELIVERY_SECONDS, lambda answer: answer.key == envelope.key)
        except queue.Empty:
            return HandIn(received=False, number=envelope.provisional, at=envelope.handed_in, code=kept.code)
        acceptance = delivered.acceptance
        pdf = self._fetch_result(acceptance, envelope.key) if acceptance.has_result else None
        return HandIn(
            received=True,
            number=acceptance.case_number,
            at=acceptance.accepted_at,
            promised_by=acceptance.promised_by,
            code=acceptance.receipt_code,
            result_pdf=pdf,
            sub_cases=sub_cases(state.service, acceptance.sub_cases),
        )

    def _parcel(self, state: VisitState) -> Parcel:
        """The sealed case. One that the keeper has not answered for is sent as it was: it may be on the disk already.

        Raises _NotKept, PipeClosed, queue.Empty.
        """
        now = self._clock.now()
        case = case_of(state, self._kiosk_id, state.started_at or now, now)
        if self._unsure is not None:
            before, parcel = self._unsure
            if case.model_copy(update={"salt": before.salt, "handed_in_at": before.handed_in_at}) == before:
                return parcel
        self._pipe.send(p.NumberWanted())
        provisional = self._wait(p.Number, KEEPER_SECONDS).provisional
        parcel = pack(case, pdfs_of(state), uuid4(), provisional, self._sealing_key)
        self._unsure = (case, parcel)
        return parcel

    def _keep_draft(self, draft: SealedDraft) -> bool:
        """Raises _NotKept, PipeClosed, queue.Empty."""
        self._pipe.send(p.DepositDraft(draft=draft))
        self._wait(p.DraftKeptHere, KEEPER_SECONDS)
        try:  # an older one of the same id may come up first
            self._wait(p.DraftAtOffice, DELIVERY_SECONDS, lambda answer: answer.kept_at == draft.kept_at)
        except queue.Empty:
            return False
        return True

    def _wait(self, kind: type[M], seconds: float, fits: Callable[[M], bool] = lambda _: True) -> M:
        """The next answer of a kind that fits; others are stale and dropped. Raises queue.Empty, _NotKept."""
        end = self._clock.monotonic() + seconds
        while True:
            answer = self._answers.get(timeout=max(0.0, end - self._clock.monotonic()))
            if isinstance(answer, kind) and fits(answer):
                return answer
            if isinstance(answer, p.NotKept):
                raise _NotKept(answer.code)


def sub_cases(service: Service | None, accepted: tuple[AcceptedSubCase, ...]) -> tuple[SubCase, ...]:
    """The matters of a life event as the citizen sees them: by name, each with its number and day."""
    names = {sub.item_code: sub.name for sub in service.sub_matters} if service is not None else {}
    return tuple(
        SubCase(names[sub.item_code], sub.number, "accepted", sub.promised_by)
        for sub in accepted
        if sub.item_code in names
    )
