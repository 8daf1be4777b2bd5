"""The time that a visit may take: idle countdown, goodbye, and the end."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from kiosk.visit import money
from kiosk.visit.core import Core
from kiosk.visit.state import EndReason, Printed, Step, VisitState

GOODBYE_SECONDS = 6.0
TAKE_CARD_SECONDS = 20.0  # how long goodbye waits for a card that is still in
PATIENCE = {Step.PAY: 4.0, Step.SIGN: 2.0, Step.PRIVACY: 2.0}  # times the idle time: a phone is paid with, a paper read


class IdleWatch:
    """`ended`: lets go of the devices, the visit is over for good. `kept`: keeps what was paid and not handed in."""

    def __init__(self, core: Core, ended: Callable[[], None], kept: Callable[[], None]) -> None:
        self._core, self._ended, self._kept = core, ended, kept
        self._keeping = False
        core.on_enter(Step.WELCOME, self._forget)
        self._home_language = core.state.language
        self._goodbye_at = 0.0
        self._reason = EndReason.DONE

    def tick(self) -> None:
        """Call about once a second."""
        core = self._core
        s, now = core.state, core.tools.clock.monotonic()
        if s.end is not None:
            return
        if s.step is Step.GOODBYE:
            if now - self._goodbye_at >= (TAKE_CARD_SECONDS if s.card_in else GOODBYE_SECONDS):
                self._finish_for_good()
            return
        if s.busy is not None or s.proof is Printed.NOT_YET:  # the machine works, nobody is idle
            core.last_touch = now
            return
        idle = now - core.last_touch
        if s.step is Step.WELCOME:
            if idle >= core.tools.idle_seconds and s.language is not self._home_language:
                core.set(language=self._home_language)
            return
        left = core.tools.idle_seconds * PATIENCE.get(s.step, 1.0) + core.tools.warning_seconds - idle
        if left <= 0:
            self.end(EndReason.IDLE)
        elif left <= core.tools.warning_seconds:
            core.set(seconds_left=ceil(left))

    def touched(self) -> None:
        """Once the countdown runs only `keep_going` stops it, so that a sleeve cannot."""
        if self._core.state.seconds_left is None:
            self._core.last_touch = self._core.tools.clock.monotonic()

    def keep_going(self) -> None:
        self._core.last_touch = self._core.tools.clock.monotonic()
        self._core.set(cancelling=False, seconds_left=None)

    def card_taken(self) -> None:
        """At goodbye the last thing to wait for is the card."""
        if self._core.state.step is Step.GOODBYE:
            soon = self._core.tools.clock.monotonic() - GOODBYE_SECONDS + 2
            self._goodbye_at = min(self._goodbye_at, soon)

    def end(self, reason: EndReason) -> None:
        """Let go of everything personal at once, then say goodbye for as long as a card is in.

        Who has paid and stops before the hand-in gets a window ticket first: a payment is lost to nobody.
        """
        core = self._core
        s = core.state
        if s.end is not None:
            return
        open_ = money.paid(s.payment) and s.hand_in is None and s.draft is None
        if open_ and reason is not EndReason.STOPPED and not self._keeping:
            self._keeping = True  # once: with a full disk nothing can be kept
            core.last_touch = core.tools.clock.monotonic()
            core.set(cancelling=False, seconds_left=None)
            self._kept()
            return
        core.leave()
        self._goodbye_at = core.tools.clock.monotonic()
        took = s.draft.kind if s.draft is not None else None
        core.state = VisitState(step=Step.GOODBYE, language=s.language, printed=s.printed, took=took, card_in=s.card_in)
        self._reason = reason
        core.tools.record("visit-ended", reason=str(reason), step=str(s.step), seconds=core.seconds)
        if reason is not EndReason.DONE and not s.card_in:
            self._finish_for_good()
        else:
            core.tell()

    def _forget(self) -> None:
        self._keeping = False

    def _finish_for_good(self) -> None:
        self._ended()
        self._core.set(end=self._reason)
