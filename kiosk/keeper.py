"""The long-lived process of a kiosk: it starts and watches visit processes, keeps sealed cases, writes the audit log.

One visit process is on stage; a successor is kept warm behind it. Everything happens on the thread that calls `run`:
pipes, the sender and the local socket only put work into its queue. The keeper sees personal data sealed, never open.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from devices.api import Clock
from kiosk import pipe as p
from kiosk.audit.log import AuditError, AuditLog
from kiosk.submission.contract import Acceptance, Envelope
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.outbox import Outbox, OutboxError
from kiosk.submission.questions import SealedDraft

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 30.0  # seconds
STOP_SECONDS = 5.0  # how long a visit process may take to end when it is told to


def pause(deaths: int) -> float:
    """Seconds before a visit process is started, after so many in a row died without ever being shown."""
    return 0.0 if deaths < 2 else min(LONGEST_PAUSE, 2.0 ** (deaths - 2))


@dataclass(slots=True, eq=False)
class _Child:
    """One visit process."""

    process: subprocess.Popen[bytes]
    pipe: p.Pipe
    visit: str = field(default_factory=lambda: secrets.token_hex(4))
    warm: bool = False
    gone: bool = False
    keys: set[UUID] = field(default_factory=set)  # of the cases it handed in
    drafts: set[str] = field(default_factory=set)  # ids of those it left


class Keeper:
    def __init__(
        self,
        spawn: Callable[[], tuple[subprocess.Popen[bytes], p.Pipe]],
        outbox: Outbox,
        drafts: DraftBox,
        kept_code: Callable[[Envelope], str],
        kiosk_id: str,
        audit: AuditLog,
        clock: Clock,
        wake_sender: Callable[[], None],
    ) -> None:
        """`kept_code`: signs what a "kept" receipt says. `wake_sender`: there is something new to deliver."""
        self._spawn, self._outbox, self._drafts = spawn, outbox, drafts
        self._kept_code, self._kiosk_id = kept_code, kiosk_id
        self._audit, self._clock, self._wake_sender = audit, clock, wake_sender
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._children: list[_Child] = []
        self._stage: _Child | None = None
        self._readers: set[threading.Thread] = set()
        self._deaths = 0
        self._start_at: float | None = None
        self._kill_at: float | None = None
        self._running = False
        self._office: bool | None = None
        self.devices: dict[str, p.DeviceReport] = {}  # the last thing each device said
        self.ended = 0  # visits that have ended since the start

    # --- for any thread

    def post(self, work: Callable[[], None]) -> None:
        """Run `work` on the keeper's thread."""
        self._queue.put(work)

    def stop(self) -> None:
        self.post(self._stop)

    def office_reachable(self, reachable: bool) -> None:
        self.post(lambda: self._office_is(reachable))

    def delivered(self, key: UUID, acceptance: Acceptance) -> None:
        """The sender brought a case to the office."""
        self.post(lambda: self._tell_delivered(key, acceptance))

    def draft_delivered(self, draft_id: str, kept_at: datetime) -> None:
        """The sender brought a draft to the office, as it was kept at that moment."""
        self.post(lambda: self._tell_draft_delivered(draft_id, kept_at))

    # --- the loop

    def run(self) -> None:
        """Work until `stop`. Returns when all visit processes have ended."""
        self._running = True
        self._start()
        while self._running or self._children:
            try:
                work = self._queue.get(timeout=self._wait())
            except queue.Empty:
                self._overdue()
                continue
            work()
        for reader in tuple(self._readers):
            reader.join(STOP_SECONDS)

    def _wait(self) -> float | None:
        """Seconds until something is overdue; None: nothing will be."""
        until = self._start_at if self._running else self._kill_at
        return None if until is None else max(0.0, until - self._clock.monotonic())

    def _overdue(self) -> None:
        if self._running:
            self._start()
            return
        self._kill_at = None
        for child in self._children:
            child.process.kill()

    def _start(self) -> None:
        """Start a visit process, unless the keeper is stopping."""
        self._start_at = None
        if not self._running:
            return
        try:
            process, ours = self._spawn()
        except OSError:  # no memory, no process: the machine may recover
            self._deaths += 1
            self._start_at = self._clock.monotonic() + max(1.0, pause(self._deaths))
            return
        child = _Child(process, ours)
        self._children.append(child)
        self._note("visit-process-started", visit=child.visit, warm=self._stage is not None)
        reader = threading.Thread(target=self._read, args=(child,), name=f"visit-{process.pid}")
        self._readers.add(reader)
        reader.start()

    def _read(self, child: _Child) -> None:
        """Runs on the child's own thread until its pipe ends."""
        with contextlib.suppress(p.PipeClosed):
            while True:
                message = child.pipe.receive()
                self.post(partial(self._heard, child, message))
        child.pipe.close()
        code = child.process.wait()
        self.post(lambda: self._ended(child, code))

    # --- what a child says

    def _heard(self, child: _Child, message: p.Message) -> None:
        match message:
            case p.Warm():
                child.warm = True
                if self._stage is None:
                    self._bring_on(child)
            case p.Shown():
                self._deaths = 0
                self._note("visit-process-shown", visit=child.visit, milliseconds=message.milliseconds)
                if len(self._children) < 2:
                    self._start()
            case p.DeviceReport():
                self.devices[message.device] = message
                self._note(
                    "device-changed",
                    visit=child.visit,
                    device=message.device,
                    state=str(message.state),
                    error=str(message.error.code) if message.error else "none",
                )
            case p.Event():
                self._note(message.event, visit=child.visit, **message.fields)
            case p.NumberWanted():
                self._number(child)
            case p.Deposit():
                self._keep(child, message)
            case p.DepositDraft():
                self._keep_draft(child, message.draft)
            case p.Gone():
                self._leave(child)
            case _:
                pass  # only a keeper says the rest

    def _number(self, child: _Child) -> None:
        try:
            number = self._outbox.next_number(self._kiosk_id, self._clock.now().date())
        except OutboxError:
            self._send(child, p.NotKept(code="not_kept"))
            return
        self._send(child, p.Number(provisional=number))

    def _keep(self, child: _Child, deposit: p.Deposit) -> None:
        key = deposit.envelope.key
        try:
            self._outbox.put(deposit.envelope, deposit.blobs)
        except (OutboxError, ValueError):
            self._send(child, p.NotKept(code="not_kept"))
            return
        child.keys.add(key)
        self._send(child, p.Kept(key=key, code=self._kept_code(deposit.envelope)))
        self._wake_sender()
        self._note("case-kept", visit=child.visit, service=deposit.envelope.item_code)

    def _keep_draft(self, child: _Child, draft: SealedDraft) -> None:
        try:
            self._drafts.keep(draft)
        except OSError:
            self._send(child, p.NotKept(code="not_kept"))
            return
        child.drafts.add(draft.id)
        self._send(child, p.DraftKeptHere(id=draft.id))
        self._wake_sender()

    def _tell_draft_delivered(self, draft_id: str, kept_at: datetime) -> None:
        self._note("draft-delivered")
        for child in self._children:
            if draft_id in child.drafts:
                self._send(child, p.DraftAtOffice(id=draft_id, kept_at=kept_at))

    def _tell_delivered(self, key: UUID, acceptance: Acceptance) -> None:
        for child in self._children:
            if key in child.keys:
                self._send(child, p.Delivered(key=key, acceptance=acceptance))

    def _office_is(self, reachable: bool) -> None:
        if reachable == self._office:
            return
        self._office = reachable
        if self._stage is not None:
            self._send(self._stage, p.OfficeState(reachable=reachable))

    # --- coming and going

    def _bring_on(self, child: _Child) -> None:
        self._stage = child
        self._send(child, p.Go(office_reachable=self._office))

    def _leave(self, child: _Child) -> None:
        """The visit on stage has freed its devices: its successor comes on, before the old process has ended."""
        child.gone = True
        self.ended += 1
        if self._stage is child:
            self._stage = None
            self._next()

    def _next(self) -> None:
        successor = next((c for c in self._children if c.warm and not c.gone), None)
        if successor is not None and self._running:
            self._bring_on(successor)

    def _ended(self, child: _Child, code: int) -> None:
        self._children.remove(child)
        self._readers = {t for t in self._readers if t.is_alive() and t is not threading.current_thread()}
        if not child.gone and self._running:
            self._deaths += 1
            self._note("visit-process-died", visit=child.visit, code=code)
        if self._stage is child:
            self._stage = None
            self._next()
        wanted = 2 if self._stage is not None else 1
        if self._running and len([c for c in self._children if not c.gone]) < wanted:
            self._start_at = self._clock.monotonic() + pause(self._deaths)

    def _stop(self) -> None:
        self._running = False
        self._kill_at = self._clock.monotonic() + STOP_SECONDS
        for child in self._children:
            self._send(child, p.Stop())

    def _note(self, event: str, **fields: Any) -> None:
        """Write to the audit log. Neither a full disk nor a visit that says nonsense may take the keeper down."""
        try:
            self._audit.record(event, **fields)
        except (OSError, AuditError) as error:
            log.error("audit_event_lost", audit_event=event, error=type(error).__name__)

    @staticmethod
    def _send(child: _Child, message: p.Message) -> None:
        with contextlib.suppress(p.PipeClosed):  # its reader tells that it died
            child.pipe.send(message)
