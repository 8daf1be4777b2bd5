"""A visit and a hall that only hold what a test puts into them, and the people and papers for it (all invented)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from devices.card.api import CardKind
from kiosk.catalogue.lists import OtherList, load_lists
from kiosk.catalogue.loader import Catalogue, load_catalogue, load_top_tasks
from kiosk.catalogue.model import Device, Option, Source, Words
from kiosk.catalogue.search import Search
from kiosk.people.identity import Identity
from kiosk.points import Point, load_points, nearest
from kiosk.privacy import load_notices
from kiosk.readiness import Level, Readiness, Reason, ReasonCode
from kiosk.scanning.live import Hint, View
from kiosk.visit import form, inquiries, money, needed, papers, precheck, route
from kiosk.visit.conditions import unmet
from kiosk.visit.ladder import filled
from kiosk.visit.state import Found, Page, Record, Step, Trouble, Value, VisitState

ASSETS = Path(__file__).resolve().parents[2] / "assets"
CATALOGUE: Catalogue = load_catalogue(ASSETS / "catalogue")
SEARCH = Search(CATALOGUE)
PROOF = "11330199MB000014XP4332014001002"
SHOP = "11330199MB0000318Y4330131002001"
TODAY = date(2026, 11, 23)
NOTICES = load_notices(ASSETS)
POINTS = load_points(ASSETS)
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=timezone(timedelta(hours=8)))

ZHANG = Identity(
    kind=CardKind.RESIDENT,
    name="张𠮷祥",
    number="330199195803120011",
    birth=date(1958, 3, 12),
    sex="1",
    ethnicity="01",
    address="浙江省杭州市示例县山前街道河坊路一百二十八号阳光小区三幢二单元五〇二室",
)


class StillClock:
    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return NOON


class FakePart:
    """One part of the visit: holds the facts that a test puts into it, and remembers what was asked of it."""

    def __init__(self, name: str, asked: list[tuple[str, tuple[Any, ...]]]) -> None:
        self._name, self._asked = name, asked

    def __getattr__(self, verb: str) -> Any:
        if verb not in _VERBS_OF_PARTS[self._name]:
            raise AttributeError(verb)
        return lambda *args: self._asked.append((f"{self._name}.{verb}", args))


class FakeVisit:
    """Shows the state it is given and remembers what was asked of it. `facts`: of its parts, `helping.asking`."""

    def __init__(
        self, state: VisitState | None = None, view: View | None = None, facts: Mapping[str, Any] | None = None
    ) -> None:
        self.state = state or VisitState()
        self.view = view
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self._listeners: list[Any] = []
        for name in _VERBS_OF_PARTS:
            setattr(self, name, FakePart(name, self.asked))
        self.scanning.live_view = lambda: self.view
        self.signing.codes = lambda: papers.codes(self.state)
        self.scanning.due = lambda code: date(2026, 12, 4) if self.state.service.material(code).deferral else None
        self.leaving.findings = ()
        self.have(**_FACTS)
        self.helping.notice = next(notice for notice in NOTICES if notice.kind == "helper")
        self.rating.tags = lambda level: ("quick", "clear") if level <= 3 else ("slow", "unclear")
        self.have(**(facts or {}))

    def have(self, **facts: Any) -> None:
        """Put facts into the parts."""
        for name, fact in facts.items():
            part, _, what = name.partition(".")
            setattr(getattr(self, part), what, fact)

    def subscribe(self, listener: Any) -> Any:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def become(self, state: VisitState | None = None, **changes: Any) -> None:
        self.state = replace(state or self.state, **changes)
        for listener in tuple(self._listeners):
            listener(self.state)

    def __getattr__(self, verb: str) -> Any:
        if verb not in _VERBS:
            raise AttributeError(verb)
        return lambda *args: self.asked.append((verb, args))

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.asked if verb != "touched"]

    def set_language(self, language: Any) -> None:
        self.asked.append(("set_language", (language,)))
        self.become(language=language)

    def edit(self, code: str | None) -> None:
        self.asked.append(("edit", (code,)))
        self.become(field=code)

    def answer(self, code: str, text: str) -> None:
        self.asked.append(("answer", (code, text)))
        said = {**self.state.values, code: Value(text, Source.CITIZEN)}
        self.become(values=MappingProxyType({known: value for known, value in said.items() if value.text}))

    def path(self) -> Any:
        return route.steps(self.state, TODAY)

    def findings(self) -> Any:
        return precheck.findings(self.state, TODAY)

    def outcome(self) -> Any:
        return precheck.outcome(self.findings())

    def refusals(self) -> Any:
        return unmet(self.state, TODAY)

    def situations(self) -> Any:
        return form.visible_situations(self.state.service, self.state.values) if self.state.service else ()

    def visible_fields(self) -> Any:
        return form.visible_fields(self.state.service, self.state.values) if self.state.service else ()

    def options(self, code: str) -> Any:
        field = self.state.service.field(code)
        named = inquiries.options(field, self.state)
        return field.options or tuple(Option.model_construct(code=c, text=Words(zh=t, en=t)) for c, t in named)

    def materials(self) -> Any:
        return needed.needed(self.state)

    def to_scan(self) -> Any:
        return needed.to_scan(self.state)

    def roles(self) -> Any:
        return precheck.roles(self.state.service, self.state.values)

    def fee(self) -> Any:
        return money.fee(self.state)

    def deliveries(self) -> Any:
        return route.deliveries(self.state.service)

    def notices(self) -> Any:
        kinds = ("privacy", "sensitive") if self.state.service.sensitive else ("privacy",)
        return tuple(notice for notice in NOTICES if notice.kind in kinds)

    def check(self, code: str) -> Any:
        return next((finding for finding in self.findings() if finding.field == code), None)

    def shown(self, code: str) -> str:
        value = self.state.values.get(code)
        if value is None:
            return ""
        named = dict(inquiries.options(self.state.service.field(code), self.state))
        return named.get(value.text) or form.shown_text(self.state.service.field(code), value, self.state.language)


_FACTS = {  # of the parts, as long as nothing happens
    "helping.asking": None,
    "helping.active": False,
    "reading.awaits_presence": False,
    "reading.badge_read": False,
    "resuming.needs_card": False,
    "printing.may_copy": False,
    "printing.copies": 1,
    "signing.signer": None,
}
_VERBS = frozenset(
    {
        "choose", "go_on", "go_back", "mend", "hand_in", "finish", "cancel", "keep_going", "end", "touched", "dismiss",
        "tick", "agree", "deliver",
    }
)  # fmt: skip
_VERBS_OF_PARTS = {
    "reading": {"read_again", "confirm_by_phone", "confirm_by_staff", "person_absent"},
    "helping": {"begin", "badge", "agree", "end"},
    "scanning": {"capture", "retake", "promise", "take_back"},
    "signing": {"read", "sign"},
    "paying": {"order", "later", "ask_again"},
    "printing": {"print_again", "another_copy", "blank"},
    "leaving": {"notice", "ticket", "print_again"},
    "rating": {"rate"},
    "resuming": {"begin", "code"},
    "progress": {"open_receipt", "supplement"},
}


@dataclass
class FakeHall:
    simulated: bool = False
    kiosk_id: str = "A-07"
    catalogue: Catalogue = CATALOGUE
    troubles: tuple[Trouble, ...] = ()
    readinesses: dict[str, Readiness] = field(default_factory=dict)
    search: Search = SEARCH
    top_tasks: tuple[str, ...] = load_top_tasks(ASSETS)
    other_lists: tuple[OtherList, ...] = load_lists(ASSETS)
    verifier: str = "verify.example.gov.cn"

    def readiness(self, item_code: str) -> Readiness:
        return self.readinesses.get(item_code, Readiness(Level.READY))

    def hall_name(self, language: Any) -> str:
        return {"zh": "示例县政务服务中心", "en": "Shili County Service Hall"}[language]

    def notices(self) -> tuple[Trouble, ...]:
        return self.troubles

    def points(self, at: datetime) -> tuple[Point, ...]:
        return nearest(POINTS, at)


DEGRADED = Readiness(Level.DEGRADED, (Reason(ReasonCode.DEVICE_NEEDS_STAFF, Device.RECEIPT_PRINTER),))
STARTING = Readiness(Level.CLOSED, (Reason(ReasonCode.DEVICE_STARTING, Device.CARD_READER),))
CLOSED = Readiness(Level.CLOSED, (Reason(ReasonCode.DEVICE_DOWN, Device.CAMERA),))


def values(code: str, **answers: str) -> MappingProxyType[str, Value]:
    """What the card of Zhang says, and these answers."""
    service = CATALOGUE.get(code)
    assert service is not None
    said = {key: Value(text, Source.CITIZEN) for key, text in answers.items()}
    state = VisitState(service=service, identity=ZHANG, values=MappingProxyType(said))
    return MappingProxyType(dict(filled(state, TODAY)))


def informed(code: str, found: Mapping[str, Record], step: Step = Step.FORM, **answers: str) -> VisitState:
    """Zhang in a visit where the registers have been asked; those that are not named know nothing."""
    said = MappingProxyType({key: Value(text, Source.CITIZEN) for key, text in answers.items()})
    state = VisitState(step, service=CATALOGUE.get(code), identity=ZHANG, values=said)
    for _ in range(4):  # an answer may raise the next question
        state = replace(state, values=filled(state, TODAY))
        records = {i: found.get(i.register, Record(Found.MISS)) for i in inquiries.wanted(state)}
        state = replace(state, records=MappingProxyType({**state.records, **records}))
    return state


def hit(*entries: Mapping[str, str]) -> Record:
    return Record(Found.HIT, tuple(MappingProxyType(dict(entry)) for entry in entries), TODAY)


FAMILY = json.dumps(
    [
        {"name": "王小红", "number": "330199196011020025"},
        {"name": "买买提·阿不都热依木", "number": "330199198802290012"},
    ],
    ensure_ascii=False,
)


def shop_answers() -> MappingProxyType[str, Value]:
    return values(
        SHOP,
        phone="13900000000",
        run_by="family",
        premises_are="rented",
        family=FAMILY,
        trade_name="小河",
        trade_words="百货",
        name_ending="shop",
        scope="daily_goods,stationery",
        premises="示例县山前街道河坊路12号",
        capital="30000",
    )


def paper(width: int = 1000, height: int = 1414) -> Image.Image:
    """A printed page."""
    image = Image.new("RGB", (width, height), (250, 249, 244))
    pen = ImageDraw.Draw(image)
    pen.rectangle((width * 0.28, height * 0.07, width * 0.72, height * 0.1), fill=(50, 50, 60))
    for i in range(24):
        right = width * (0.88 if i % 5 != 4 else 0.5)
        pen.rectangle(
            (width * 0.12, height * (0.16 + i * 0.03), right, height * (0.168 + i * 0.03)), fill=(120, 120, 125)
        )
    pen.ellipse((width * 0.62, height * 0.84, width * 0.82, height * 0.94), outline=(190, 40, 40), width=10)
    return image


def png() -> bytes:
    buffer = io.BytesIO()
    paper().save(buffer, "PNG")
    return buffer.getvalue()


def page() -> Page:
    buffer = io.BytesIO()
    paper().save(buffer, "JPEG", quality=80)
    return Page(jpeg=buffer.getvalue(), pdf=b"%PDF-", sha256="0" * 64)


def view(hint: Hint = Hint.READY, number: int = 1) -> View:
    """A page that lies a little turned on a dark mat."""
    mat = Image.new("RGB", (1080, 810), (58, 66, 74))
    sheet = paper(430, 608).convert("RGBA").rotate(6, expand=True, fillcolor=(0, 0, 0, 0))
    mat.paste(sheet, (300, 70), sheet)
    corners = None
    if hint in (Hint.READY, Hint.CUT_OFF):
        s, c = np.sin(np.radians(6)), np.cos(np.radians(6))
        top_left = np.array([300.0, 70 + 430 * s])
        along, down = np.array([430 * c, -430 * s]), np.array([608 * s, 608 * c])
        corners = np.array([top_left, top_left + along, top_left + along + down, top_left + down])
    return View(np.asarray(mat)[:, :, ::-1].copy(), corners, hint, number)
