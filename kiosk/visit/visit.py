"""One citizen's visit: touches come in as method calls, the state changes, listeners hear of it.

No window, no driver: devices are asked through their workers, and what they answer comes back on the visit's own
thread through `post`. All methods are called on that thread. Everything personal hangs on the state, and `_wipe`
lets go of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from types import MappingProxyType
from typing import Any, TypeVar, assert_never

from devices.api import DeviceError, DeviceState, ErrorCode, Status
from devices.card.api import CardData, CardMedia, CardReaderStatus
from kiosk.catalogue.model import FormField, Service, Source
from kiosk.people.identify import identify
from kiosk.people.identity import Identity
from kiosk.scanning.judge import Refusal
from kiosk.scanning.live import LiveView, View
from kiosk.visit import form, precheck, route
from kiosk.visit.away import away
from kiosk.visit.state import (
    Busy,
    EndReason,
    Finding,
    HandIn,
    Page,
    Printed,
    Step,
    Trouble,
    Value,
    VisitState,
)
from kiosk.visit.tools import Order, Tools
from kiosk.wording import Language

GOODBYE_SECONDS = 6.0
TAKE_CARD_SECONDS = 20.0  # how long goodbye waits for a card that is still in

READ_SECONDS = 8.0
SCAN_SECONDS = 15.0
PRINT_SECONDS = 30.0

T = TypeVar("T")


class Visit:
    def __init__(self, tools: Tools, language: Language = Language.ZH) -> None:
        self._tools = tools
        self._state = VisitState(language=language)
        self._listeners: list[Callable[[VisitState], None]] = []
        self._last_touch = tools.clock.monotonic()
        self._began: float | None = None
        self._goodbye_at = 0.0
        self._reader_away: Trouble | None = None
        self._looked = False  # the card slot has been looked at once
        self._card_is_stale = False  # the card in the reader was there before this visit began
        self._live: LiveView | None = None
        self._round = 0  # grows when the citizen moves on: what was asked before is no longer wanted
        self._order: Order | None = None  # what was asked last and is dropped when the citizen moves on
        self._unsubscribe: list[Callable[[], None]] = []
        self._home_language = language
        self._reason = EndReason.DONE

    # --- what the screens ask

    @property
    def state(self) -> VisitState:
        return self._state

    def subscribe(self, listener: Callable[[VisitState], None]) -> Callable[[], None]:
        """Call `listener` with each new state; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def findings(self) -> tuple[Finding, ...]:
        """Everything that still stands against handing in."""
        s = self._state
        return precheck.findings(s.service, s.values, s.pages, self._today()) if s.service else ()

    def visible_fields(self) -> tuple[FormField, ...]:
        s = self._state
        return form.visible_fields(s.service, s.values) if s.service else ()

    def check(self, field_code: str) -> Finding | None:
        """What is wrong with one field, if anything."""
        return next((finding for finding in self.findings() if finding.field == field_code), None)

    def shown(self, field_code: str) -> str:
        """The value of a field in words, "" when there is none."""
        value = self._state.values.get(field_code)
        return form.shown_text(self._service().field(field_code), value, self._state.language) if value else ""

    def live_view(self) -> View | None:
        """The newest camera picture while a paper is being scanned."""
        return self._live.newest() if self._live else None

    @property
    def card_left_behind(self) -> bool:
        """A card was in the reader before anybody began: it is named, never read."""
        return self._card_is_stale and self._state.card_in

    # --- the machine

    def open(self) -> None:
        """Begin to listen to the devices: this visit is the one on the screen now."""
        post, reader, camera = self._tools.post, self._tools.card_reader, self._tools.camera
        if reader is not None:
            self._unsubscribe.append(reader.subscribe(lambda status: post(lambda: self._card_moved(status))))
            self._card_moved(reader.status())
        if camera is not None:
            self._unsubscribe.append(camera.subscribe(lambda status: post(lambda: self._camera_moved(status))))

    def tick(self) -> None:
        """Call about once a second: idle times run here."""
        s, now = self._state, self._tools.clock.monotonic()
        if s.end is not None:
            return
        if s.step is Step.GOODBYE:
            waited = now - self._goodbye_at
            if waited >= (TAKE_CARD_SECONDS if s.card_in else GOODBYE_SECONDS):
                self._finish_for_good()
            return
        if s.busy is not None or s.proof is Printed.NOT_YET:  # the machine works, nobody is idle
            self._last_touch = now
            return
        idle = now - self._last_touch
        if s.step is Step.WELCOME:
            if idle >= self._tools.idle_seconds and s.language is not self._home_language:
                self._set(language=self._home_language)
            return
        left = self._tools.idle_seconds + self._tools.warning_seconds - idle
        if left <= 0:
            self.end(EndReason.IDLE)
        elif left <= self._tools.warning_seconds:
            self._set(seconds_left=ceil(left))

    # --- the citizen's touches

    def touched(self) -> None:
        """Any touch. Once the countdown runs only `keep_going` stops it, so that a sleeve cannot."""
        if self._state.seconds_left is None:
            self._last_touch = self._tools.clock.monotonic()

    def set_language(self, language: Language) -> None:
        self._set(language=language)

    def choose(self, item_code: str) -> None:
        """Begin the visit for one service."""
        service = self._tools.catalogue.get(item_code)
        if self._state.step is not Step.WELCOME or service is None:
            return
        self._began = self._tools.clock.monotonic()
        self._tools.record("visit-started", service=service.item_code)
        self._set(service=service, started_at=self._tools.clock.now())
        self._enter(Step.GUIDE)

    def go_on(self) -> None:
        s = self._state
        match s.step:
            case Step.WELCOME | Step.IDENTIFY | Step.HAND_IN | Step.GOODBYE:
                return
            case Step.GUIDE:
                pass
            case Step.FORM:
                bad = next((f for f in self.findings() if f.field is not None), None)
                if bad is not None:
                    self._set(field=bad.field)
                    return
            case Step.MATERIALS:
                if self._next_paper():
                    return
            case Step.CHECK:
                if self.findings():
                    return
            case Step.CONFIRM:
                self.hand_in()
                return
            case Step.RECEIPT:
                self.finish()
                return
            case _:
                assert_never(s.step)
        self._enter(route.after(self._state, open_findings=bool(self.findings())))

    def go_back(self) -> None:
        s = self._state
        if s.busy in (Busy.HANDING_IN, Busy.PRINTING):
            return
        if s.step is Step.MATERIALS and s.service is not None:
            previous = route.previous_material(s, s.service)
            if previous is not None:
                self._show_paper(previous)
                return
        target = route.before(s, open_findings=bool(self.findings()))
        if target is Step.WELCOME and s.identity is not None:
            self._set(cancelling=True)  # going home forgets everything: asked once more
        else:
            self._enter(target)

    def edit(self, field_code: str | None) -> None:
        self._set(field=field_code)

    def answer(self, field_code: str, text: str) -> None:
        """The citizen's answer; an empty one takes the value away. What the citizen is not asked stays as it is."""
        field = self._service().field(field_code)
        if not field.asks:
            return
        values = dict(self._state.values)
        tidied = form.tidy(field, text)
        if tidied:
            values[field_code] = Value(tidied, Source.CITIZEN)
        else:
            values.pop(field_code, None)
        self._set(values=MappingProxyType(values))

    def capture(self) -> None:
        """Take a still of the paper on the mat and judge it."""
        s, camera = self._state, self._tools.camera
        if s.step is not Step.MATERIALS or s.material is None or s.busy is not None or s.service is None:
            return
        if camera is None:
            self._trouble(Trouble(ErrorCode.DISCONNECTED, "camera"))
            return
        if len(s.pages.get(s.material, ())) >= s.service.material(s.material).max_pages:
            return
        material, purpose, scan = s.material, s.service.name.zh, self._tools.scan
        self._set(busy=Busy.JUDGING_PAGE, trouble=None)
        self._order = camera.ask(
            lambda device: scan(device.still().image, purpose),
            self._answer_here(lambda outcome: self._page_judged(material, outcome)),
            SCAN_SECONDS,
        )

    def retake(self) -> None:
        """Throw the last page of the current paper away."""
        s = self._state
        if s.material is not None and s.pages.get(s.material):
            self._set_pages(s.material, s.pages[s.material][:-1])

    def mend(self, finding: Finding) -> None:
        """Go where a finding can be put right."""
        if finding.field is not None:
            self._enter(Step.FORM)
            self._set(field=finding.field)
        elif finding.material is not None:
            self._enter(Step.MATERIALS)
            self._show_paper(finding.material)

    def hand_in(self) -> None:
        """The declaration was made: keep the case, deliver it, print. Impossible while findings are open."""
        if self._state.step is not Step.CONFIRM:
            return
        if self.findings():
            self._enter(Step.CHECK)
            return
        self._enter(Step.HAND_IN)
        self._set(busy=Busy.HANDING_IN)
        self._tools.counter.hand_in(self._state, self._answer_here(self._handed_in, always=True))

    def print_again(self) -> None:
        if self._state.step is Step.RECEIPT and self._state.busy is None:
            self._print()

    def finish(self) -> None:
        s = self._state
        if s.step is Step.RECEIPT and s.busy is None and s.proof is not Printed.NOT_YET:
            self._goodbye(EndReason.DONE)

    def cancel(self) -> None:
        """The citizen wants to stop: asked once more, unless there is nothing to lose."""
        s = self._state
        if s.busy in (Busy.HANDING_IN, Busy.PRINTING) or s.step in (Step.WELCOME, Step.GOODBYE):
            return
        if s.step is Step.RECEIPT:
            self.finish()
        elif s.step is Step.GUIDE:
            self.end(EndReason.CANCELLED)
        else:
            self._set(cancelling=True)

    def keep_going(self) -> None:
        """ "No, go on" and "I need more time"."""
        self._last_touch = self._tools.clock.monotonic()
        self._set(cancelling=False, seconds_left=None)

    def dismiss(self) -> None:
        """The citizen has read what the trouble is; a card that is still in is read again."""
        if self._state.step is Step.IDENTIFY:
            self._set(trouble=self._reader_away)
            self._read_card()
        else:
            self._set(trouble=None)

    def end(self, reason: EndReason) -> None:
        """End the visit now. What a device still does for it is cut short when the process lets go of its devices."""
        if self._state.end is None:
            self._goodbye(reason)

    # --- what the devices answer

    def _card_moved(self, status: Status) -> None:
        media = status.media if isinstance(status, CardReaderStatus) else CardMedia.UNKNOWN
        was, is_in = self._state.card_in, media is CardMedia.PRESENT
        if media is not CardMedia.UNKNOWN:  # a reader that goes away takes no card with it: what was stale still is
            # in from the first look: left behind
            self._card_is_stale = is_in and (self._card_is_stale or not self._looked)
            self._looked = True
        bad_card = is_in and status.state is DeviceState.USER_ERROR  # reading it tells what is wrong with it
        self._reader_away = None if bad_card else away(status, "card_reader")
        self._set(card_in=is_in)
        if self._state.step is Step.IDENTIFY:
            self._read_card()
        if self._state.step is Step.GOODBYE and was and not is_in:
            self._goodbye_at = min(self._goodbye_at, self._tools.clock.monotonic() - GOODBYE_SECONDS + 2)

    def _camera_moved(self, status: Status) -> None:
        if away(status, "camera") is None:
            self._is_back("camera")

    def _is_back(self, device: str) -> None:
        trouble = self._state.trouble
        if trouble is not None and trouble.lasting and trouble.device == device:
            self._set(trouble=None)

    def _read_card(self) -> None:
        s, reader, gone = self._state, self._tools.card_reader, self._reader_away
        if reader is None or gone is not None:
            self._move_on()
            self._set(busy=None)
            self._trouble(gone or Trouble(ErrorCode.DISCONNECTED, "card_reader", lasting=True))
            return
        self._is_back("card_reader")
        if not s.card_in or s.busy is not None or s.identity is not None:
            return
        if self._card_is_stale:
            self._trouble(Trouble("card_left_behind", "card_reader"))
            return
        self._set(busy=Busy.READING_CARD, trouble=None)
        self._order = reader.ask(
            lambda device: device.read(READ_SECONDS), self._answer_here(self._card_read), READ_SECONDS + 1
        )

    def _card_read(self, outcome: CardData | DeviceError) -> None:
        if self._state.step is not Step.IDENTIFY:
            return
        self._set(busy=None)
        if isinstance(outcome, DeviceError):
            self._device_trouble(outcome)
            return
        who = identify(outcome, self._today())
        if not isinstance(who, Identity):
            self._trouble(Trouble(str(who), "card_reader"))
            return
        service = self._service()
        self._tools.record("identified", card=str(who.kind))
        known = form.prefill(service, who, self._today())
        self._set(identity=who, values=MappingProxyType({**known, **self._state.values}))
        self._enter(route.after(self._state, open_findings=bool(self.findings())))

    def _page_judged(self, material: str, outcome: Page | Refusal | DeviceError) -> None:
        self._set(busy=None)
        if isinstance(outcome, DeviceError):
            camera = self._tools.camera
            lasting = camera is not None and away(camera.status(), "camera") is not None
            self._trouble(Trouble(str(outcome.code), outcome.device, lasting))
        elif isinstance(outcome, Refusal):
            self._tools.record("page-refused", reason=str(outcome.reason))
            self._trouble(Trouble(str(outcome.reason), "camera"))
        else:
            self._tools.record("page-accepted", material=material)
            self._set_pages(material, (*self._state.pages.get(material, ()), outcome))

    def _handed_in(self, outcome: HandIn | Trouble | DeviceError) -> None:
        self._set(busy=None)
        if isinstance(outcome, HandIn):
            self._tools.record(
                "handed-in", service=self._service().item_code, state="received" if outcome.received else "kept"
            )
            self._set(hand_in=outcome)
            self._enter(Step.RECEIPT)
            self._print()
            return
        self._enter(Step.CONFIRM)
        if isinstance(outcome, DeviceError):
            self._device_trouble(outcome)
        else:
            self._trouble(outcome)

    def _print(self) -> None:
        s, printer = self._state, self._tools.receipt_printer
        if s.hand_in is not None and s.hand_in.result_pdf is not None and s.proof is not Printed.DONE:
            self._print_proof(s.hand_in.result_pdf)
        if printer is None:
            self._set(printed=Printed.FAILED)
            self._trouble(Trouble(ErrorCode.DISCONNECTED, "receipt_printer"))
            return
        draw = self._tools.draw_receipt
        self._set(busy=Busy.PRINTING, trouble=None)
        printer.ask(
            lambda device: device.print(draw(s, device.width_dots)),
            self._answer_here(self._receipt_printed, always=True),
            PRINT_SECONDS,
        )

    def _print_proof(self, pdf: bytes) -> None:
        papers, title = self._tools.document_printer, self._service().item_code
        self._set(proof=Printed.FAILED if papers is None else Printed.NOT_YET)
        if papers is not None:
            papers.ask(
                lambda device: device.print(pdf, title),
                self._answer_here(self._document_printed, always=True),
                PRINT_SECONDS,
            )

    def _receipt_printed(self, outcome: DeviceError | None) -> None:
        self._set(busy=None, printed=Printed.FAILED if outcome else Printed.DONE)
        self._tools.record("receipt-printed", outcome=str(outcome.code) if outcome else "done")
        if outcome is not None:
            self._device_trouble(outcome)

    def _document_printed(self, outcome: DeviceError | None) -> None:
        self._set(proof=Printed.FAILED if outcome else Printed.DONE)
        self._tools.record("document-printed", outcome=str(outcome.code) if outcome else "done")

    # --- moving about

    def _enter(self, step: Step) -> None:
        """Show another step and begin what belongs to it; orders of the step that is left are no longer wanted."""
        self._move_on()
        self._stop_live_view()
        self._last_touch = self._tools.clock.monotonic()
        service = self._state.service
        self._set(step=step, field=None, material=None, busy=None, trouble=None, cancelling=False, seconds_left=None)
        self._tools.record("step-shown", step=str(step))
        match step:
            case Step.WELCOME:
                self._forget()
            case Step.IDENTIFY:
                self._read_card()
            case Step.MATERIALS:
                self._start_live_view()
                if service is not None:
                    self._set(material=route.next_material(replace(self._state, material=None), service))
            case _:
                pass

    def _move_on(self) -> None:
        """What is still asked of a device is no longer wanted: the device need not finish it."""
        self._round += 1
        order, self._order = self._order, None
        if order is not None:
            order.cancel()

    def _next_paper(self) -> bool:
        s = self._state
        following = route.next_material(s, s.service) if s.service else None
        if following is not None:
            self._show_paper(following)
        return following is not None

    def _show_paper(self, material: str) -> None:
        self._move_on()
        self._set(material=material, busy=None, trouble=None)

    def _start_live_view(self) -> None:
        camera = self._tools.camera
        if camera is not None:
            self._live = LiveView(lambda: camera.device.frame())
            self._live.start()

    def _stop_live_view(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _goodbye(self, reason: EndReason) -> None:
        """Let go of everything personal at once, then say goodbye for as long as a card is in."""
        step = self._state.step
        seconds = 0.0 if self._began is None else self._tools.clock.monotonic() - self._began
        self._move_on()
        self._stop_live_view()
        self._goodbye_at = self._tools.clock.monotonic()
        s = self._state
        self._state = VisitState(step=Step.GOODBYE, language=s.language, printed=s.printed, card_in=s.card_in)
        self._reason = reason
        self._tools.record("visit-ended", reason=str(reason), step=str(step), seconds=int(seconds))
        if reason is not EndReason.DONE and not s.card_in:
            self._finish_for_good()
        else:
            self._tell()

    def _finish_for_good(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._set(end=self._reason)

    def _forget(self) -> None:
        self._state = VisitState(language=self._state.language)
        self._began = None
        self._tell()

    # --- small change

    def _service(self) -> Service:
        assert self._state.service is not None
        return self._state.service

    def _today(self) -> date:
        return self._tools.clock.now().date()

    def _set(self, **changes: Any) -> None:
        new = replace(self._state, **changes)
        if new != self._state:
            self._state = new
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self._state)

    def _set_pages(self, material: str, pages: tuple[Page, ...]) -> None:
        all_pages: Mapping[str, tuple[Page, ...]] = {**self._state.pages, material: pages}
        self._set(pages=MappingProxyType({m: p for m, p in all_pages.items() if p}))

    def _trouble(self, trouble: Trouble) -> None:
        if trouble != self._state.trouble:
            self._tools.record("trouble-shown", code=trouble.code, device=trouble.device or "none")
            self._set(trouble=trouble)

    def _device_trouble(self, error: DeviceError) -> None:
        self._trouble(Trouble(str(error.code), error.device))

    def _answer_here(self, then: Callable[[T], None], *, always: bool = False) -> Callable[[T], None]:
        """Brings an answer to the visit's thread; dropped when the citizen has moved on, unless `always`."""
        asked_in = self._round

        def on_any_thread(outcome: T) -> None:
            def here() -> None:
                if self._state.end is None and (always or asked_in == self._round):
                    then(outcome)

            self._tools.post(here)

        return on_any_thread
