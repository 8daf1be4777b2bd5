from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.submission.contract import Acceptance
from kiosk.submission.outbox import SCHEMA, Outbox, OutboxError, OutboxErrorCode, ParcelState, bring_forward
from kiosk.submission.packing import Parcel
from tests.submission.conftest import KIOSK, NAME, NOW, NUMBER, Brought, OfficeSide, parcel_of

ACCEPTANCE = Acceptance(case_number="11330199MB000014XP4332014001002202611230001", accepted_at=NOW, receipt_code="X")
OLD_FILE = Path(__file__).parent / "data" / "outbox-v1.sqlite"
OLD_KEY = UUID("00000000-0000-4000-8000-000000000001")


def test_what_was_put_is_there_after_a_restart(tmp_path: Path, parcel: Parcel) -> None:
    first = Outbox(tmp_path / "o.sqlite")
    first.put(parcel.envelope, parcel.blobs)
    first.close()
    again = Outbox(tmp_path / "o.sqlite")
    waiting = again.due(NOW)
    again.close()
    assert waiting is not None
    assert waiting.envelope == parcel.envelope


@pytest.mark.processes
def test_a_kill_in_the_midst_of_work_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.submission.putter", str(tmp_path / "o.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        acknowledged = [UUID(child.stdout.readline().strip()) for _ in range(20)]
        child.kill()
    outbox = Outbox(tmp_path / "o.sqlite")
    found = [outbox.find(key) for key in acknowledged]
    pages = [outbox.blobs(key) for key in acknowledged]
    outbox.close()
    assert [kept.state for kept in found if kept is not None] == [ParcelState.WAITING] * 20
    assert [len(page["a" * 64]) for page in pages] == [200_000] * 20


def test_the_same_key_twice_is_one_case(outbox: Outbox, parcel: Parcel) -> None:
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.put(parcel.envelope, parcel.blobs)
    assert outbox.backlog().waiting == 1


def test_a_case_without_all_its_pages_is_not_taken(
    outbox: Outbox, registration_case: Brought, office_side: OfficeSide
) -> None:
    with pytest.raises(ValueError, match="not those that the envelope names"):
        outbox.put(parcel_of(registration_case, office_side.public).envelope, {})
    assert outbox.backlog().waiting == 0


def test_after_the_acceptance_nothing_sealed_is_left_in_any_file(
    tmp_path: Path, outbox: Outbox, registration_case: Brought, office_side: OfficeSide
) -> None:
    parcel = parcel_of(registration_case, office_side.public)
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.accepted(parcel.envelope.key, ACCEPTANCE)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [sealed for sealed in parcel.blobs.values() if sealed[40:80] in on_disk]
    assert parcel.envelope.model_dump(mode="json")["sealed"][:60].encode() not in on_disk


def test_the_file_never_holds_a_name_or_a_number(
    tmp_path: Path, outbox: Outbox, registration_case: Brought, office_side: OfficeSide
) -> None:
    parcel = parcel_of(registration_case, office_side.public)
    outbox.put(parcel.envelope, parcel.blobs)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    told = [word.encode(code) for word in (NAME, NUMBER) for code in ("utf-8", "utf-16-le", "gb18030")]
    assert not [word for word in told if word in on_disk]


def test_the_provisional_number_leads_to_the_real_one(outbox: Outbox, parcel: Parcel) -> None:
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.accepted(parcel.envelope.key, ACCEPTANCE)
    kept = outbox.find(parcel.envelope.provisional)
    assert kept is not None
    assert kept.acceptance == ACCEPTANCE


def test_numbers_are_never_given_twice_even_across_a_restart(tmp_path: Path) -> None:
    first = Outbox(tmp_path / "o.sqlite")
    given = [first.next_number(KIOSK, NOW.date()) for _ in range(2)]
    first.close()
    again = Outbox(tmp_path / "o.sqlite")
    given.append(again.next_number(KIOSK, NOW.date()))
    given.append(again.next_number(KIOSK, NOW.date() + timedelta(days=1)))
    again.close()
    assert given == [f"{KIOSK}-2026112{d}-000{n}" for d, n in ((3, 1), (3, 2), (3, 3), (4, 1))]


def test_a_case_that_failed_is_due_again_only_at_its_time(outbox: Outbox, parcel: Parcel) -> None:
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.later(parcel.envelope.key, "timeout", NOW + timedelta(seconds=10))
    assert outbox.due(NOW + timedelta(seconds=9)) is None
    assert outbox.next_try() == NOW + timedelta(seconds=10)
    waiting = outbox.due(NOW + timedelta(seconds=10))
    assert waiting is not None
    assert waiting.attempts == 1


def test_a_clock_that_was_set_back_does_not_keep_a_case_for_days(outbox: Outbox, parcel: Parcel) -> None:
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.later(parcel.envelope.key, "timeout", NOW + timedelta(seconds=10))
    assert outbox.due(NOW - timedelta(days=3)) is not None


def test_a_new_case_goes_before_a_backlog(outbox: Outbox, proof_case: Brought, office_side: OfficeSide) -> None:
    old, new = (parcel_of(proof_case, office_side.public, n) for n in (1, 2))
    outbox.put(old.envelope, {})
    outbox.later(old.envelope.key, "timeout", NOW)
    outbox.put(new.envelope, {})
    waiting = outbox.due(NOW)
    assert waiting is not None
    assert waiting.envelope.key == new.envelope.key


def test_a_refused_case_is_held_whole_for_the_staff_and_can_be_released(
    outbox: Outbox, registration_case: Brought, office_side: OfficeSide
) -> None:
    parcel = parcel_of(registration_case, office_side.public)
    outbox.put(parcel.envelope, parcel.blobs)
    outbox.refused(parcel.envelope.key, "rejected")
    assert outbox.due(NOW + timedelta(days=30)) is None
    assert [kept.error for kept in outbox.held()] == ["rejected"]
    outbox.release(parcel.envelope.key)
    waiting = outbox.due(NOW)
    assert waiting is not None
    assert waiting.envelope == parcel.envelope
    assert outbox.blobs(parcel.envelope.key) == parcel.blobs


def test_the_backlog_knows_its_oldest_case(outbox: Outbox, parcel: Parcel) -> None:
    assert outbox.backlog().oldest is None
    outbox.put(parcel.envelope, parcel.blobs)
    assert outbox.backlog().oldest == NOW
    outbox.accepted(parcel.envelope.key, ACCEPTANCE)
    assert outbox.backlog().oldest is None


@pytest.mark.usefixtures("outbox")
def test_a_second_owner_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutboxError) as refused:
        Outbox(tmp_path / "outbox.sqlite")
    assert refused.value.code is OutboxErrorCode.IN_USE


def test_a_file_that_is_no_outbox_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "o.sqlite"
    file.write_bytes(b"something else entirely" * 100)
    with pytest.raises(OutboxError) as refused:
        Outbox(file)
    assert refused.value.code is OutboxErrorCode.DAMAGED
    assert file.read_bytes() == b"something else entirely" * 100


def test_a_disk_that_is_full_is_said_and_nothing_is_kept_by_half(tmp_path: Path, parcel: Parcel) -> None:
    outbox = Outbox(tmp_path / "o.sqlite")
    outbox._db.execute("PRAGMA max_page_count = 12")
    big = parcel.envelope.model_copy(update={"blobs": ("a" * 64,)})
    with pytest.raises(OutboxError) as refused:
        outbox.put(big, {"a" * 64: bytes(1_000_000)})
    backlog = outbox.backlog()
    outbox.close()
    assert refused.value.code is OutboxErrorCode.DISK
    assert backlog.waiting == 0


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file as version 1 wrote it: one case waits with a page, one is accepted, two numbers were given."""
    return Path(shutil.copy(OLD_FILE, tmp_path / "old.sqlite"))


def test_a_file_of_version_1_is_read_and_carried_on(old_file: Path) -> None:
    outbox = Outbox(old_file)
    waiting, numbers = outbox.due(NOW), outbox.next_number(KIOSK, NOW.date())
    pages = outbox.blobs(OLD_KEY)
    accepted = outbox.find(f"{KIOSK}-20261123-0002")
    outbox.close()
    assert waiting is not None
    assert (waiting.envelope.key, waiting.attempts) == (OLD_KEY, 1)
    assert list(pages.values()) == [b"a sealed page"]
    assert numbers == f"{KIOSK}-20261123-0003"
    assert accepted is not None
    assert accepted.state is ParcelState.ACCEPTED


def test_an_old_file_is_brought_forward_with_all_its_cases(old_file: Path) -> None:
    db = sqlite3.connect(old_file, isolation_level=None)
    bring_forward(db, (*SCHEMA, "ALTER TABLE parcel ADD COLUMN note TEXT NOT NULL DEFAULT 'none'"))
    found = (
        db.execute("SELECT key, note FROM parcel ORDER BY rowid").fetchall(),
        db.execute("PRAGMA user_version").fetchone(),
    )
    db.close()
    assert found == ([(str(OLD_KEY), "none"), ("00000000-0000-4000-8000-000000000002", "none")], (2,))


def test_a_bringing_forward_that_fails_midway_changes_nothing(old_file: Path) -> None:
    db = sqlite3.connect(old_file, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        bring_forward(db, (*SCHEMA, "DROP TABLE blob; ALTER TABLE nothing ADD COLUMN x"))
    found = db.execute("SELECT count(*) FROM blob").fetchone(), db.execute("PRAGMA user_version").fetchone()
    db.close()
    assert found == ((1,), (1,))


def test_a_file_of_a_newer_program_is_refused_untouched(old_file: Path) -> None:
    db = sqlite3.connect(old_file)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(OutboxError) as refused:
        Outbox(old_file)
    assert refused.value.code is OutboxErrorCode.NEWER
