"""Shared data: hit, miss, slow, down; and records that fit together."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from kiosk.backend.registers import FAULTS, PEOPLE, Records, Registers, load_records
from kiosk.catalogue.codes import credit_code_mistake
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Lookup, Service
from kiosk.catalogue.moments import day_of
from kiosk.catalogue.registers import load_registers
from kiosk.people.numbers import number_problem
from kiosk.submission.questions import RegisterAnswer, RegisterQuestion
from tests.backend.conftest import OfficeAt, OfficeClock
from tests.submission.conftest import NOW, NUMBER, PROOF

CHEN_WEN, WU_JI = "330199198806120133", "330199197905030374"
NUMBERS = {"spouse_number", "child_number", "father_number", "mother_number", "own_number", "relative_number"}


def asked(register: str, number: str = "", **by: str) -> RegisterQuestion:
    return RegisterQuestion(register=register, number=number, by=by, purpose=PROOF)


def test_a_record_is_found_under_its_number(office: OfficeAt) -> None:
    answer = office.ask(asked("marriage", CHEN_WEN))
    assert (answer.found, answer.as_of) == ("hit", NOW.date())
    assert answer.entries[0]["spouse_name"] == "颜䶮"


def test_several_records_are_found_by_what_they_say(office: OfficeAt) -> None:
    answer = office.ask(asked("overload_case", plate="浙A99001"))
    assert [entry["outcome"] for entry in answer.entries] == ["fine", "warning"]
    one = office.ask(asked("overload_case", case_number="CZ2026111203"))
    assert [entry["amount"] for entry in one.entries] == ["30000"]


def test_what_is_not_there_is_a_miss_and_no_error(office: OfficeAt) -> None:
    assert office.ask(asked("marriage", NUMBER)) == RegisterAnswer(found="miss", as_of=NOW.date())
    assert office.ask(asked("firm", credit_code="91330199MA99999999")).found == "miss"


def test_a_register_may_say_something_of_everybody_else(office: OfficeAt) -> None:
    assert office.ask(asked("firm_name", company_name="示例县从来没有的公司")).entries == ({"available": "yes"},)
    assert office.ask(asked("firm_name", company_name="示例县东湖机械厂")).entries[0]["available"] == "no"


def test_a_day_that_moves_with_today_is_told_as_a_day(office: OfficeAt) -> None:
    assert office.ask(asked("birth_record", CHEN_WEN)).entries[0]["birth_date"] == "2026-10-14"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (asked("star_signs", CHEN_WEN), "unknown_register"),
        (asked("marriage"), "wrong_key"),
        (asked("marriage", plate="浙A99001"), "wrong_key"),
        (asked("firm", CHEN_WEN), "wrong_key"),
        (asked("firm"), "wrong_key"),
    ],
)
def test_a_question_that_no_register_could_answer_is_refused(
    office: OfficeAt, question: RegisterQuestion, code: str
) -> None:
    assert office.refused(question) == (422, code)


def test_a_register_that_is_down_is_no_miss_and_comes_back_without_a_restart(office: OfficeAt) -> None:
    (office.data / FAULTS).write_text(json.dumps({"marriage": "down"}))
    assert office.refused(asked("marriage", CHEN_WEN)) == (503, "register_down")
    assert office.ask(asked("property", CHEN_WEN)).found == "hit"
    (office.data / FAULTS).unlink()
    assert office.ask(asked("marriage", CHEN_WEN)).found == "hit"


def test_a_register_that_is_slow_takes_its_time(office: OfficeAt) -> None:
    (office.data / FAULTS).write_text(json.dumps({"marriage": 0.2}))
    began = time.monotonic()
    assert office.ask(asked("marriage", CHEN_WEN)).found == "hit"
    assert time.monotonic() - began >= 0.2


def test_other_people_can_be_brought_along(tmp_path: Path, assets: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text(json.dumps({"people": {NUMBER: {"marriage": [{"status": "unmarried"}]}}}))
    registers = Registers(assets, tmp_path, OfficeClock().now, people)
    assert registers.find("marriage", NUMBER) == ({"status": "unmarried"},)
    assert registers.find("marriage", CHEN_WEN) == ()


# --- the records that are shipped


@pytest.fixture(scope="module")
def records() -> Records:
    return load_records(Path(__file__).parents[2] / "assets" / PEOPLE)


def _all(records: Records) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Where a record stands, its register, and the record."""
    for number, told in records.people.items():
        yield from ((number, register, entry) for register, entries in told.items() for entry in entries)
    for part in (records.bodies, records.otherwise):
        yield from (("", register, entry) for register, entries in part.items() for entry in entries)


def test_every_record_belongs_to_a_register_and_has_its_keys_alone(records: Records, assets: Path) -> None:
    registers = load_registers(assets)
    strange = [(w, r, sorted(e)) for w, r, e in _all(records) if not e.keys() <= set(registers[r].keys)]
    assert not strange
    assert all(registers[r].by == "person" for told in records.people.values() for r in told)
    assert all(registers[r].by == "fields" for r in records.bodies)


def test_every_number_is_right_in_form_and_everybody_whom_a_record_names_is_there(records: Records) -> None:
    named = [entry[key] for _, _, entry in _all(records) for key in NUMBERS & entry.keys()]
    wrong = [n for n in (*records.people, *named) if n.startswith("3301") and number_problem(n, date(2026, 11, 23))]
    firms = [e["credit_code"] for _, r, e in _all(records) if r in ("firm", "business_licence")]
    assert not wrong
    assert not [code for code in firms if credit_code_mistake(code)]
    pupils = {entry["child_number"] for entry in records.bodies["school_record"]}
    assert set(named) - pupils <= records.people.keys()


def test_families_agree_with_each_other(records: Records) -> None:
    for number, told in records.people.items():
        for entry in told.get("marriage", ()):
            spouse = records.people.get(entry.get("spouse_number", ""))
            if spouse is not None:
                (theirs,) = spouse["marriage"]
                assert theirs["spouse_number"] == number
                assert theirs["certificate_number"] == entry["certificate_number"]
        for child in told.get("kinship", ()):
            assert number in {child.get(key) for key in ("father_number", "mother_number", "child_number")}


def test_what_the_population_register_says_agrees_with_the_cards_but_for_those_who_are_meant_to_differ(
    records: Records, assets: Path
) -> None:
    wallet = yaml.safe_load((assets / "cards" / "wallet.yaml").read_text(encoding="utf-8"))
    cards = {name: entry["card"] for name, entry in wallet.items() if "card" in entry}
    names = {
        name: records.people[c["number"]]["population"][0]["name"]
        for name, c in cards.items()
        if c["number"] in records.people
    }
    other = {name for name, told in names.items() if told != cards[name]["name"]}
    assert other == {"social_long", "macao"}
    assert {"chen_wen", "wu_ji", "yan_yan", "guli", "long_name", "elder", "minor", "expired", "social"} <= names.keys()


def test_amounts_follow_the_rule_of_the_ministry(records: Records) -> None:
    """交通运输部令 2016 No. 62 Art. 43: up to 1,000 kg a warning, else 500 yuan for each 1,000 kg, 30,000 at most."""
    for case in records.bodies["overload_case"]:
        over = int(case["weight_kg"]) - int(case["limit_kg"])
        expected = 0 if over <= 1000 else min(30_000, over // 1000 * 500)
        assert (int(case["over_kg"]), int(case["amount"])) == (over, expected)
        assert case["outcome"] == ("fine" if expected else "warning")


def test_days_of_the_shipped_records_are_days(records: Records) -> None:
    keys = {"since", "until", "valid_until", "verified_until", "birth", "birth_date", "child_birth", "moved_in"}
    months = {"social_insurance"}
    told = [e[k] for _, r, e in _all(records) for k in keys & e.keys() if r not in months]
    assert not [day for day in told if day_of(day, NOW.date()) is None]


def _lookups(service: Service) -> Iterator[tuple[Lookup, tuple[str, ...]]]:
    """All that a service asks a register, and the answers that a condition wants."""
    yield from ((c.lookup, c.is_) for c in service.conditions if c.lookup is not None)
    for field in (*service.situations, *service.fields):
        yield from ((lookup, ()) for lookup in (field.lookup, field.options_from) if lookup is not None)
    yield from ((m.lookup, ()) for m in service.materials if m.lookup is not None)
    if service.fine is not None:
        yield service.fine.amount, ()


def test_whatever_a_service_asks_somebody_is_there_of_whom_it_is_answered(
    records: Records, catalogue: Catalogue
) -> None:
    told: dict[str, list[dict[str, str]]] = {}
    for _, register, entry in _all(records):
        told.setdefault(register, []).append(entry)
    unanswered = [
        (service.item_code, lookup.register_, lookup.key)
        for service in catalogue
        for lookup, wanted in _lookups(service)
        if not any(
            (lookup.key is None or lookup.key in entry) and (not wanted or entry[lookup.key or ""] in wanted)
            for entry in told.get(lookup.register_, ())
        )
    ]
    assert not unanswered
