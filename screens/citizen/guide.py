"""What this situation needs: the exact list, how long, what it costs, how many trips; read before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.catalogue.base import Sourced
from kiosk.catalogue.model import Condition, HandleForm, Rule, Service, SubMatter, finished_after
from kiosk.readiness import Level
from kiosk.visit.form import holds
from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.exact_list import ExactList, exact_list, list_sections
from screens.citizen.screen import Screen, in_words
from screens.citizen.section import Section as Section
from screens.citizen.tiles import readiness_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Card, Item, Notice
from screens.widgets.holding import empty
from screens.widgets.specimen import Thumbnail, sample
from screens.words import words

CLEAR = (0, 0, 0, 0)


class Head(BoxLayout):
    """The service's name and summary."""

    title = StringProperty("")
    text = StringProperty("")


class Columns(Card):
    """Facts side by side."""


class Told(BoxLayout):
    """A fact, and a small word on it."""

    picture = StringProperty("")
    label = StringProperty("")
    text = StringProperty("")
    more = StringProperty("")


class Guide(Screen):
    """`enlarged`: the picture of a paper that is looked at instead of the page."""

    enlarged = StringProperty("")

    def show(self, state: VisitState) -> None:
        service = state.service
        if service is None:
            return
        readiness = self.hall.readiness(service.item_code)
        self.primary_enabled = readiness.level is not Level.CLOSED
        if self.is_new(service, readiness, state.values):
            page = self.ids.page
            empty(page.column)
            if remark := readiness_words(readiness):
                tone = "warning" if self.primary_enabled else "danger"
                page.add_widget(Notice(tone=tone, text=remark))
            if state.draft_id:
                page.add_widget(Notice(tone="success", text=words._("guide-resumed")))
            for part in self._parts(state, service):
                page.add_widget(part)
        self._look_at(self.enlarged)

    def backward(self) -> None:
        if self.enlarged:
            self._look_at("")
        else:
            super().backward()

    def sideways(self) -> None:
        self.visit.leaving.notice()

    def _look_at(self, file: str) -> None:
        """Show the picture of a paper; "": the page again."""
        self.enlarged = file
        self.ids.body.show(self.ids.large if file else self.ids.page)

    def _enlarge(self, thumbnail: Thumbnail) -> None:
        self._look_at(thumbnail.source)

    # --- the page

    def _parts(self, state: VisitState, service: Service) -> Iterator[Widget]:
        listed = exact_list(self.visit.materials())
        people = tuple(role for role in self.visit.roles() if role.by == "card")
        yield Head(title=in_words(service.name), text=in_words(service.summary))
        yield _columns(
            Told(picture="trips", label=words._("guide-trips"), text=facts.trips(service)),
            Told(
                picture="clock",
                label=words._("guide-time"),
                text=facts.time(service.promised_time),
                more=_doubt(service.promised_time),
            ),
            Told(
                picture="coin",
                label=words._("guide-fee"),
                text=facts.amount(self.visit.fee()),
                more=_doubt(service.fee),
            ),
        )
        if explain := service.visits.limit_scene_explain:
            yield Notice(tone="primary", text=in_words(explain))
        if service.before is not None:
            yield from _before_and_after(service, listed, len(people) + facts.brings_card(service))
        yield from list_sections(service, listed, people, self.hall.catalogue.registers, self._enlarge)
        if HandleForm.MOBILE in service.handle_forms and service.online_depth:
            yield Notice(tone="primary", text=words._("guide-phone-too"))
        if service.conditions:
            rules = [_condition(c) for c in service.conditions if holds(c.when, service, state.values)]
            yield Section(rules, picture="person", heading=words._("guide-conditions"))
        yield from self._ahead(state, service)
        yield from _small_print(service)

    def _ahead(self, state: VisitState, service: Service) -> Iterator[Widget]:
        """What happens, and what comes out."""
        subs = [sub for sub in service.sub_matters if holds(sub.needed_when, service, state.values)]
        if subs:
            ends = finished_after(subs)
            items = [_sub_matter(sub, ends[sub.item_code]) for sub in subs]
            lead = words._("guide-sub-matters-lead", count=len(subs))
            yield Section(items, picture="events", heading=words._("guide-sub-matters"), lead=lead)
        if service.stations:
            stops = [
                Item(picture="next", text=in_words(stop.name), more=_days(stop.working_days, stop))
                for stop in service.stations
            ]
            lead = words._("guide-stations-lead")
            yield Section(stops, picture="hall", heading=words._("guide-stations"), lead=lead)
        result = Section(picture="result", heading=words._("guide-result"))
        row = BoxLayout(size_hint_y=None)
        row.fbind("minimum_height", row.setter("height"))
        item = Item(text=in_words(service.result.name), more=in_words(service.next_step), pos_hint={"top": 1})
        row.add_widget(item)
        if (picture := sample(service.result.sample)) is not None:
            thumbnail = Thumbnail(name="sample-result", source=str(picture), pos_hint={"top": 1})
            thumbnail.bind(on_release=self._enlarge)
            row.add_widget(thumbnail)
        result.add_widget(row)
        yield result
        if service.guide_only:
            items = [Item(picture="info", text=in_words(said)) for said in service.guide_only]
            yield Section(items, picture="info", heading=words._("guide-guide-only"))


def _before_and_after(service: Service, listed: ExactList, cards: int) -> Iterator[Widget]:
    """以前和现在: what it took, and what it takes. Papers count as those that may be wanted, and the cards."""
    before = service.before
    assert before is not None
    papers = len(listed.bring) + len(listed.perhaps) + cards
    visits, days = service.visits.limit_scene_num, service.promised_time.working_days or 0
    box = _columns(
        Told(picture="clock", label=words._("before-days"), text=words._("before-now", before=before.days, now=days)),
        Told(
            picture="trips", label=words._("before-trips"), text=words._("before-now", before=before.trips, now=visits)
        ),
        Told(
            picture="paper",
            label=words._("before-papers"),
            text=words._("before-now", before=before.materials, now=papers),
        ),
    )
    box.padding, box.ground, box.edge = 0, CLEAR, CLEAR
    yield Section([box], picture="again", heading=words._("before-title"), lead=_doubt(before), tone="success")


def _condition(condition: Condition) -> Item:
    rule = "" if condition.basis is None else in_words(condition.basis.cited)
    return Item(picture="check", text=in_words(condition.text), more=_joined(rule, _doubt(condition)))


def _sub_matter(sub: SubMatter, finished: int) -> Item:
    ends = words._("guide-done-after", days=finished)
    return Item(
        picture="check",
        text=in_words(sub.name),
        more=_joined(in_words(sub.authority), f"{ends} {_doubt(sub)}".strip(), in_words(sub.result)),
    )


def _small_print(service: Service) -> Iterator[Widget]:
    if service.stages:
        stages = [Item(picture="next", text=in_words(s.name), more=_days(s.working_days, None)) for s in service.stages]
        yield Section(stages, picture="clock", heading=words._("guide-stages"))
    yield Section(
        [*_limits(service), *(_rule(rule) for rule in service.legal_basis)],
        picture="law",
        heading=words._("guide-law"),
    )
    if service.faq:
        faq = [Item(picture="info", text=in_words(q.question), more=in_words(q.answer)) for q in service.faq]
        yield Section(faq, picture="info", heading=words._("guide-faq"))
    yield Section(
        [
            Item(text=in_words(service.authority.name), picture="hall"),
            Item(text=words._("guide-consult", number=service.phones.consult), picture="phone"),
            Item(text=words._("guide-complaint", number=service.phones.complaint), picture="phone"),
        ],
        picture="phone",
        heading=words._("guide-who"),
    )


def _limits(service: Service) -> Iterator[Item]:
    legal, promised = service.legal_time, service.promised_time
    explained = in_words(promised.explain) if promised.working_days is not None and promised.explain else ""
    yield Item(
        picture="clock",
        text=words._("guide-promised-time", time=facts.time(promised)),
        more=_joined(explained, _doubt(promised)),
    )
    explained = in_words(legal.explain) if legal.working_days is not None and legal.explain else ""
    yield Item(
        picture="clock",
        text=words._("guide-legal-time", time=facts.time(legal)),
        more=_joined(explained, _doubt(legal)),
    )
    if basis := service.fee.basis:
        item = "" if service.fee.item is None else in_words(service.fee.item)
        yield Item(picture="coin", text=item or in_words(basis.name), more=in_words(basis.cited))


def _rule(rule: Rule) -> Item:
    return Item(
        picture="law",
        text=in_words(rule.name),
        more=_joined(in_words(rule.clause) if rule.clause else "", _doubt(rule)),
    )


def _days(days: int, thing: Sourced | None) -> str:
    return _joined(words._("time", days=days), _doubt(thing))


def _doubt(thing: Sourced | None) -> str:
    """What the hall has not confirmed is not said as if it were."""
    return words._("guide-unverified") if thing is not None and not thing.verified else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _columns(*columns: Widget) -> Columns:
    box = Columns()
    for column in columns:
        column.pos_hint = {"top": 1}  # one of them may be of several lines
        box.add_widget(column)
    return box


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
