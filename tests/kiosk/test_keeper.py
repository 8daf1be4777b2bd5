"""Promises of the keeper, with real visit processes (without a window) on real pipes."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from kiosk import pipe as p
from kiosk.audit.log import AuditLog
from kiosk.clock import SystemClock
from kiosk.keeper import Keeper, pause
from kiosk.submission.contract import Acceptance
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.outbox import Outbox, ParcelState
from tests.kiosk.scripted_visit import ITEM

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[2]
LASTING = ["warm", "go", "shown", "wait"]
ONE_VISIT = ["warm", "go", "shown", "gone"]


class Stage:
    """Runs a keeper whose visit processes follow one script after the other (the last one for ever)."""

    def __init__(self, folder: Path) -> None:
        self.heard: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.events: list[dict[str, Any]] = []
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.drafts = DraftBox(folder / "drafts")
        self.pids: list[int] = []
        self._scripts: list[list[str]] = []
        self._audit = AuditLog(folder / "audit", "330199-01", SystemClock())
        write = self._audit.record

        def record(event: str, **fields: Any) -> None:
            write(event, **fields)
            self.heard.put({"event": event, **fields})

        self._audit.record = record  # type: ignore[method-assign]
        self.keeper = Keeper(
            self._spawn,
            self.outbox,
            self.drafts,
            lambda envelope: f"HTTPS://X/R/{envelope.key.hex.upper()}",
            "330199-01",
            self._audit,
            SystemClock(),
            lambda: self.deliver(),
        )
        self.deliver: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self.keeper.run, name="keeper")

    def run(self, *scripts: list[str]) -> None:
        self._scripts = list(scripts)
        self._thread.start()

    def until(self, event: str, times: int = 1) -> None:
        while sum(e["event"] == event for e in self.events) < times:
            self.events.append(self.heard.get(timeout=20))

    def close(self) -> None:
        """Idempotent."""
        self.keeper.stop()
        self._thread.join(20)
        assert not self._thread.is_alive()
        self.outbox.close()

    def _spawn(self) -> tuple[subprocess.Popen[bytes], p.Pipe]:
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        ours, theirs = p.pipe()
        fd = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kiosk.scripted_visit", str(fd), *script], pass_fds=[fd], cwd=ROOT
        )
        theirs.close_copy()
        self.pids.append(process.pid)
        return process, ours


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.close()


def test_when_a_visit_ends_the_warm_successor_comes_on(stage: Stage) -> None:
    stage.run(ONE_VISIT, LASTING)
    stage.until("visit-process-shown", times=2)
    assert stage.keeper.ended == 1
    assert [e["warm"] for e in stage.events if e["event"] == "visit-process-started"] == [False, True]


def test_when_a_visit_is_killed_the_successor_comes_on_and_the_death_is_logged(stage: Stage) -> None:
    stage.run(["warm", "go", "shown", "die"], LASTING)
    stage.until("visit-process-died")
    stage.until("visit-process-shown", times=2)
    assert [e["code"] for e in stage.events if e["event"] == "visit-process-died"] == [-9]


def test_when_the_warm_successor_dies_another_one_is_made_and_the_citizen_notices_nothing(stage: Stage) -> None:
    stage.run(LASTING, ["warm", "die"], LASTING)
    stage.until("visit-process-started", times=3)
    assert sum(e["event"] == "visit-process-shown" for e in stage.events) == 1


def test_a_case_is_on_the_disk_before_the_visit_hears_that_it_is_kept_and_hears_of_its_delivery(stage: Stage) -> None:
    def deliver() -> None:
        waiting = stage.outbox.due(SystemClock().now())
        assert waiting is not None
        acceptance = Acceptance(
            case_number=f"{ITEM}{SystemClock().now():%Y%m%d}0001", accepted_at=SystemClock().now(), receipt_code="X"
        )
        stage.outbox.accepted(waiting.envelope.key, acceptance)
        stage.keeper.delivered(waiting.envelope.key, acceptance)

    stage.deliver = deliver
    stage.run(["warm", "go", "shown", "deposit", "gone"], LASTING)
    stage.until("visit-process-shown", times=2)
    kept = stage.outbox.find(f"330199-01-{SystemClock().now():%Y%m%d}-0001")
    assert kept is not None
    assert kept.state is ParcelState.ACCEPTED


def test_a_draft_is_on_the_disk_before_the_visit_hears_that_it_is_kept_and_hears_when_it_is_at_the_office(
    stage: Stage,
) -> None:
    def deliver() -> None:
        waiting = stage.drafts.due(SystemClock().now())
        assert waiting is not None
        stage.drafts.delivered(waiting.draft)
        stage.keeper.draft_delivered(waiting.draft.id, waiting.draft.kept_at)

    stage.deliver = deliver
    stage.run(["warm", "go", "shown", "leave", "gone"], LASTING)
    stage.until("visit-process-shown", times=2)
    assert "draft-delivered" in {e["event"] for e in stage.events}
    assert stage.drafts.next_try() is None


def test_a_draft_that_the_disk_does_not_take_is_told_to_be_not_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.drafts, "keep", _full)
    stage.run(["warm", "go", "shown", "refused", "gone"], LASTING)
    stage.until("visit-process-shown", times=2)


def _full(_: object) -> None:
    raise OSError("no space left")


def test_a_visit_that_cannot_start_is_tried_again_until_it_can(stage: Stage) -> None:
    stage.run(["die"], ["die"], LASTING)
    stage.until("visit-process-shown")
    assert sum(e["event"] == "visit-process-died" for e in stage.events) == 2


def test_starts_come_ever_more_slowly_when_one_after_the_other_dies() -> None:
    assert [pause(deaths) for deaths in (0, 1, 2, 3, 4, 9)] == [0, 0, 1, 2, 4, 30]


def test_what_the_audit_log_refuses_does_not_take_the_keeper_down(stage: Stage) -> None:
    stage.run(["warm", "nonsense", "go", "shown", "gone"], LASTING)
    stage.until("visit-process-shown", times=2)
    assert "step-shown" not in {e["event"] for e in stage.events}


def test_a_visit_that_does_not_end_when_it_is_told_to_is_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.keeper.STOP_SECONDS", 0.2)
    stage.run(["warm", "go", "shown", "deaf"], LASTING)
    stage.until("visit-process-shown")
    stage.close()
    assert all(not psutil.pid_exists(pid) for pid in stage.pids)


def test_the_audit_log_of_a_day_tells_the_same_story(stage: Stage, tmp_path: Path) -> None:
    stage.run(ONE_VISIT, LASTING)
    stage.until("visit-process-shown", times=2)
    (file,) = (tmp_path / "audit").iterdir()
    events = [json.loads(line)["event"] for line in file.read_text().splitlines()]
    assert events[:3] == ["visit-process-started", "visit-process-shown", "visit-process-started"]
