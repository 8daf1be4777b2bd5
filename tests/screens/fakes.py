"""A visit and a hall that only hold what a test puts into them, and the people and papers for it (all invented)."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from devices.card.api import CardKind
from kiosk.catalogue.loader import Catalogue, load_catalogue
from kiosk.catalogue.model import Device, Source
from kiosk.people.identity import Identity
from kiosk.readiness import Level, Readiness, Reason, ReasonCode
from kiosk.scanning.live import Hint, View
from kiosk.visit import form, precheck
from kiosk.visit.state import Page, Trouble, Value, VisitState

ASSETS = Path(__file__).resolve().parents[2] / "assets"
CATALOGUE: Catalogue = load_catalogue(ASSETS / "catalogue")
PROOF = "11330199MB000014XP4332014001002"
SHOP = "11330199MB0000318Y4330131002001"
TODAY = date(2026, 11, 23)
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


class FakeVisit:
    """Shows the state it is given and remembers what was asked of it."""

    def __init__(self, state: VisitState | None = None, view: View | None = None) -> None:
        self.state = state or VisitState()
        self.view = view
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self._listeners: list[Any] = []

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
        self.become(values=MappingProxyType({**self.state.values, code: Value(text, Source.CITIZEN)}))

    def findings(self) -> Any:
        s = self.state
        return precheck.findings(s.service, s.values, s.pages, TODAY) if s.service else ()

    def visible_fields(self) -> Any:
        return form.visible_fields(self.state.service, self.state.values) if self.state.service else ()

    def check(self, code: str) -> Any:
        return form.check_field(self.state.service.field(code), self.state.values.get(code), TODAY)

    def shown(self, code: str) -> str:
        value = self.state.values.get(code)
        return form.shown_text(self.state.service.field(code), value, self.state.language) if value else ""

    def live_view(self) -> View | None:
        return self.view


_VERBS = frozenset(
    {
        "choose", "go_on", "go_back", "capture", "retake", "mend", "hand_in", "print_again", "finish", "cancel",
        "keep_going", "end", "touched", "dismiss", "tick",
    }
)  # fmt: skip


@dataclass
class FakeHall:
    simulated: bool = False
    kiosk_id: str = "A-07"
    catalogue: Catalogue = CATALOGUE
    troubles: tuple[Trouble, ...] = ()
    readinesses: dict[str, Readiness] = field(default_factory=dict)

    def readiness(self, item_code: str) -> Readiness:
        return self.readinesses.get(item_code, Readiness(Level.READY))

    def hall_name(self, language: Any) -> str:
        return {"zh": "示例县政务服务中心", "en": "Shili County Service Hall"}[language]

    def notices(self) -> tuple[Trouble, ...]:
        return self.troubles


DEGRADED = Readiness(Level.DEGRADED, (Reason(ReasonCode.DEVICE_NEEDS_STAFF, Device.RECEIPT_PRINTER),))
STARTING = Readiness(Level.CLOSED, (Reason(ReasonCode.DEVICE_STARTING, Device.CARD_READER),))
CLOSED = Readiness(Level.CLOSED, (Reason(ReasonCode.DEVICE_DOWN, Device.CAMERA),))


def values(code: str, **answers: str) -> MappingProxyType[str, Value]:
    """What the card of Zhang says, and these answers."""
    service = CATALOGUE.get(code)
    assert service is not None
    said = {key: Value(text, Source.CITIZEN) for key, text in answers.items()}
    return MappingProxyType({**form.prefill(service, ZHANG, TODAY), **said})


def shop_answers() -> MappingProxyType[str, Value]:
    return values(
        SHOP,
        phone="13900000000",
        run_by="family",
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
