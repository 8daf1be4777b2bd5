"""Promises of `kiosk report visits`, over a log that the real AuditLog wrote."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from kiosk.__main__ import app
from kiosk.audit.log import AuditLog
from kiosk.audit.reading import read
from kiosk.catalogue.loader import load_healthy
from kiosk.report import Outcome, report
from kiosk.report_command import tables
from kiosk.visit.state import Problem, Step
from kiosk.wording import Language, wording
from tests.conftest import TurnedClock
from tests.kiosk.test_settings import GOOD, written

PROOF = "11330199MB000014XP4332014001002"
GONE = "11330199MB000014XP4332014009999"  # no longer offered
NEXT_DAY = "2026-11-24"


@pytest.fixture
def audit(tmp_path: Path, clock: TurnedClock) -> Path:
    """Two days: a proof that was handed in, then a refusal and a matter that is no longer offered."""
    folder = tmp_path / "audit"
    log = AuditLog(folder, "330199-01", clock)
    log.record("kiosk-started", version="1.0")
    log.record("visit-started", visit="a", service=PROOF)
    log.record("handed-in", visit="a", service=PROOF, state="kept", attendances=1, helped=True)
    log.record("rated", visit="a", service=PROOF, satisfaction=2)
    log.record("visit-ended", visit="a", reason="done", step="rate", seconds=192)
    clock.advance(24 * 3600)
    log.record("visit-started", visit="b", service=GONE)
    log.record("intercepted", visit="b", service=GONE, problem="missing_material")
    log.record("refused", visit="b", service=GONE, condition="adult")
    log.record("visit-ended", visit="b", reason="idle", step="form", seconds=60)
    return folder


def visits(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", "visits", *words], catch_exceptions=False)


def test_without_a_terminal_each_figure_is_a_line(audit: Path) -> None:
    said = visits("--audit", str(audit), "--language", "en").stdout
    assert said.startswith("23 November 2026 to 24 November 2026: 2 visits\n")
    assert "\nProof of social insurance\n  New: 1\n" in said
    assert f"\n{GONE}\n  New: 1\n" in said
    assert "  On first visit: 1 (100%)\n" in said
    assert "  Median time: 3 min 12 s\n" in said
    assert "\nWhere people gave up\n  Form: 1\n" in said
    assert f"\nConditions that were not met\n  {GONE}: adult: 1\n" in said


def test_a_first_day_leaves_the_days_before_it_out(audit: Path) -> None:
    said = json.loads(visits("--audit", str(audit), "--since", NEXT_DAY, "--json").stdout)
    assert (said["first_day"], said["last_day"]) == (NEXT_DAY, NEXT_DAY)
    assert [each["service"] for each in said["services"]] == [GONE]


def test_a_visit_over_midnight_is_one_visit(tmp_path: Path, clock: TurnedClock) -> None:
    log = AuditLog(tmp_path, "330199-01", clock)
    log.record("visit-started", visit="a", service=PROOF)
    clock.advance(24 * 3600)
    log.record("visit-ended", visit="a", reason="idle", step="form", seconds=60)
    assert report(read(tmp_path)).total.outcomes == {Outcome.GAVE_UP: 1}


def test_this_kiosks_own_log_is_read_where_its_settings_say(audit: Path, tmp_path: Path) -> None:
    kiosk_toml = written(tmp_path, GOOD.replace("/var/lib/kiosk", str(tmp_path)))
    assert json.loads(visits("--settings", str(kiosk_toml), "--json").stdout)["total"]["visits"] == 2


def test_a_torn_line_and_one_of_another_version_are_counted_and_the_rest_is_read(audit: Path) -> None:
    file = audit / "audit-20261124.jsonl"
    strange = '{"at":"2026-11-24T10:00:00","visit":"c","event":"visit-started","service":"330199199001010012"}\n'
    file.write_text('{"sequence": 5, "at": "20\n[]\n' + strange + file.read_text())
    said = json.loads(visits("--audit", str(audit), "--json").stdout)
    assert (said["unreadable_lines"], said["total"]["visits"]) == (3, 2)
    assert "3 lines of the log cannot be read" in visits("--audit", str(audit), "--language", "en").stdout


def test_other_files_beside_the_log_are_left_alone(audit: Path) -> None:
    (audit / "audit-20261125.jsonl.gz").write_bytes(b"\x1f\x8b")
    assert json.loads(visits("--audit", str(audit), "--json").stdout)["unreadable_lines"] == 0


def test_an_empty_log_is_said_to_be_empty(tmp_path: Path) -> None:
    done = visits("--audit", str(tmp_path), "--language", "en")
    assert (done.exit_code, done.stdout) == (0, "The log has no visits.\n")


def test_a_log_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = visits("--audit", str(tmp_path / "nowhere"), "--language", "en")
    assert (done.exit_code, done.stderr) == (2, f"kiosk: There is no log at {tmp_path / 'nowhere'}.\n")


@pytest.mark.parametrize("language", Language)
def test_a_terminal_shows_a_table_of_services_and_one_for_each_question(
    audit: Path, assets: Path, language: Language
) -> None:
    words = wording(assets / "wording", language)
    console = Console(width=140)
    with console.capture() as captured:
        console.print(*tables(report(read(audit)), load_healthy(assets / "catalogue")[0], words), sep="\n")
    text = captured.get()
    titles = ("outcomes", "problems", "conditions", "steps", "ratings")
    assert [title for title in titles if words.text(f"report-{title}") not in text] == []
    assert text.count("┏") == 6


CODES = (
    *(f"outcome-{outcome}" for outcome in Outcome),
    *(f"problem-{problem}" for problem in Problem),
    *(f"step-{step}" for step in Step),
    *(f"level-{level}" for level in range(1, 6)),
)


@pytest.mark.parametrize("code", CODES)
def test_everything_that_the_log_can_say_has_words(assets: Path, code: str) -> None:
    for language in Language:
        assert wording(assets / "wording", language).text(f"report-{code}")


def test_both_languages_say_the_same_things(assets: Path) -> None:
    keys = [
        re.findall(r"^([a-z][\w-]*) =", (assets / "wording" / language / "report.ftl").read_text("utf-8"), re.MULTILINE)
        for language in Language
    ]
    assert keys[0] == keys[1]
