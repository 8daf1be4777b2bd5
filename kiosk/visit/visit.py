"""One citizen's visit: touches come in as method calls, the state changes, listeners hear of it.

No window, no driver: devices are asked through their workers, and what they answer comes back on the visit's own
thread through `post`. All methods are called on that thread. Each chapter of a visit is a part with touches of its own;
here is what goes from step to step. Everything personal hangs on the state, and the end lets go of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, assert_never
from uuid import uuid4

from devices.api import DeviceError
from kiosk.catalogue.model import Delivery, FormField, Kind, Material, Option, Role, Source, Words
from kiosk.visit import form, inquiries, money, needed, papers, precheck, route
from kiosk.visit.conditions import unmet
from kiosk.visit.core import Core
from kiosk.visit.helping import Helping
from kiosk.visit.idle import IdleWatch
from kiosk.visit.leaving import Leaving
from kiosk.visit.needed import Needed
from kiosk.visit.paying import Paying
from kiosk.visit.printing import Printing
from kiosk.visit.progress import Progress
from kiosk.visit.questioning import Questioning
from kiosk.visit.rating import Rating
from kiosk.visit.reading import Reading
from kiosk.visit.resuming import Resuming
from kiosk.visit.scanning import Scanning
from kiosk.visit.sharing import Sharing
from kiosk.visit.signing import Signing
from kiosk.visit.state import (
    Busy,
    Consent,
    DeliveryChoice,
    EndReason,
    Finding,
    HandIn,
    Outcome,
    Printed,
    Problem,
    Step,
    Trouble,
    Value,
    VisitState,
)
from kiosk.visit.tools import Tools
from kiosk.wording import Language

if TYPE_CHECKING:
    from kiosk.privacy import Notice

_WORKING = (Busy.HANDING_IN, Busy.PRINTING, Busy.ASKING_OFFICE)  # not to be broken off by a touch


class Visit:
    def __init__(self, tools: Tools, language: Language = Language.ZH) -> None:
        self._core = core = Core(tools, language)
        self._unsubscribe: list[Callable[[], None]] = []
        self._told: set[Problem] = set()  # kinds of findings that were counted
        self.leaving = Leaving(core)
        self._idle = IdleWatch(core, self._let_go, self.leaving.ticket)
        self.progress = Progress(core)
        self.resuming = Resuming(core, self.leaving, self.progress.open_receipt)
        self.reading = Reading(
            core, self.resuming.open_for, self._identified, self._idle.card_taken, self.leaving.notice
        )
        self.helping = Helping(core, self.reading)
        self.questioning = Questioning(core)
        self.sharing = Sharing(core)
        self.scanning = Scanning(core)
        self.signing = Signing(core)
        self.paying = Paying(core)
        self.printing = Printing(core)
        self.rating = Rating(core, self.go_on)
        core.on_enter(Step.WELCOME, self._forget)
        core.on_enter(Step.REFUSED, self._count_refusals)
        core.on_enter(Step.CHECK, self._count_findings)

    # --- what the screens ask

    @property
    def state(self) -> VisitState:
        return self._core.state

    def subscribe(self, listener: Callable[[VisitState], None]) -> Callable[[], None]:
        """Call `listener` with each new state; returns what ends that."""
        return self._core.subscribe(listener)

    def path(self) -> tuple[Step, ...]:
        """The steps of this visit, in order."""
        return route.steps(self.state, self._today())

    def findings(self) -> tuple[Finding, ...]:
        """Everything that still stands against handing in, before signing and paying."""
        return precheck.findings(self.state, self._today())

    def outcome(self) -> Outcome:
        return precheck.outcome(self.findings())

    def refusals(self) -> tuple[Finding, ...]:
        """The conditions that are known not to be met."""
        return unmet(self.state, self._today())

    def situations(self) -> tuple[FormField, ...]:
        return self.questioning.visible()

    def visible_fields(self) -> tuple[FormField, ...]:
        s = self.state
        return form.visible_fields(s.service, s.values) if s.service else ()

    def options(self, field_code: str) -> tuple[Option, ...]:
        """What can be chosen in a field: its own options, or those that a register names."""
        field = self._core.service.field(field_code)
        # a register's codes are its own: they need not be keys as the catalogue's are
        named = (
            Option.model_construct(code=c, text=Words(zh=t, en=t)) for c, t in inquiries.options(field, self.state)
        )
        return field.options or tuple(named)

    def materials(self) -> tuple[Needed, ...]:
        """The exact list of this situation."""
        return needed.needed(self.state)

    def to_scan(self) -> tuple[Material, ...]:
        return needed.to_scan(self.state)

    def roles(self) -> tuple[Role, ...]:
        """The second persons of this situation."""
        s = self.state
        return precheck.roles(s.service, s.values) if s.service else ()

    def fee(self) -> Decimal:
        """The fee of this situation, in yuan."""
        return money.fee(self.state)

    def deliveries(self) -> tuple[Delivery, ...]:
        return route.deliveries(self._core.service)

    def notices(self) -> tuple[Notice, ...]:
        """What is to be agreed to before identifying: the privacy notice, and the other where data are sensitive."""
        kinds = ("privacy", "sensitive") if self._core.service.sensitive else ("privacy",)
        return tuple(notice for notice in self._core.tools.notices if notice.kind in kinds)

    def check(self, field_code: str) -> Finding | None:
        """What is wrong with one field, if anything."""
        return next((finding for finding in self.findings() if finding.field == field_code), None)

    def shown(self, field_code: str) -> str:
        """The value of a field in words, "" when there is none."""
        s = self.state
        value = s.values.get(field_code)
        if value is None:
            return ""
        chosen = dict(inquiries.options(self._core.service.field(field_code), s)).get(value.text)
        return chosen or form.shown_text(self._core.service.field(field_code), value, s.language)

    # --- the machine

    def open(self) -> None:
        """Begin to listen to the devices: this visit is the one on the screen now."""
        tools = self._core.tools
        post, reader, camera = tools.post, tools.card_reader, tools.camera
        if reader is not None:
            card_moved = self.reading.card_moved
            self._unsubscribe.append(reader.subscribe(lambda status: post(lambda: card_moved(status))))
            card_moved(reader.status())
        if camera is not None:
            moved = self.scanning.camera_moved
            self._unsubscribe.append(camera.subscribe(lambda status: post(lambda: moved(status))))

    def tick(self) -> None:
        """Call about once a second: idle times run here."""
        self.paying.tick()
        self._idle.tick()

    # --- the citizen's touches

    def touched(self) -> None:
        """Any touch. Once the countdown runs only `keep_going` stops it, so that a sleeve cannot."""
        self._idle.touched()

    def keep_going(self) -> None:
        """ "No, go on" and "I need more time"."""
        self._idle.keep_going()

    def set_language(self, language: Language) -> None:
        self._core.set(language=language)

    def choose(self, item_code: str) -> None:
        """Begin the visit for one service."""
        core = self._core
        service = core.tools.catalogue.get(item_code)
        if self.state.step is not Step.WELCOME or service is None:
            return
        core.began = core.tools.clock.monotonic()
        core.tools.record("visit-started", service=service.item_code)
        core.set(service=service, started_at=core.tools.clock.now(), key=uuid4())
        if service.kind is Kind.INFORMATION and Step.LISTS in self.path():
            core.enter(Step.LISTS)
        else:
            core.enter(self.path()[1])

    def go_on(self) -> None:
        s = self.state
        if s.busy is not None:
            return
        match s.step:
            case Step.WELCOME | Step.RESUME | Step.IDENTIFY | Step.HAND_IN | Step.GOODBYE:
                return
            case Step.LISTS | Step.PROGRESS | Step.LEAVE | Step.RATE:
                self.finish()
                return
            case Step.REFUSED:
                self.end(EndReason.DONE if s.identity is not None else EndReason.CANCELLED)
                return
            case Step.SITUATION:
                if self.questioning.next():
                    return
            case Step.PRIVACY:
                if not self._has_agreed():
                    return
            case Step.FORM:
                self._leave_form()
                return
            case Step.MATERIALS:
                if not self.scanning.next_paper():
                    self.scanning.settle(self._enter_next)
                return
            case Step.CHECK:
                if self.findings():
                    return
            case Step.SIGN:
                if self.signing.next_paper():
                    return
            case Step.PAY:
                if not money.settled(s.payment):
                    return
            case Step.DELIVERY:
                if s.delivery is None:
                    return
            case Step.CONFIRM:
                self.hand_in()
                return
            case Step.RECEIPT:
                if s.proof is Printed.NOT_YET:
                    return
            case Step.GUIDE:
                pass
            case _:
                assert_never(s.step)
        self._enter_next()

    def go_back(self) -> None:
        s, core = self.state, self._core
        if s.busy in _WORKING:
            return
        if s.step is Step.MATERIALS and self.scanning.previous_paper():
            return
        if s.step is Step.SITUATION and self.questioning.previous():
            return
        by_receipt = s.step is Step.PROGRESS and s.identity is None
        home = by_receipt or s.step in (Step.LISTS, Step.RESUME)
        target = Step.WELCOME if home else route.before(s, self._today())
        if s.supplements is not None and target is Step.WELCOME:
            self.progress.put_back()
            return
        if target is Step.WELCOME and s.identity is not None:
            core.set(cancelling=True)  # going home forgets everything: asked once more
        elif target is not s.step:
            core.enter(target)

    def edit(self, field_code: str | None) -> None:
        self._core.set(field=field_code)

    def answer(self, field_code: str, text: str) -> None:
        """The citizen's answer; an empty one takes the value away. What the citizen is not asked stays as it is."""
        core, s = self._core, self.state
        field = core.service.field(field_code)
        if not field.asks or s.busy is not None:
            return
        tidied = form.tidy(field, text)
        values = dict(s.values)
        if tidied:
            helped = s.helper is not None and s.helper.agreed
            values[field_code] = Value(tidied, Source.CITIZEN, helped)
        else:
            values.pop(field_code, None)
        core.set(values=MappingProxyType(values))
        if s.identity is not None:
            self.sharing.look_up(lambda: None)

    def agree(self, kinds: tuple[str, ...]) -> None:
        """The citizen agrees to the notices of these kinds, in the very words that were shown."""
        shown = self.notices()
        given = tuple(Consent(n.kind, n.version, n.sha256) for n in shown if n.kind in kinds)
        others = tuple(c for c in self.state.consents if c.kind not in {n.kind for n in shown})
        self._core.set(consents=(*given, *others))

    def deliver(self, choice: DeliveryChoice) -> None:
        """How the result shall come. A parcel needs a name, a telephone and an address."""
        s = self.state
        if s.step is not Step.DELIVERY or choice.way not in self.deliveries():
            return
        if choice.way is Delivery.MAIL and not (choice.name and choice.phone and choice.address):
            return
        helped = replace(choice, helped=True)
        self._core.set(delivery=helped if s.helper is not None or s.delivery == helped else choice)

    def mend(self, finding: Finding) -> None:
        """Go where a finding can be put right."""
        core = self._core
        if finding.field is not None:
            asked_first = finding.field in {q.code for q in self.situations()}
            core.enter(Step.SITUATION if asked_first else Step.FORM)
            core.set(field=finding.field)
        elif finding.material is not None:
            core.enter(Step.MATERIALS)
            self.scanning.show(finding.material)
        elif finding.role is not None:
            core.enter(Step.IDENTIFY)
        elif finding.condition is not None:
            core.enter(Step.REFUSED)

    def hand_in(self) -> None:
        """The declaration was made: keep the case, deliver it, print. Impossible while anything is open."""
        core, s = self._core, self.state
        if s.step is not Step.CONFIRM or s.busy is not None or s.helper is not None:
            return
        if self.findings():
            core.enter(Step.CHECK)
            return
        if papers.signs(s) and papers.unsigned(s):
            core.enter(Step.SIGN)
            return
        if Step.PAY in self.path() and not money.settled(s.payment):
            core.enter(Step.PAY)
            return
        if s.payment is not None and not money.paid(s.payment) and not money.pays(s):
            core.set(payment=None)  # ordered for what was answered otherwise before
        self.signing.make(self._deliver)

    def finish(self) -> None:
        s = self.state
        if s.busy is None and s.proof is not Printed.NOT_YET:
            self.end(EndReason.DONE)

    def cancel(self) -> None:
        """The citizen wants to stop: asked once more, unless there is nothing to lose."""
        s = self.state
        if s.busy in _WORKING or s.step in (Step.WELCOME, Step.GOODBYE):
            return
        if s.step in (Step.RECEIPT, Step.RATE, Step.LEAVE):
            self.finish()
        elif s.identity is None and s.step is not Step.IDENTIFY:
            self.end(EndReason.CANCELLED)
        else:
            self._core.set(cancelling=True)

    def dismiss(self) -> None:
        """The citizen has read what the trouble is; a card that is still in is read again, a code looked for."""
        if self.state.step is Step.IDENTIFY:
            self.reading.read_again()
        elif self.state.step is Step.RESUME:
            self.resuming.look_again()
        else:
            self._core.set(trouble=None)

    def end(self, reason: EndReason) -> None:
        """End the visit now. What a device still does for it is cut short when the process lets go of its devices."""
        self.signing.forget()
        self._idle.end(reason)

    # --- how it goes on

    def _enter_next(self) -> None:
        step = route.after(self.state, self._today())
        if step is Step.GOODBYE:
            self.finish()
        else:
            self._core.enter(step)

    def _has_agreed(self) -> bool:
        return {n.kind for n in self.notices()} <= {c.kind for c in self.state.consents}

    def _identified(self) -> None:
        """Everybody who is needed is here: ask the registers, and go on."""
        if self._core.service.kind is Kind.INFORMATION:
            self._core.enter(Step.PROGRESS)
        else:
            self.sharing.look_up(self._enter_next)

    def _leave_form(self) -> None:
        wrong = next((f for f in self.findings() if f.field is not None), None)
        if wrong is None:
            self.sharing.look_up(self._enter_next)
        elif wrong.field in {q.code for q in self.situations()}:
            self.mend(wrong)
        else:
            self._core.set(field=wrong.field)

    def _count_findings(self) -> None:
        """For the hall's figures: what was intercepted before the hand-in, by kind, once a visit."""
        for problem in {finding.problem for finding in self.findings()} - self._told:
            self._told.add(problem)
            self._core.tools.record("intercepted", service=self._core.service.item_code, problem=str(problem))

    def _count_refusals(self) -> None:
        service = self._core.service.item_code
        for finding in self.refusals():
            self._core.tools.record("refused", service=service, condition=str(finding.condition))

    def _deliver(self) -> None:
        core = self._core
        core.enter(Step.HAND_IN)
        core.set(busy=Busy.HANDING_IN)
        core.tools.counter.hand_in(self.state, core.here(self._handed_in, always=True))

    def _handed_in(self, outcome: HandIn | Trouble | DeviceError) -> None:
        core = self._core
        core.set(busy=None)
        if isinstance(outcome, HandIn):
            core.tools.record(
                "handed-in",
                service=core.service.item_code,
                state="received" if outcome.received else "kept",
                attendances=len(self.state.attendances) + 1,
                helped=bool(self.state.helped_by),
            )
            core.set(hand_in=outcome)
            core.enter(Step.RECEIPT)
            self.printing.print()
            return
        core.enter(Step.CONFIRM)
        if isinstance(outcome, DeviceError):
            core.device_trouble(outcome)
        else:
            core.trouble(outcome)

    def _forget(self) -> None:
        """Home again before anybody was identified: nothing was begun."""
        core = self._core
        core.state = replace(VisitState(language=self.state.language), card_in=self.state.card_in)
        core.began = None
        core.tell()

    def _let_go(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def _today(self) -> date:
        return self._core.today
