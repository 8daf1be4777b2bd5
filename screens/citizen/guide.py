"""What this situation needs: the exact list, how long, what it costs, how many trips; read before anything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.catalogue.model import HandleForm, Kind, Rule, Service, Source, Sourced, Station
from kiosk.readiness import Level
from kiosk.visit.needed import Needed, Way
from kiosk.visit.state import Standing, VisitState
from screens.citizen import facts
from screens.citizen.screen import Screen, in_words
from screens.citizen.tiles import readiness_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Card, Fact, Item, Notice, SecondaryButton
from screens.widgets.holding import empty
from screens.words import words


class Section(Card):
    """One heading and its points."""

    heading = StringProperty("")
    picture = StringProperty("")


class Head(BoxLayout):
    """The service's name and summary."""

    title = StringProperty("")
    text = StringProperty("")


class Columns(Card):
    """Facts side by side."""


class Guide(Screen):
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
            for part in self._parts(service):
                page.add_widget(part)

    def _parts(self, service: Service) -> Iterator[Widget]:
        yield Head(title=in_words(service.name), text=in_words(service.summary))
        fee = self.visit.fee()
        promised = _sure(service.promised_time, facts.time(service.promised_time))
        yield _columns(
            Fact(picture="trips", label=words._("guide-trips"), text=facts.trips(service)),
            Fact(picture="clock", label=words._("guide-time"), text=promised),
            Fact(picture="coin", label=words._("guide-fee"), text=_sure(service.fee, facts.amount(fee))),
        )
        if service.before is not None:
            yield Notice(tone="success", text=facts.before_and_after(service))
        yield from self._list(service)
        button = SecondaryButton(
            name="print-notice", text=words._("print-notice"), before="receipt", size_hint=(1, None)
        )
        button.bind(on_release=lambda _button: self.visit.leaving.notice())
        yield button
        if HandleForm.MOBILE in service.handle_forms:
            yield Notice(tone="primary", text=words._("guide-phone-too"))
        yield from _ahead(service)
        yield from _small_print(service)

    def _list(self, service: Service) -> Iterator[Widget]:
        """What to bring stands first; then what the machine gets; then what nobody may ask for."""
        lines = self.visit.materials()
        bring = [line for line in lines if line.standing in (Standing.WANTED, Standing.LEFT_OUT) and line.ways]
        perhaps = [n for n in lines if n.standing is Standing.EXPECTED and Source.SCAN in n.material.sources]
        never = [n for n in lines if n.material.never_ask]
        machine = [n for n in lines if n not in (*bring, *perhaps, *never) and Source.CARD not in n.material.sources]
        card = [Item(picture="card", text=words._("guide-bring-card"), more=words._("guide-bring-card-more"))]
        people = [
            Item(picture="person", text=words._("guide-person", who=in_words(role.name)))
            for role in self.visit.roles()
            if role.by == "card"
        ]
        own = [*(card if facts.brings_card(service) else []), *people, *map(_bring, bring)]
        if not bring and not perhaps:
            own.append(Item(picture="check", text=words._("guide-bring-no-papers")))
        yield _section(
            "paper", words._("guide-exact", count=len(bring) + len(people) + facts.brings_card(service)), own
        )
        if perhaps:
            yield _section("paper", words._("guide-may-need"), map(_bring, perhaps))
        if machine:
            spared = [Item(text=in_words(line.material.name)) for line in machine]
            yield _section("check", words._("guide-spared"), spared)
        if never:
            yield _section("law", words._("guide-never"), [Item(text=in_words(n.material.name)) for n in never])


def _bring(line: Needed) -> Item:
    material = line.material
    remarks = [in_words(material.standard)]
    if material.one_of is not None:
        remarks.append(words._("materials-one-of"))
    if Way.DEFER in line.ways:
        remarks.append(words._("guide-later"))
    if Way.COMMIT in line.ways:
        remarks.append(words._("guide-commit"))
    name = in_words(material.name)
    optional = line.standing is Standing.LEFT_OUT
    return Item(
        picture="paper", text=words._("guide-if-needed", name=name) if optional else name, more=" ".join(remarks)
    )


def _ahead(service: Service) -> Iterator[Widget]:
    """Who may apply, what happens, what comes out."""
    if service.conditions:
        rules = [Item(text=_sure(c, in_words(c.text)), more=_rule_line(c.basis)) for c in service.conditions]
        yield _section("person", words._("guide-conditions"), rules)
    if service.kind is Kind.LIFE_EVENT:
        subs = [
            Item(text=in_words(s.name), more=f"{in_words(s.authority)} · {words._('time', days=s.working_days)}")
            for s in service.sub_matters
        ]
        yield _section("check", words._("guide-sub-matters"), subs)
    if service.stations:
        stops = [_station(station) for station in service.stations]
        yield _section("hall", words._("guide-stations"), stops)
    yield _section(
        "result", words._("guide-result"), [Item(text=in_words(service.result.name), more=in_words(service.next_step))]
    )
    if service.guide_only:
        yield _section(
            "info", words._("guide-guide-only"), [Item(picture="info", text=in_words(w)) for w in service.guide_only]
        )


def _station(station: Station) -> Item:
    return Item(picture="next", text=in_words(station.name), more=words._("time", days=station.working_days))


def _small_print(service: Service) -> Iterator[Widget]:
    yield _section("law", words._("guide-law"), [*_limits(service), *(_rule(rule) for rule in service.legal_basis)])
    if service.faq:
        faq = [Item(picture="info", text=in_words(q.question), more=in_words(q.answer)) for q in service.faq]
        yield _section("info", words._("guide-faq"), faq)
    yield _section(
        "phone",
        words._("guide-who"),
        [
            Item(text=in_words(service.authority.name), picture="hall"),
            Item(text=words._("guide-consult", number=service.phones.consult), picture="phone"),
            Item(text=words._("guide-complaint", number=service.phones.complaint), picture="phone"),
        ],
    )


def _limits(service: Service) -> Iterator[Item]:
    legal, promised = service.legal_time, service.promised_time
    if promised.working_days is not None and promised.explain:
        yield Item(
            picture="clock",
            text=words._("guide-promised-time", time=facts.time(promised)),
            more=in_words(promised.explain),
        )
    explain = in_words(legal.explain) if legal.working_days is not None and legal.explain else ""
    yield Item(picture="clock", text=_sure(legal, words._("guide-legal-time", time=facts.time(legal))), more=explain)
    if explain := service.visits.limit_scene_explain:
        yield Item(picture="trips", text=in_words(explain))
    if basis := service.fee.basis:
        yield Item(picture="coin", text=in_words(basis.name), more=basis.article)


def _sure(thing: Sourced, text: str) -> str:
    """What the hall has not confirmed is not said as if it were."""
    return text if thing.verified else f"{text}（{words._('guide-unverified')}）"


def _rule(rule: Rule) -> Item:
    return Item(picture="law", text=_sure(rule, in_words(rule.name)), more=rule.article)


def _rule_line(rule: Rule | None) -> str:
    return "" if rule is None else f"{in_words(rule.name)} {rule.article}".strip()


def _section(picture: str, heading: str, points: Iterable[Widget]) -> Section:
    section = Section(picture=picture, heading=heading)
    for point in points:
        section.add_widget(point)
    return section


def _columns(*columns: Widget) -> Columns:
    box = Columns()
    for column in columns:
        column.pos_hint = {"top": 1}  # one of them may be of several lines
        box.add_widget(column)
    return box


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
