"""The office's file: whole or not at all, brought forward from older versions, and silent about people."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from kiosk.backend.office import Office
from kiosk.backend.store import VERSION, Store
from kiosk.backend.tables import Sequence
from kiosk.backend.visits import visit_report
from kiosk.catalogue.loader import Catalogue
from kiosk.submission.questions import AskProgress, ProgressAnswer
from tests.backend.conftest import URL, OfficeAt, OfficeClock
from tests.submission.conftest import HOST, KIOSK, NAME, NUMBER, PROOF, Brought

OLD = Path(__file__).parent / "data" / "office-v1"  # two proofs of insurance, as version 1 kept them
OLD_NUMBERS = [f"{PROOF}2026112300{n:02d}" for n in (1, 2)]


@pytest.fixture
def old_office(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLD, tmp_path / "office"))


@pytest.fixture
def opened(old_office: Path, assets: Path, catalogue: Catalogue) -> Callable[[], Office]:
    return lambda: Office(old_office, assets, catalogue, URL, OfficeClock().now, HOST)


def test_a_file_of_version_1_has_all_its_cases_and_finds_them_in_new_ways(opened: Callable[[], Office]) -> None:
    office = opened()
    by_person = office.answers[AskProgress](AskProgress(number=NUMBER))
    by_number = [office.desk.find(number).envelope.provisional for number in OLD_NUMBERS]
    found = office.desk.find(f"{KIOSK}-20261123-0002").acceptance.case_number
    office.close()
    assert isinstance(by_person, ProgressAnswer)
    assert [case.number for case in by_person.cases] == OLD_NUMBERS
    assert by_number == [f"{KIOSK}-20261123-000{n}" for n in (1, 2)]
    assert found == OLD_NUMBERS[1]


def test_a_file_is_brought_forward_once_and_stays_so(opened: Callable[[], Office], old_office: Path) -> None:
    for _ in range(2):
        opened().close()
    db = sqlite3.connect(old_office / "office.sqlite")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    people = db.execute("SELECT count(*) FROM involved").fetchone()
    db.close()
    assert (version, people) == (VERSION, (2,))
    assert "application_1" not in tables


def test_numbers_go_on_where_an_older_program_stopped(opened: Callable[[], Office]) -> None:
    office = opened()
    with office.store.session() as session:
        (last,) = session.scalars(select(Sequence.last)).all()
    office.close()
    assert last == 2


def test_what_is_wrong_in_the_midst_leaves_the_old_file_as_it_was(
    opened: Callable[[], Office], old_office: Path
) -> None:
    db = sqlite3.connect(old_office / "office.sqlite")
    db.execute("CREATE TABLE payment (what INTEGER)")
    db.execute("CREATE INDEX ix_rating_case_number ON payment (what)")  # in the way of a new one
    with pytest.raises(OperationalError, match="ix_rating_case_number"):
        opened()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (cases,) = db.execute("SELECT count(*) FROM application").fetchone()
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    assert (version, cases, tables) == (1, 2, {"application", "sequence", "payment"})


def test_data_of_a_newer_version_is_refused(office: OfficeAt) -> None:
    db = sqlite3.connect(office.data / "office.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(RuntimeError, match="version 99"):
        Store(office.data)


def test_nothing_personal_lies_open_on_the_offices_disk(office: OfficeAt, registration_case: Brought) -> None:
    office.accepted(registration_case)
    on_disk = b"".join(file.read_bytes() for file in office.data.rglob("*") if file.is_file())
    told = [word.encode(code) for word in (NAME, NUMBER) for code in ("utf-8", "utf-16-le")]
    assert not [word for word in told if word in on_disk]


def test_the_report_of_visits_knows_the_old_cases_too(opened: Callable[[], Office]) -> None:
    office = opened()
    report = visit_report(office.store)
    office.close()
    assert [(item.item_code, item.cases, item.by_attendances) for item in report.items] == [(PROOF, 2, {1: 2})]
