"""Handing in from a visit process: pack and seal the case, give it to the keeper, hear what became of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

from devices.api import Clock
from kiosk import pipe as p
from kiosk.submission.contract import Acceptance
from kiosk.submission.packing import case_of, pack, pdfs_of
from kiosk.visit.state import HandIn, Trouble, VisitState

KEEPER_SECONDS = 10.0  # the keeper answers from its own disk
DELIVERY_SECONDS = 8.0  # how long a citizen waits for the office before the receipt says "kept"

M = TypeVar("M", bound=p.FromKeeper)


class _NotKept(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


class Counter:
    """One visit's way to the office (窗口). `fetch_result` asks the office for the proof it made at once."""

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
        self._answers: queue.SimpleQueue[p.FromKeeper] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None

    def heard(self, message: p.Number | p.Kept | p.NotKept | p.Delivered) -> None:
        """An answer of the keeper; any thread."""
        self._answers.put(message)

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        self._worker = threading.Thread(target=lambda: then(self._hand_in(state)), name="hand-in")
        self._worker.start()

    def close(self) -> None:
        if self._worker is not None:
            self._worker.join()

    def _hand_in(self, state: VisitState) -> HandIn | Trouble:
        now = self._clock.now()
        try:
            self._pipe.send(p.NumberWanted())
            provisional = self._wait(p.Number, KEEPER_SECONDS).provisional
            case = case_of(state, self._kiosk_id, state.started_at or now, now)
            parcel = pack(case, pdfs_of(state), uuid4(), provisional, self._sealing_key)
            self._pipe.send(p.Deposit(envelope=parcel.envelope, blobs=dict(parcel.blobs)))
            kept = self._wait(p.Kept, KEEPER_SECONDS)
        except _NotKept as refusal:
            return Trouble(refusal.code)
        except (p.PipeClosed, queue.Empty):
            return Trouble("not_kept")
        try:
            acceptance = self._wait(p.Delivered, DELIVERY_SECONDS).acceptance
        except queue.Empty:
            return HandIn(received=False, number=provisional, at=now, code=kept.code)
        pdf = self._fetch_result(acceptance, parcel.envelope.key) if acceptance.has_result else None
        return HandIn(
            received=True,
            number=acceptance.case_number,
            at=acceptance.accepted_at,
            promised_by=acceptance.promised_by,
            code=acceptance.receipt_code,
            result_pdf=pdf,
        )

    def _wait(self, kind: type[M], seconds: float) -> M:
        """The next answer of a kind; others are stale and dropped. Raises queue.Empty, _NotKept."""
        end = self._clock.monotonic() + seconds
        while True:
            answer = self._answers.get(timeout=max(0.0, end - self._clock.monotonic()))
            if isinstance(answer, kind):
                return answer
            if isinstance(answer, p.NotKept):
                raise _NotKept(answer.code)
