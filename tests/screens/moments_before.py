"""The moments from the welcome screen to where a card is wanted, and those beside the way, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from kiosk.catalogue.model import Source, Words
from kiosk.visit.state import Busy, CaseProgress, HandIn, Helper, Step, SubCase, Trouble, Value, VisitState
from tests.screens.fakes import CATALOGUE, NOON, PROOF, SHOP, TODAY, ZHANG
from tests.screens.moments import Moment

NEWBORN = "11330199MB0000238B4332023001001"
TRANSFER = "11330199MB0000051C4331005001000"
OVERLOAD = "11330199MB000018284330218001000"
OLD_AGE = "11330199MB0000115A4332011006000"
IDENTITY_CARD = "11330199MB0000094R4330709002003"
LISTS = "11330199MB000041484332041001001"
PROGRESS = "11330199MB000041484332041002001"


def _said(code: str, step: Step, field: str | None = None, **answers: str) -> VisitState:
    values = MappingProxyType({key: Value(text, Source.CITIZEN) for key, text in answers.items()})
    return VisitState(step=step, service=CATALOGUE.get(code), values=values, field=field)


@dataclass(frozen=True)
class Page:
    """A page of the welcome screen, or of the lists, opened by touching these names."""

    name: str
    state: VisitState
    touches: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)  # of the parts of the visit


_CASE = CaseProgress(
    number=f"{TRANSFER}202611100003",
    item_code=TRANSFER,
    state="waiting_for_papers",
    handed_in=TODAY - timedelta(days=13),
    promised_by=TODAY + timedelta(days=2),
    sub_cases=(
        SubCase(Words(zh="转入学校", en="Receiving school"), "", "finished", date(2026, 11, 12)),
        SubCase(Words(zh="转入地教育局", en="Receiving bureau"), "", "at_work", date(2026, 11, 16)),
        SubCase(Words(zh="转出学校", en="Sending school"), "", "waiting", date(2026, 11, 20)),
        SubCase(Words(zh="转出地教育局", en="Sending bureau"), "", "waiting", date(2026, 11, 25)),
    ),
    wanted=("work_proof",),
    due=TODAY + timedelta(days=1),
)

_TRANSFER = {"you_are": "mother", "from": "elsewhere", "grade": "p2_to_p5", "reason": "moved", "home": "rented"}
_NEWBORN = {"you_are": "mother", "born_where": "county", "family": "married_mine", "also": "all"}


def _progress(**more: Any) -> VisitState:
    return VisitState(Step.PROGRESS, service=CATALOGUE.get(PROGRESS), identity=ZHANG, **more)


MOMENTS = (
    Moment("01-situation-choice", _said(TRANSFER, Step.SITUATION, "reason", you_are="mother")),
    Moment("01-situation-chosen", _said(TRANSFER, Step.SITUATION, "grade", you_are="mother", grade="p6_second")),
    Moment("01-situation-many", _said(NEWBORN, Step.SITUATION, "family", you_are="mother", born_where="county")),
    Moment("02-guide-transfer", _said(TRANSFER, Step.GUIDE, **_TRANSFER)),
    Moment("02-guide-newborn", _said(NEWBORN, Step.GUIDE, **_NEWBORN)),
    Moment("02-guide-overload", _said(OVERLOAD, Step.GUIDE, vehicle_of="person", who="driver")),
    Moment("02-guide-identity-card", _said(IDENTITY_CARD, Step.GUIDE, reason="lost", photo="receipt")),
    Moment("02-refused-elsewhere", _said(NEWBORN, Step.REFUSED, **{**_NEWBORN, "born_where": "elsewhere"})),
    Moment("02-refused-grade", _said(TRANSFER, Step.REFUSED, **{**_TRANSFER, "grade": "p1_first"})),
    Moment("02-privacy", _said(PROOF, Step.PRIVACY, for_whom="self")),
    Moment("02-privacy-sensitive", _said(NEWBORN, Step.PRIVACY, **_NEWBORN)),
    Moment("11-lists", VisitState(Step.LISTS, service=CATALOGUE.get(LISTS))),
    Moment("11-resume", VisitState(Step.RESUME)),
    Moment("11-resume-refused", VisitState(Step.RESUME, trouble=Trouble("draft_expired"))),
    Moment("11-progress-none", _progress(cases=())),
    Moment("11-progress", _progress(cases=(_CASE,))),
    Moment(
        "12-rate",
        VisitState(
            Step.RATE,
            service=CATALOGUE.get(SHOP),
            identity=ZHANG,
            hand_in=HandIn(True, f"{SHOP}202611230017", NOON, "KR1:AB"),
        ),
    ),
    Moment("12-rate-helper", VisitState(Step.RATE, service=CATALOGUE.get(SHOP), helper=Helper("12", agreed=True))),
    Moment("11-progress-asking", _progress(busy=Busy.ASKING_OFFICE)),
)

PAGES = (
    Page("12-rate-chosen", VisitState(Step.RATE, service=CATALOGUE.get(SHOP)), ("rate-2", "tag-quick")),
    Page("02-guide-sample", _said(TRANSFER, Step.GUIDE, **_TRANSFER), ("sample-residence_permit",)),
    Page("02-privacy-declined", _said(NEWBORN, Step.PRIVACY, **_NEWBORN), ("decline",)),
    Page("01-welcome-events", VisitState(), ("door-events",)),
    Page("01-welcome-offices", VisitState(), ("door-offices",)),
    Page("01-welcome-office", VisitState(), ("door-offices", "office-11330199MB0000318Y")),
    Page("01-welcome-letters", VisitState(), ("door-letters",)),
    Page("01-welcome-letters-typed", VisitState(), ("door-letters", "letter-s")),
    Page("01-welcome-search", VisitState(), ("door-search",)),
    Page("01-welcome-search-found", VisitState(), ("door-search", "key-x", "key-s", "key-e")),
    Page("01-welcome-search-nothing", VisitState(), ("door-search", "key-q", "key-q", "key-q")),
    Page("11-lists-power", VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)), ("list-power",)),
    Page("11-lists-matter", VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)), ("list-power", f"matter-{SHOP}")),
    Page("11-lists-duties", VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)), ("list-responsibility",)),
    Page(
        "11-lists-search",
        VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)),
        ("list-power", "search", "key-s", "key-h"),
    ),
    Page("11-lists-funds", VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)), ("list-funds",)),
)
