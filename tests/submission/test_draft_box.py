"""Drafts on the machine's disk: whole or not at all, until the office has them or their time is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.submission.draft_box import DraftBox
from kiosk.submission.draft_code import DraftCode
from tests.submission.conftest import NAME, NOW, NUMBER, sealed_draft


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    draft, _ = sealed_draft()
    DraftBox(tmp_path / "d").keep(draft)
    waiting = DraftBox(tmp_path / "d").due(NOW)
    assert waiting is not None
    assert (waiting.draft, waiting.attempts) == (draft, 0)


def test_the_same_id_again_replaces_it(drafts: DraftBox) -> None:
    code = DraftCode.new()
    for chosen in (b"first", b"second"):
        drafts.keep(sealed_draft(code, chosen=chosen)[0])
    waiting = drafts.due(NOW)
    assert waiting is not None
    drafts.delivered(waiting.draft)
    assert drafts.due(NOW) is None


def test_one_that_failed_is_due_at_its_time_and_behind_those_that_did_not(drafts: DraftBox) -> None:
    old, new = sealed_draft()[0], sealed_draft()[0]
    drafts.keep(old)
    drafts.later(old.id, NOW + timedelta(seconds=10))
    assert drafts.due(NOW) is None
    assert drafts.next_try() == NOW + timedelta(seconds=10)
    drafts.keep(new)
    waiting = drafts.due(NOW + timedelta(seconds=10))
    assert waiting is not None
    assert waiting.draft == new


def test_a_clock_that_was_set_back_does_not_keep_it_for_days(drafts: DraftBox) -> None:
    draft, _ = sealed_draft()
    drafts.keep(draft)
    drafts.later(draft.id, NOW + timedelta(seconds=10))
    assert drafts.due(NOW - timedelta(days=3)) is not None


def test_one_whose_time_is_over_is_deleted(drafts: DraftBox, tmp_path: Path) -> None:
    drafts.keep(sealed_draft()[0])
    assert drafts.due(NOW + timedelta(days=91)) is None
    assert list((tmp_path / "drafts").iterdir()) == []
    assert drafts.next_try() is None


def test_a_file_that_is_no_draft_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / f"{'A' * 16}.json").write_text("{")
    box = DraftBox(tmp_path / "drafts")
    draft, _ = sealed_draft()
    box.keep(draft)
    waiting = box.due(NOW)
    assert waiting is not None
    assert waiting.draft == draft


def test_a_disk_that_is_full_keeps_what_was_there(drafts: DraftBox, monkeypatch: pytest.MonkeyPatch) -> None:
    code = DraftCode.new()
    first = sealed_draft(code)[0]
    drafts.keep(first)
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", _full)
        with pytest.raises(OSError, match="full"):
            drafts.keep(sealed_draft(code, chosen=b"second")[0])
    waiting = drafts.due(NOW)
    assert waiting is not None
    assert waiting.draft == first


def _full(_: int) -> None:
    raise OSError("full")


def test_the_files_say_nothing_of_anybody(drafts: DraftBox, tmp_path: Path) -> None:
    drafts.keep(sealed_draft(personal=f"{NAME} {NUMBER}".encode())[0])
    (file,) = (tmp_path / "drafts").iterdir()
    assert not [word for word in (NAME, NUMBER) if word.encode() in file.read_bytes()]
