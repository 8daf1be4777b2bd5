"""A short day of the population, and what the accounts of a day would show if something were wrong."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import ric

from kiosk.catalogue.codes import credit_code_mistake
from tests.population import papers
from tests.population.citizens import READY, Citizen, Crowd
from tests.population.ledger import Ledger
from tests.population.people import Card, People, credit_code
from tests.population.rules import load
from tests.population.trips import ACCEPTED, NOTICE, STUCK, Bag, Errand, Trip

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
NUMBER = "11330199MB000014XP4332014001002" + "202611230001"


@pytest.mark.processes
@pytest.mark.timeout(240)
def test_everybody_who_comes_on_a_short_day_gets_what_the_rules_say(tmp_path: Path) -> None:
    folder = tmp_path / "population"
    command = [sys.executable, "-m", "tests.population", "--visits", "60", "--seed", "11", "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=220, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((folder / "report.json").read_text())
    assert report["breaches"] == []
    assert report["visits"] >= 60
    ends = {end: sum(row[end] for row in report["services"]) for end in ("accepted at once", "notice, then accepted")}
    assert min(ends.values()) > 0
    assert sum(row["unfinished"] for row in report["services"]) == 0


# --- the accounts


@pytest.fixture
def errand() -> Errand:
    chance = random.Random(1)
    someone = People(chance, TODAY).person()
    citizen = Citizen(1, "a_matter", READY, {"applicant": someone}, {}, {}, {}, Card(someone), seed=1)
    return Errand(citizen, Bag(Card(someone)), expects=ACCEPTED)


def trip(**more: Any) -> Trip:
    usual: dict[str, Any] = {
        "citizen": 1,
        "service": "a_matter",
        "mood": READY,
        "turn": 1,
        "outcome": ACCEPTED,
        "number": NUMBER,
    }
    return Trip(**usual | more)


def breaches(errand: Errand, *trips: Trip, office: list[str], attendances: Mapping[str, int]) -> list[str]:
    ledger = Ledger(seed=1)
    for each in trips:
        ledger.note(replace(errand, turn=each.turn), each)
    ledger.balance([(number, f"330199-01-{number[-4:]}", False) for number in office], attendances)
    return list(ledger.breaches())


def test_a_receipt_and_its_case_balance(errand: Errand) -> None:
    assert breaches(errand, trip(), office=[NUMBER], attendances={NUMBER: 1}) == []


@pytest.mark.parametrize(
    "office", [[], [NUMBER, NUMBER], [NUMBER, NUMBER[:-1] + "2"]], ids=["lost", "twice", "nobody's"]
)
def test_a_case_that_is_lost_or_doubled_or_nobody_s_is_a_breach(errand: Errand, office: list[str]) -> None:
    assert breaches(errand, trip(), office=office, attendances={NUMBER: 1}) != []


def test_an_end_that_the_rules_do_not_know_is_a_breach(errand: Errand) -> None:
    (breach,) = breaches(errand, trip(outcome=STUCK, number=""), office=[], attendances={})
    assert breach == "seed 1, citizen 1 (a_matter, ready, visit 1): ends as stuck, not as accepted"


def test_who_came_twice_is_counted_twice(errand: Errand) -> None:
    first = trip(outcome=NOTICE, number="", counted=True, kiosk="330199-01")
    ledger = Ledger(seed=1)
    ledger.note(replace(errand, expects=NOTICE), first)
    ledger.note(errand, trip(turn=2, kiosk="330199-02"))
    ledger.balance([(NUMBER, "", False)], {NUMBER: 1})
    (breach,) = ledger.breaches()
    assert breach.endswith("the office counts 1 attendances, not 2")
    assert ledger.rows()[0]["trips"] == 2.0


# --- the people


def test_the_same_seed_brings_the_same_people(assets: Path) -> None:
    services = load(assets / "catalogue")
    first, second, other = (list(islice(Crowd(services, seed, TODAY).come(), 60)) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_nobody_has_a_number_that_is_not_right_in_form_or_is_another_s(assets: Path) -> None:
    crowd = list(islice(Crowd(load(assets / "catalogue"), 1, TODAY).come(), 200))
    numbers = [person.number for citizen in crowd for person in citizen.persons.values()]
    assert all(ric.calc_check_digit(number) == number[17] and number.startswith("330199") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_firm_s_code_is_right_in_form() -> None:
    assert [credit_code_mistake(credit_code(random.Random(seed))) for seed in range(50)] == [None] * 50


def test_a_marked_picture_says_which_sheet_it_shows() -> None:
    assert papers.name_in(papers.marked(b"jpeg", "12-1-lease")) == "12-1-lease"
    assert papers.name_in(b"jpeg") == ""
