"""Papers under the camera, and what the law allows instead of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from devices.api import DeviceError, ErrorCode, Status
from kiosk.scanning.judge import Refusal
from kiosk.scanning.live import LiveView, View
from kiosk.visit import needed, route
from kiosk.visit.away import away
from kiosk.visit.core import Core
from kiosk.visit.state import Busy, Finding, Page, Promise, PromiseKind, Step, Trouble, VisitState

SCAN_SECONDS = 15.0

_Named = tuple[str, ...]  # names and numbers


class Scanning:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._live: LiveView | None = None
        self._unread = 0  # papers that are still being read
        self._against: dict[str, _Named] = {}  # whom each paper was judged against
        self._settled: Callable[[], None] | None = None
        core.on_enter(Step.MATERIALS, self._begin)
        core.on_leave(self._stop)

    # --- what the screens ask

    def live_view(self) -> View | None:
        """The newest camera picture while a paper is being scanned."""
        return self._live.newest() if self._live else None

    def due(self, material: str) -> date | None:
        """Until when a material has to be supplied that is deferred now; None: it cannot be."""
        service = self._core.service
        return needed.due(service.material(material), service, self._core.today)

    # --- touches

    def capture(self) -> None:
        """Take a still of the paper on the mat and judge it."""
        core, camera = self._core, self._core.tools.camera
        s = core.state
        if s.step is not Step.MATERIALS or s.material is None or s.busy is not None:
            return
        if camera is None:
            core.trouble(Trouble(ErrorCode.DISCONNECTED, "camera"))
            return
        if len(s.pages.get(s.material, ())) >= core.service.material(s.material).max_pages:
            return
        material, purpose, scan = s.material, core.service.name.zh, core.tools.scan
        core.set(busy=Busy.JUDGING_PAGE, trouble=None)
        core.order = camera.ask(
            lambda device: scan(device.still().image, purpose),
            core.here(lambda outcome: self._judged(material, outcome)),
            SCAN_SECONDS,
        )

    def retake(self) -> None:
        """Throw the last page of the current paper away."""
        s = self._core.state
        if s.material is not None and s.pages.get(s.material) and s.busy is None:
            self._set_pages(s.material, s.pages[s.material][:-1])
            self._read(s.material)

    def promise(self, material: str, kind: PromiseKind) -> None:
        """Something else in place of a paper that is not here, where the law allows it."""
        core = self._core
        line = next((n for n in needed.needed(core.state) if n.material.code == material), None)
        if line is None or needed.WAYS[kind] not in line.ways:
            return
        due = self.due(material) if kind is PromiseKind.DEFERRED else None
        core.set(promises=MappingProxyType({**core.state.promises, material: Promise(kind, due)}))

    def take_back(self, material: str) -> None:
        """The promise is taken back: the paper is at hand after all."""
        promises = {code: p for code, p in self._core.state.promises.items() if code != material}
        self._core.set(promises=MappingProxyType(promises))

    def next_paper(self) -> bool:
        """Show the next material; False: there is none."""
        following = route.next_material(self._core.state)
        if following is not None:
            self.show(following)
        return following is not None

    def previous_paper(self) -> bool:
        previous = route.previous_material(self._core.state)
        if previous is not None:
            self.show(previous)
        return previous is not None

    def settle(self, then: Callable[[], None]) -> None:
        """Go on with `then` when all papers have been read: what is found is told before anything is handed in.

        A paper that was judged against somebody who is named otherwise by now is read again.
        """
        now = _named(self._core.state)
        for material in self._core.state.pages:
            if self._against.get(material, now) != now:
                self._read(material)
        if self._unread == 0:
            then()
            return
        self._settled = then
        self._core.set(busy=Busy.JUDGING_PAGE)

    def show(self, material: str) -> None:
        self._settled = None  # who looks at a paper again does not go on yet
        self._core.move_on()
        self._core.set(material=material, busy=None, trouble=None)

    # --- the camera

    def camera_moved(self, status: Status) -> None:
        trouble = self._core.state.trouble
        if away(status, "camera") is None and trouble is not None and trouble.lasting and trouble.device == "camera":
            self._core.set(trouble=None)

    def _begin(self) -> None:
        core, camera = self._core, self._core.tools.camera
        if camera is not None:
            self._live = LiveView(lambda: camera.device.frame())
            self._live.start()
        core.tools.reader.warm()
        core.set(material=route.next_material(core.state))

    def _stop(self) -> None:
        self._settled = None
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _judged(self, material: str, outcome: Page | Refusal | DeviceError) -> None:
        core = self._core
        core.set(busy=None)
        if isinstance(outcome, DeviceError):
            camera = core.tools.camera
            lasting = camera is not None and away(camera.status(), "camera") is not None
            core.trouble(Trouble(str(outcome.code), outcome.device, lasting))
        elif isinstance(outcome, Refusal):
            core.tools.record("page-refused", reason=str(outcome.reason))
            core.trouble(Trouble(str(outcome.reason), "camera"))
        else:
            core.tools.record("page-accepted", material=material)
            self.take_back(material)
            self._set_pages(material, (*core.state.pages.get(material, ()), outcome))
            self._read(material)

    # --- what stands on it

    def _read(self, material: str) -> None:
        """Have the paper read while the citizen goes on; what is found comes to the pre-check."""
        core = self._core
        state, pages, reader = core.state, core.state.pages.get(material, ()), core.tools.reader
        today, named = core.today, _named(state)
        if not pages or core.service.material(material).expected is None:
            self._set_reading(material, ())
            return
        self._against[material] = named
        self._unread += 1
        core.aside(
            lambda: reader.findings(state, material, pages, today),
            lambda outcome: self._was_read(material, pages, named, outcome),
            always=True,
        )

    def _was_read(
        self, material: str, pages: tuple[Page, ...], named: _Named, outcome: tuple[Finding, ...] | Exception
    ) -> None:
        self._unread -= 1
        same = (self._core.state.pages.get(material), _named(self._core.state)) == (pages, named)
        if not isinstance(outcome, Exception) and same:
            self._set_reading(material, outcome)
        if self._unread == 0 and self._settled is not None:
            then, self._settled = self._settled, None
            if self._core.state.busy is Busy.JUDGING_PAGE:
                self._core.set(busy=None)
                then()

    def _set_pages(self, material: str, pages: tuple[Page, ...]) -> None:
        all_pages: Mapping[str, tuple[Page, ...]] = {**self._core.state.pages, material: pages}
        self._core.set(pages=MappingProxyType({m: p for m, p in all_pages.items() if p}))

    def _set_reading(self, material: str, found: tuple[Finding, ...]) -> None:
        readings = {**self._core.state.readings, material: found}
        self._core.set(readings=MappingProxyType({m: f for m, f in readings.items() if f}))


def _named(state: VisitState) -> _Named:
    """Whom the form names: papers are judged against them."""
    roles = state.service.people if state.service is not None else ()
    values = (state.values.get(code or "") for role in roles for code in (role.name_field, role.number_field))
    return tuple("" if value is None else value.text for value in values)
