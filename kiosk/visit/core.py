"""What all parts of a visit share: its state, who hears of it, the way to devices and office, and to the next step.

A part begins its work in a hook of the step it belongs to. What is asked of a device or the office comes back on the
visit's own thread, and is dropped when the citizen has moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from devices.api import DeviceError
from kiosk.catalogue.model import Service
from kiosk.visit.state import Step, Trouble, VisitState
from kiosk.visit.tools import Order, Tools
from kiosk.wording import Language

T = TypeVar("T")


class Core:
    def __init__(self, tools: Tools, language: Language) -> None:
        self.tools = tools
        self.state = VisitState(language=language)
        self.order: Order | None = None  # what was asked last and is dropped when the citizen moves on
        self.began: float | None = None
        self.last_touch = tools.clock.monotonic()
        self._round = 0  # grows when the citizen moves on: what was asked before is no longer wanted
        self._listeners: list[Callable[[VisitState], None]] = []
        self._hooks: dict[Step, list[Callable[[], None]]] = {}
        self._leaving: list[Callable[[], None]] = []

    # --- the state

    def subscribe(self, listener: Callable[[VisitState], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def set(self, **changes: Any) -> None:
        self.put(replace(self.state, **changes))

    def put(self, state: VisitState) -> None:
        if state != self.state:
            self.state = state
            self.tell()

    def tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self.state)

    @property
    def service(self) -> Service:
        assert self.state.service is not None
        return self.state.service

    @property
    def today(self) -> date:
        return self.tools.clock.now().date()

    @property
    def seconds(self) -> int:
        """Since the citizen began."""
        return 0 if self.began is None else int(self.tools.clock.monotonic() - self.began)

    # --- moving about

    def on_enter(self, step: Step, hook: Callable[[], None]) -> None:
        """Call `hook` whenever a step has been entered."""
        self._hooks.setdefault(step, []).append(hook)

    def on_leave(self, hook: Callable[[], None]) -> None:
        """Call `hook` whenever a step is left."""
        self._leaving.append(hook)

    def enter(self, step: Step) -> None:
        """Show another step and begin what belongs to it; orders of the step that is left are no longer wanted."""
        self.leave()
        self.last_touch = self.tools.clock.monotonic()
        self.set(
            step=step,
            field=None,
            role=None,
            material=None,
            paper=None,
            busy=None,
            trouble=None,
            cancelling=False,
            seconds_left=None,
        )
        self.tools.record("step-shown", step=str(step))
        for hook in self._hooks.get(step, ()):
            if self.state.step is step:  # a hook may have gone on already
                hook()

    def leave(self) -> None:
        self.move_on()
        for hook in self._leaving:
            hook()

    def move_on(self) -> None:
        """What is still asked of a device is no longer wanted: the device need not finish it."""
        self._round += 1
        order, self.order = self.order, None
        if order is not None:
            order.cancel()

    # --- what comes back

    def here(self, then: Callable[[T], None], *, always: bool = False) -> Callable[[T], None]:
        """Brings an answer to the visit's thread; dropped when the citizen has moved on, unless `always`, and when
        the visit is over.
        """
        asked_in = self._round

        def on_any_thread(outcome: T) -> None:
            def on_this() -> None:
                if self.state.step is not Step.GOODBYE and (always or asked_in == self._round):
                    then(outcome)

            self.tools.post(on_this)

        return on_any_thread

    def aside(self, work: Callable[[], T], then: Callable[[T | Exception], None], *, always: bool = False) -> None:
        """Do slow work on another thread; `then` hears its outcome on this one."""
        self.tools.background(work, self.here(then, always=always))

    # --- trouble

    def trouble(self, trouble: Trouble) -> None:
        if trouble != self.state.trouble:
            self.tools.record("trouble-shown", code=trouble.code, device=trouble.device or "none")
            self.set(trouble=trouble)

    def device_trouble(self, error: DeviceError) -> None:
        self.trouble(Trouble(str(error.code), error.device))
