"""What the demo plays: data that fits the catalogue, the wallet and the gallery, and fingers that fit each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import yaml

from devices.simulated.wallet import load_wallet
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import APPLICANT, FieldType, FormField, Kind
from kiosk.demo.failed import DemoFailed
from kiosk.demo.filling import fill
from kiosk.demo.plays import Answer, Play, plays

ASSETS = Path(__file__).resolve().parents[2] / "assets"
PLAYS = plays(ASSETS)
CATALOGUE = load_catalogue(ASSETS / "catalogue")
TODAY = date(2026, 11, 23)

every_play = pytest.mark.parametrize("play", PLAYS.values(), ids=list(PLAYS))


def test_every_service_is_played() -> None:
    assert {play.service for play in PLAYS.values()} == {service.item_code for service in CATALOGUE}


def test_without_a_name_three_are_played() -> None:
    assert sum(play.default for play in PLAYS.values()) == 3


@every_play
def test_a_play_has_cards_of_the_wallet_for_roles_of_its_service(play: Play) -> None:
    service = CATALOGUE.get(play.service)
    assert service is not None
    assert set(play.cards.values()) <= set(load_wallet(ASSETS / "cards" / "wallet.yaml"))
    assert set(play.cards) <= {APPLICANT, *(role.code for role in service.people)}


@every_play
def test_a_play_answers_fields_of_its_service_with_their_own_options(play: Play) -> None:
    service = CATALOGUE.get(play.service)
    assert service is not None
    for code, answer in {**play.answers, **play.changes}.items():
        asked = service.field(code)
        if asked.options:
            assert isinstance(answer, str)
            assert set(answer.split(",")) <= {option.code for option in asked.options}


@every_play
def test_a_play_lays_pictures_of_the_gallery_for_materials_of_its_service(play: Play) -> None:
    service = CATALOGUE.get(play.service)
    assert service is not None
    if service.kind is not Kind.INFORMATION:  # there the papers are those of the case that waits for them
        assert set(play.papers) | set(play.ways) <= {material.code for material in service.materials}
    pictures = {name for names in play.papers.values() for name in names}
    assert pictures <= set(yaml.safe_load((ASSETS / "papers" / "gallery.yaml").read_text(encoding="utf-8")))


def test_who_comes_back_does_what_is_different_and_does_not_leave_again() -> None:
    first, second = PLAYS["business_twice"].visits()
    assert first.leaves is not None
    assert not first.papers
    assert second.leaves is None
    assert second.papers
    assert second.answers == first.answers


# --- fingers


@dataclass
class Fingers:
    """Notes what is touched. `shown`: what can be touched."""

    shown: Sequence[str] = ()
    done: list[str] = field(default_factory=list)

    def names(self) -> list[object]:
        return [type("Touchable", (), {"name": name, "enabled": True}) for name in self.shown]

    def tap(self, name: str) -> None:
        self.done.append(name)

    def type(self, text: str) -> None:
        self.done.append(f"'{text}'")


def a_field(kind: FieldType, **how: object) -> FormField:
    words = {"zh": "问", "en": "Question"}
    return FormField.model_validate({"code": "it", "type": kind, "label": words, "sources": ["citizen"], **how})


OPTIONS = [{"code": code, "text": {"zh": code, "en": code}} for code in "abc"]
COLUMNS = [
    {"code": code, "type": "name", "label": {"zh": "列", "en": "Column"}, "sources": ["citizen"]} for code in "xy"
]


@pytest.mark.parametrize(
    ("asked", "answer", "touches"),
    [
        (a_field(FieldType.PHONE), "139", "'139'"),
        (a_field(FieldType.CHOICE, options=OPTIONS), "b", "option-b"),
        (a_field(FieldType.CHOICES, options=OPTIONS), "a,c", "option-a option-c"),
        (a_field(FieldType.CHOICES, options=OPTIONS, default="a,b"), "b,c", "option-c option-a"),
        (a_field(FieldType.REGION, level="city"), "320500", "region-320000 region-320500"),
        (a_field(FieldType.ADDRESS), "路1号", "address-way '路1号'"),
        (a_field(FieldType.ADDRESS), "330199 路1号", "region-330000 region-339900 region-330199 go-on '路1号'"),
        (a_field(FieldType.DATE, earliest="1900-01-01", latest="today"), "1950-10-01", "'19501001'"),
        (a_field(FieldType.PERSON, columns=COLUMNS), {"x": "王", "y": "李"}, "'王' go-on '李'"),
        (a_field(FieldType.PERSON, columns=COLUMNS, required=False), "", "go-without"),
        (
            a_field(FieldType.LIST, columns=COLUMNS, minimum=1, maximum=9),
            ({"x": "王", "y": "李"}, {"x": "张", "y": "刘"}),
            "'王' go-on '李' go-on add '张' go-on '刘' go-on",
        ),
    ],
)
def test_each_type_of_field_has_its_own_touches(asked: FormField, answer: Answer, touches: str) -> None:
    fingers = Fingers()
    fill(fingers, asked, answer, TODAY)  # type: ignore[arg-type]
    assert " ".join(fingers.done) == touches


@pytest.mark.parametrize(
    ("asked", "answer", "touches"),
    [
        (a_field(FieldType.DATE, earliest="today+1", latest="today+60"), "today+3", ["day-more"] * 2),
        (a_field(FieldType.DATE, earliest="today", latest="today+60", default="today+5"), "today+4", ["day-less"]),
        (a_field(FieldType.MONTH, earliest="2020-01", latest="this_month"), "this_month-2", ["month-less"] * 2),
    ],
)
def test_near_days_are_stepped_to(asked: FormField, answer: str, touches: list[str]) -> None:
    fingers = Fingers(shown=("month-more",))
    fill(fingers, asked, answer, TODAY)  # type: ignore[arg-type]
    assert fingers.done == touches


def test_what_stands_in_a_field_already_is_rubbed_out() -> None:
    fingers = Fingers(shown=("field-clear",))
    fill(fingers, a_field(FieldType.NUMBER, minimum=1, maximum=9), "2", TODAY)  # type: ignore[arg-type]
    assert fingers.done == ["field-clear", "'2'"]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (a_field(FieldType.REGION, level="city"), "330000000"),
        (a_field(FieldType.DATE, earliest="today", latest="today+9"), "soon"),
        (a_field(FieldType.TEXT), {"x": "1"}),
    ],
)
def test_an_answer_that_fits_no_field_stops_the_play(asked: FormField, answer: Answer) -> None:
    with pytest.raises(DemoFailed):
        fill(Fingers(), asked, answer, TODAY)  # type: ignore[arg-type]
