"""A citizen before the machine: answers truthfully, brings what is in the bag, and does what the screen asks for.

What the machine asks, lists, refuses and accepts is held against the oracle at every step; each difference is a breach.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import requests

from kiosk.backend.presence import presence_code
from kiosk.catalogue.model import Delivery
from kiosk.documents.strokes import Signature
from kiosk.submission.draft_code import DraftCode
from kiosk.visit.state import DeliveryChoice, PaymentState, Printed, PromiseKind, Step, VisitState
from kiosk.wording import Language
from tests.population.answers import slip
from tests.population.citizens import PLANNER, TICKET
from tests.population.machine import HELPER, HELPER_PIN, STAFF_PIN, Kiosk, Seat, Stuck
from tests.population.oracle import Need, judge
from tests.population.papers import Sheet
from tests.population.people import Card, Person, phone
from tests.population.rules import APPLICANT, Service, is_required, whens
from tests.population.trips import (
    ACCEPTED,
    DEAD_END,
    FORBIDDEN,
    KNOWN,
    LOOKED,
    NOTICE,
    REFUSED,
    TICKETED,
    Errand,
    Trip,
    flawed,
    lacks,
    way_without,
)

INK = Signature(strokes=(((100, 100, 0), (5000, 2000, 300), (9000, 3000, 600)),))
MOST_STEPS = 120  # in one visit; whoever needs more goes round in circles
_WAYS = {"defer": PromiseKind.DEFERRED, "commit": PromiseKind.COMMITTED, "fetch": PromiseKind.FETCH}
_FROM = {"card": "card", "shared": "shared", "earlier": "earlier", "offered": "generated", "asked": "citizen"}


class Player:
    def __init__(self, kiosk: Kiosk, services: Mapping[str, Service], phones: requests.Session, today: date) -> None:
        """`phones`: what citizens pay with, and a clerk looks at a case."""
        self._kiosk, self._services, self._phones, self._today = kiosk, services, phones, today

    def go(self, errand: Errand) -> Trip:
        """One visit, from the welcome screen to goodbye."""
        citizen = errand.citizen
        trip = Trip(citizen.number, citizen.service, citizen.mood, errand.turn, self._kiosk.id)
        began = time.monotonic()
        try:
            with self._kiosk.visit() as seat:
                _Visitor(
                    self._kiosk, seat, self._services[citizen.service], errand, trip, self._phones, self._today
                ).go()
        except Stuck as stuck:
            trip.breaches.append(f"{DEAD_END}: {stuck}")
        trip.seconds = time.monotonic() - began
        if trip.outcome == ACCEPTED and not errand.follows:
            self._look_at_the_case(errand, trip)
        if trip.code:
            self._ask_clerk(f"/v1/drafts/{DraftCode.parse(trip.code).id}")
        return trip

    def _look_at_the_case(self, errand: Errand, trip: Trip) -> None:
        """What a clerk finds is what this citizen said, and nobody else's."""
        case = self._ask_clerk(f"/v1/applications/{trip.number}")["case"]
        said = {code: value["text"] for code, value in case["values"].items()}
        truth = errand.citizen.answers
        other = [code for code, text in said.items() if code in truth and truth[code] != text]
        if case["identity"]["number"] != errand.citizen.applicant.number or other:
            trip.breaches.append(f"the office has somebody else's case, or other answers: {other}")
        marked = {code for code, value in case["values"].items() if value["helped"]}
        named = {HELPER.number} if errand.citizen.helped else set()
        if not set(trip.helped) <= marked or not {case["helper"]} - {""} <= named or (marked and not case["helper"]):
            trip.breaches.append(f"a helper typed {sorted(trip.helped)}, {case['helper']} {sorted(marked)} in the case")

    def _ask_clerk(self, path: str) -> Any:
        answer = self._phones.get(
            self._kiosk.office.url + path,
            headers={"Authorization": f"Bearer {self._kiosk.office.clerk}"},
            timeout=20,
        )
        answer.raise_for_status()
        return answer.json()


class _Visitor:
    def __init__(
        self,
        kiosk: Kiosk,
        seat: Seat,
        service: Service,
        errand: Errand,
        trip: Trip,
        phones: requests.Session,
        today: date,
    ) -> None:
        self._kiosk, self._seat, self._visit = kiosk, seat, seat.visit
        self._service, self._errand, self._trip, self._phones, self._today = service, errand, trip, phones, today
        self._citizen = errand.citizen
        self._chance: random.Random = self._citizen.chance(errand.turn, bool(errand.follows))
        self._asked: list[str] = []
        self._slipped = not self._citizen.slips
        self._dithered = False
        self._leaves_at = self._chance.choice((Step.GUIDE, Step.FORM, Step.MATERIALS, Step.SIGN, Step.CONFIRM))

    @property
    def _state(self) -> VisitState:
        return self._visit.state

    def go(self) -> None:
        self._seat.settle()
        if self._citizen.english:
            self._touch(lambda: self._visit.set_language(Language.EN))
        self._begin()
        for _ in range(MOST_STEPS):
            if self._state.step is Step.GOODBYE or self._state.end is not None:
                break
            self._at(self._state.step)
        else:
            raise Stuck(f"goes round in circles at {self._state.step}")
        self._kiosk.pull()
        self._trip.asked = tuple(self._asked)

    def _begin(self) -> None:
        visit, bag = self._visit, self._errand.bag
        if bag.code:
            self._touch(visit.resuming.begin)
            self._seat.settle(lambda _: self._kiosk.looks_for_codes)
            self._kiosk.code_reader.show_code(bag.code)
            self._seat.settle(lambda s: s.step is not Step.RESUME or s.trouble is not None)
            if self._state.step is Step.RESUME:
                raise Stuck(f"the code of the notice is not taken: {self._state.trouble}")
        elif self._errand.follows:
            progress = next(s for s in self._kiosk.catalogue if s.kind == "information" and s.identity)
            self._touch(lambda: visit.choose(progress.item_code))
        else:
            self._touch(lambda: visit.choose(self._service.code))

    def _at(self, step: Step) -> None:
        if self._citizen.mood == TICKET and self._errand.turn == 1 and step is self._leaves_at:
            self._touch(self._visit.leaving.ticket)
            return
        match step:
            case Step.SITUATION:
                self._answer_situation()
            case Step.GUIDE:
                self._read_list()
            case Step.REFUSED:
                self._hear_refusal()
            case Step.PRIVACY:
                self._agree()
            case Step.IDENTIFY:
                self._identify()
            case Step.FORM:
                self._fill_in()
            case Step.MATERIALS:
                self._show_papers()
            case Step.CHECK:
                self._read_findings()
            case Step.SIGN:
                self._sign()
            case Step.PAY:
                self._pay()
            case Step.DELIVERY:
                self._choose_delivery()
            case Step.CONFIRM if self._citizen.dithers and not self._dithered:
                self._dither()
            case Step.CONFIRM:
                self._confirm()
            case Step.RECEIPT:
                self._take_receipt()
            case Step.RATE:
                self._rate()
            case Step.LEAVE:
                self._take_slip()
            case Step.PROGRESS:
                self._ask_after_case()
            case Step.WELCOME | Step.LISTS | Step.RESUME | Step.HAND_IN | Step.GOODBYE:
                raise Stuck(f"left alone at {step}")

    # --- fingers

    def _touch(self, what: Callable[[], object], fingers: int = 1) -> None:
        self._trip.touches += fingers
        what()
        self._seat.settle()

    def _go_on(self) -> None:
        before = self._state
        self._touch(self._visit.go_on)
        if self._state == before:
            findings = [(f.problem, f.field or f.material or f.role or f.condition) for f in self._visit.findings()]
            raise Stuck(f"go_on does nothing at {before.step}: {before.trouble} {findings}")

    def _breach(self, what: str) -> None:
        self._trip.breaches.append(what)

    # --- the oracle

    def _along(self) -> tuple[str, ...]:
        needed = {role.code for role in self._visit.roles()} if self._state.service else set()
        return tuple(role for role in self._errand.bag.along if role in needed)

    def _need(self, *, before_the_form: bool = False) -> Need:
        identified, errand = self._state.identity is not None, self._errand
        card, along = (errand.bag.card, self._along()) if identified else (None, ())
        world = self._citizen.world(self._today, card, along, errand.down)
        return judge(self._service, world, before_the_form=before_the_form)

    # --- before the card

    def _agree(self) -> None:
        """To one notice after the other."""
        kinds = [notice.kind for notice in self._visit.notices()]
        for count in range(1, len(kinds) + 1):
            self._touch(partial(self._visit.agree, tuple(kinds[:count])))
        self._go_on()

    def _answer_situation(self) -> None:
        code = self._state.field
        if code is None or code in self._errand.typed or code in self._asked:
            raise Stuck(f"asks {code} again")
        text = self._citizen.answers[code]
        self._asked.append(code)
        self._touch(lambda: self._visit.answer(code, text), len(text.split(",")))
        self._go_on()

    def _read_list(self) -> None:
        listed = {line.material.code for line in self._visit.materials() if "scan" in line.material.sources}
        possible = set(self._need(before_the_form=True).possible)
        if listed != possible:
            self._breach(f"the list before the card has {sorted(listed)}, not {sorted(possible)}")
        if self._citizen.mood == PLANNER and self._errand.turn == 1:
            self._touch(self._visit.leaving.notice)
        else:
            self._go_on()

    def _hear_refusal(self) -> None:
        told = {finding.condition for finding in self._visit.refusals()}
        before = set(self._need(before_the_form=True).unmet)
        typed = set(self._asked) - {q["code"] for q in self._service.part("situations")}
        expected = before or set(self._need().unmet)
        if not told or not told <= expected or (self._state.identity is not None and told != expected):
            self._breach(f"refused for {sorted(map(str, told))}, not for {sorted(expected)}")
        if typed and before:
            self._breach(f"refused for {sorted(before)} only after {sorted(typed)} had been typed")
        if self._chance.random() < 0.2:
            self._touch(self._visit.leaving.notice)
        else:
            self._trip.outcome = REFUSED
            self._touch(self._visit.go_on)

    def _identify(self) -> None:
        kiosk, bag = self._kiosk, self._errand.bag
        self._insert(bag.card)
        if self._state.trouble is not None and self._state.trouble.code == "card_expired":
            self._card_is_expired()
            return
        if self._visit.reading.awaits_presence:
            self._be_looked_at()
        while self._state.step is Step.IDENTIFY:
            role = self._state.role
            if role is None:
                raise Stuck(f"waits at the reader: {self._state.trouble}")
            if role not in bag.along:
                self._touch(self._visit.leaving.notice)
                return
            self._insert(Card(self._citizen.persons[role]))
        kiosk.pull()
        self._seat.settle(lambda s: not s.card_in)

    def _insert(self, card: Card) -> None:
        """The card is read, or the machine says why not."""
        self._kiosk.pull()
        self._seat.settle(lambda s: not s.card_in)
        before = self._state
        self._kiosk.insert(card)
        self._seat.settle(lambda s: s.card_in and _has_read(before, s))

    def _card_is_expired(self) -> None:
        if self._service.takes_expired_cards or not self._is_expired():
            self._breach("a card is called expired that is good for this")
        self._touch(self._visit.leaving.notice)

    def _is_expired(self) -> bool:
        until = self._errand.bag.card.valid_to
        return until is not None and until < self._today

    def _be_looked_at(self) -> None:
        visit = self._visit
        if self._citizen.looked_at_by == "staff":
            self._kiosk.pull()
            self._seat.settle(lambda s: not s.card_in)
            self._kiosk.insert(STAFF_CARD)
            self._seat.settle(lambda s: s.card_in and (visit.reading.badge_read or s.trouble is not None))
            self._touch(lambda: visit.reading.confirm_by_staff(STAFF_PIN))
        else:
            code = presence_code(self._citizen.applicant.number, self._kiosk.clock.now())
            self._touch(lambda: visit.reading.confirm_by_phone(code))
        if visit.reading.awaits_presence:
            raise Stuck(f"whoever stands here is not believed: {self._state.trouble}")

    # --- the form

    def _fill_in(self) -> None:
        self._not_excluded(before_the_form=True)
        helped = self._citizen.helped and self._citizen.mood != TICKET
        if helped:
            self._call_helper()
        before = len(self._asked)
        while (code := self._open_field()) is not None:
            self._answer(code)
            if self._state.step is not Step.FORM:
                return
        if helped:
            self._trip.helped += tuple(self._asked[before:])
            self._touch(self._visit.helping.end)
        if self._stuck_here():
            return
        self._go_on()
        if self._state.step is Step.FORM:
            finding = self._visit.check(self._state.field or "")
            raise Stuck(f"the form does not let go: {finding}")

    def _stuck_here(self) -> bool:
        """Whether a field has nothing to choose from, as its register does not answer: the window helps."""
        need = self._need()
        if need.stuck:
            self._touch(self._visit.leaving.ticket)
        return bool(need.stuck)

    def _open_field(self) -> str | None:
        """The first field that is still to be answered; of what may be left out, those that this citizen answers."""
        for question in self._visit.visible_fields():
            if question.asks and question.code not in self._state.values and self._is_answered(question.code):
                return question.code
        return None

    def _is_answered(self, code: str) -> bool:
        if code in self._need().stuck:
            return False
        answered = code in self._citizen.answers
        if not answered and is_required(self._service.question(code)):
            raise Stuck(f"nobody thought of an answer to {code}")
        return answered

    def _answer(self, code: str) -> None:
        visit, question = self._visit, self._service.question(code)
        known = self._need().values.get(code)
        if known is None or known.how != "asked":
            self._breach(f"{KNOWN}: {code}, which is {known.how if known else 'no question of this matter'}")
        if code in self._errand.typed:
            self._breach(f"{KNOWN}: {code}, which was typed on an earlier visit")
        if code in self._asked:
            raise Stuck(f"asks {code} twice")
        self._asked.append(code)
        self._touch(lambda: visit.edit(code))
        text = self._citizen.answers[code]
        if not self._slipped and (wrong := slip(question)) is not None:
            self._slipped = True
            self._touch(lambda: visit.answer(code, wrong), 0)
            if visit.check(code) is None:
                self._breach(f"takes {wrong!r} for {code}")
            step = self._state.step
            self._touch(visit.go_on)
            if self._state.step is not step:
                self._breach(f"goes on with {wrong!r} for {code}")
                return
        chosen = len(text.split(",")) if question["type"] in ("choice", "choices") else 0
        offered = [option.code for option in visit.options(code)]
        if chosen and not set(text.split(",")) <= set(offered):
            raise Stuck(f"{code} offers {offered}, not {text}")
        self._touch(lambda: visit.answer(code, text), chosen)
        if (finding := visit.check(code)) is not None:
            raise Stuck(f"{code} is not taken: {finding}")

    def _call_helper(self) -> None:
        visit = self._visit
        self._touch(visit.helping.begin)
        self._kiosk.insert(HELPER_CARD)
        self._seat.settle(lambda s: visit.helping.asking == "pin" or s.trouble is not None)
        self._touch(lambda: visit.helping.badge(HELPER_PIN))
        self._touch(lambda: visit.helping.agree(True))
        if not visit.helping.active:
            raise Stuck(f"a helper is not let in: {self._state.trouble}")
        self._kiosk.pull()
        self._seat.settle(lambda s: not s.card_in)

    def _not_excluded(self, *, before_the_form: bool) -> None:
        if unmet := self._need(before_the_form=before_the_form).unmet:
            self._breach(f"is let on though {unmet} rule it out")

    # --- papers

    def _show_papers(self) -> None:
        visit, bag = self._visit, self._errand.bag
        asked = {m.code for m in visit.to_scan()}
        need = self._need()
        if self._errand.follows:
            wanted = asked
        else:
            here = set(self._state.pages)
            wanted = {code for paper in need.papers for code in here & set(paper.codes) or paper.codes} | here
            self._not_excluded(before_the_form=False)
        forbidden = asked & set(need.never_asked)
        if forbidden:
            self._breach(f"{FORBIDDEN}: {sorted(forbidden)}")
        unneeded = {c for c in asked - wanted if self._service.material(c)["necessity"] != "optional"}
        if unneeded or not wanted <= asked:
            self._breach(f"asks for the papers {sorted(asked)}, not for {sorted(wanted)}")
        while self._state.step is Step.MATERIALS:
            code = self._state.material
            if code is None:
                raise Stuck("no paper is asked for")
            self._show_one(code, bag.sheets.get(code))
            self._go_on()
            if self._state.step is Step.MATERIALS and self._state.material == code:
                raise Stuck(f"does not go on behind the paper {code}")

    def _show_one(self, code: str, sheet: Sheet | None) -> None:
        visit = self._visit
        line = next((n for n in visit.materials() if n.material.code == code), None)
        if self._state.pages.get(code):
            if not self._state.readings.get(code) or sheet is None:
                return
            self._touch(visit.scanning.retake)
        if sheet is not None:
            self._kiosk.lay(sheet)
            self._touch(visit.scanning.capture)
            if not self._state.pages.get(code):
                raise Stuck(f"the paper {code} is not taken: {self._state.trouble}")
            self._trip.scanned += 1
            return
        ways = tuple(str(way) for way in line.ways) if line is not None else ()
        if (way := way_without(ways, self._citizen)) is not None and code not in self._state.promises:
            self._touch(lambda: visit.scanning.promise(code, _WAYS[way]))

    def _read_findings(self) -> None:
        found = self._visit.findings()
        if self._errand.follows:
            expected: set[tuple[str, str]] = set()
        else:
            need = self._need()
            self._not_excluded(before_the_form=False)
            expected = {(codes[0], "missing_material") for codes in lacks(need, self._citizen, self._errand.bag)}
            expected |= set(flawed(need, self._errand.bag).items())
        told = {(f.material or f.field or f.role or f.condition or "", str(f.problem)) for f in found}
        if told != expected:
            self._breach(f"finds {sorted(told)}, not {sorted(expected)}")
        if not found:
            self._go_on()
        else:
            self._touch(self._visit.leaving.notice)

    # --- signing, paying, the rest

    def _sign(self) -> None:
        visit = self._visit
        signed = self._need().signs
        while self._state.step is Step.SIGN:
            paper = self._state.paper
            if paper is None:
                raise Stuck(f"there is nothing to be signed: {self._state.trouble}")
            self._touch(visit.signing.read)
            signers = []
            while (role := visit.signing.signer) is not None:
                if role != APPLICANT and role not in self._errand.bag.along:
                    raise Stuck(f"{role} shall sign {paper} and is not here")
                signers.append(role)
                self._touch(lambda: visit.signing.sign(INK))
                if len(signers) > len(self._citizen.persons):
                    raise Stuck(f"{paper} is signed again and again: {self._state.trouble}")
            expected = list(signed.get(paper, (APPLICANT,)))
            if signers != expected and not self._dithered:
                self._breach(f"{paper} is signed by {signers}, not by {expected}")
            self._go_on()

    def _pay(self) -> None:
        visit, need = self._visit, self._need()
        payment = self._state.payment
        if payment is None:
            raise Stuck(f"nothing to pay with: {self._state.trouble}")
        if payment.state is PaymentState.PAID:  # whoever comes back here has paid
            self._go_on()
            return
        owed = need.fine or need.fee
        if payment.amount != f"{owed:.2f}":
            self._breach(f"asks {payment.amount} yuan, not {owed:.2f}")
        dice = self._chance.random()
        if dice < 0.15 and need.fine:
            self._touch(visit.paying.later)
            self._go_on()
            return
        if dice < 0.25:
            self._on_the_phone(payment.code, "declined")
            self._touch(visit.paying.ask_again)
            self._seat.settle(lambda s: s.payment is not None and s.payment.state is PaymentState.FAILED)
            self._touch(visit.paying.order)
            self._seat.settle(lambda s: s.payment is not None and s.payment.state is PaymentState.OPEN)
        assert self._state.payment is not None
        self._on_the_phone(self._state.payment.code, "paid")
        visit.paying.ask_again()
        self._seat.settle(lambda s: s.payment is not None and s.payment.state is PaymentState.PAID)
        self._go_on()

    def _on_the_phone(self, code: str, decision: str) -> None:
        self._phones.post(f"{code}/{decision}", timeout=20).raise_for_status()

    def _choose_delivery(self) -> None:
        way = self._chance.choice(self._visit.deliveries())
        choice = DeliveryChoice(way)
        if way is Delivery.MAIL:
            who = self._citizen.applicant
            choice = DeliveryChoice(way, who.name, phone(self._chance), who.address)
        self._touch(lambda: self._visit.deliver(choice))
        self._go_on()

    def _confirm(self) -> None:
        if not self._errand.follows:
            self._compare_values()
            self._not_excluded(before_the_form=False)
            if lacking := lacks(self._need(), self._citizen, self._errand.bag):
                self._breach(f"is accepted without {lacking}")
        state = self._state
        self._trip.deferred = tuple(c for c, p in state.promises.items() if p.kind is PromiseKind.DEFERRED)
        self._touch(self._visit.hand_in)
        if self._state.step is not Step.RECEIPT:
            raise Stuck(f"is not handed in: {self._state.trouble}")

    def _dither(self) -> None:
        """Two steps back, to look at it once more: on the way forward nothing is asked again."""
        self._dithered = True
        for _ in range(2):
            step = self._state.step
            self._touch(self._visit.go_back)
            if self._state.step is step:
                raise Stuck(f"there is no way back from {step}")

    def _compare_values(self) -> None:
        """Everything that the case says, and where it is said to come from."""
        need, values = self._need(), self._state.values
        shown = [*self._visit.situations(), *self._visit.visible_fields()]
        said = {q.code: (values[q.code].text, str(values[q.code].source)) for q in shown if q.code in values}
        typed = self._errand.typed | set(self._asked)
        for code in sorted(said.keys() | need.values.keys()):
            known = need.values.get(code)
            expected = None if known is None else (known.text, "citizen" if code in typed else _FROM[known.how])
            if said.get(code) != expected:
                self._breach(f"{code} comes from {said.get(code, ('', 'nowhere'))[1]}, not {expected and expected[1]}")
        self._trip.fields = sum(is_required(self._service.question(code)) for code in need.values)
        self._trip.listed = len(need.possible)

    def _take_receipt(self) -> None:
        self._seat.settle(lambda s: s.printed is not Printed.NOT_YET and s.proof is not Printed.NOT_YET)
        state = self._state
        assert state.hand_in is not None
        self._trip.outcome, self._trip.number = ACCEPTED, state.hand_in.number
        if state.printed is Printed.FAILED or state.proof is Printed.FAILED:
            self._breach(f"not printed: {state.trouble}")
        parts = state.hand_in.received and not self._errand.follows and "sub_matters" in self._service.data
        if parts and not state.hand_in.sub_cases:
            self._breach("the parts of a life event have no numbers")
        self._go_on()

    def _rate(self) -> None:
        if self._chance.random() < 0.5:
            level = self._chance.randint(1, 5)
            tags = self._visit.rating.tags(level)[:1]
            self._touch(lambda: self._visit.rating.rate(level, tags))
        else:
            self._touch(self._visit.go_on)

    def _take_slip(self) -> None:
        self._seat.settle(lambda s: s.printed is not Printed.NOT_YET)
        state, trip = self._state, self._trip
        assert state.draft is not None
        if state.printed is Printed.FAILED or not self._seat.slips:
            raise Stuck(f"no slip comes out: {state.trouble}")
        slip_ = self._seat.slips[-1]
        is_notice = state.draft.kind == "notice"
        trip.left = tuple({*state.pages, *state.promises} - state.readings.keys())
        trip.outcome, trip.code = (NOTICE if is_notice else TICKETED), slip_.code
        if self._visit.refusals():
            trip.outcome = REFUSED
        if is_notice:
            self._read_slip(slip_.bring, slip_.correct)
        self._touch(self._visit.go_on)

    def _read_slip(self, bring: tuple[str, ...], correct: tuple[str, ...]) -> None:
        """Which papers and people it says to bring; all that is needed, and nothing besides."""
        state, trip, service = self._state, self._trip, self._service
        need = self._need()
        codes: set[str] = set()
        scannable = [m for m in service.part("materials") if "scan" in m["sources"]]
        for name in (*bring, *correct):
            named = {m["code"] for m in scannable if m["name"]["zh"] == name}
            codes |= named & set(need.possible) or named
        trip.bring = tuple(sorted(codes))
        roles = {f"{r['name']['zh']}的身份证": r["code"] for r in service.part("people")}
        trip.along = tuple(role for name in bring if (role := roles.get(name)))
        trip.counted = state.identity is not None and bool(bring[1:] or correct)
        if self._visit.refusals():
            return
        asked_registers = bool(state.records)
        if asked_registers:
            expected = {code for codes_ in lacks(need, self._citizen, self._errand.bag) for code in codes_} | set(
                flawed(need, self._errand.bag)
            )
        else:
            expected = set(need.possible) | {code for code in codes if self._hangs_on_the_form(code)}
        if set(trip.bring) != expected:
            self._breach(f"the notice lists {list(trip.bring)}, not {sorted(expected)}")
        if missing := set(need.roles) - set(trip.along):
            self._breach(f"the notice does not say that {sorted(missing)} must come along")

    def _hangs_on_the_form(self, code: str) -> bool:
        """Whether it is needed for what is not known before the card."""
        asked_first = {q["code"] for q in self._service.part("situations")}
        return any(when["field"] not in asked_first for when in whens(self._service.material(code).get("needed_when")))

    # --- asking after a case

    def _ask_after_case(self) -> None:
        self._seat.settle(lambda s: s.cases is not None or s.trouble is not None)
        case = next((c for c in self._state.cases or () if c.number == self._errand.follows), None)
        if case is None:
            raise Stuck(f"the case is not found: {self._state.trouble}")
        if set(case.wanted) != set(self._errand.bag.sheets):
            self._breach(f"the case waits for {sorted(case.wanted)}, not for {sorted(self._errand.bag.sheets)}")
        if case.wanted:
            self._touch(lambda: self._visit.progress.supplement(case.number))
            if self._state.step is Step.PROGRESS:
                raise Stuck(f"nothing can be supplied: {self._state.trouble}")
        else:
            self._trip.outcome = LOOKED
            self._touch(self._visit.go_on)


def _has_read(before: VisitState, now: VisitState) -> bool:
    """Somebody was identified, or is told why not."""
    known = (before.identity, before.people, before.step)
    return now.trouble is not None or (now.identity, now.people, now.step) != known


HELPER_CARD = Card(Person("金助手", "330199197001010100", "2", date(1970, 1, 1), ""))
STAFF_CARD = Card(Person("郑值班", "330199197001010143", "2", date(1970, 1, 1), ""))
