"""Promises of the audit log: what is not in the registry cannot be written, and nothing personal fits into a field."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.audit.log import AuditError, AuditLog, checked, registry
from tests.conftest import TurnedClock

ITEM = "11330199MB000014XP4332014001002"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log(tmp_path: Path, clock: TurnedClock) -> AuditLog:
    return AuditLog(tmp_path, "330199-01", clock)


def test_an_event_becomes_one_line_with_time_kiosk_and_visit(log: AuditLog, tmp_path: Path) -> None:
    log.record("visit-started", visit="ab12cd34", service=ITEM)
    (line,) = (tmp_path / "audit-20261123.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "sequence": 1,
        "at": "2026-11-23T09:00:00.000+08:00",
        "kiosk": "330199-01",
        "visit": "ab12cd34",
        "event": "visit-started",
        "severity": "info",
        "service": ITEM,
    }


def test_a_new_day_begins_a_new_file(log: AuditLog, tmp_path: Path, clock: TurnedClock) -> None:
    log.record("kiosk-stopped", reason="told")
    clock.advance(24 * 3600)
    log.record("kiosk-stopped", reason="told")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["audit-20261123.jsonl", "audit-20261124.jsonl"]


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("no-such-event", {}),
        ("step-shown", {}),
        ("step-shown", {"step": "form", "name": "x"}),
        ("step-shown", {"step": "张三"}),
        ("step-shown", {"step": "330199199001010012"}),
        ("step-shown", {"step": "a330199199001010012"}),
        ("step-shown", {"step": "tel-13800001111"}),
        ("visit-started", {"service": "330199199001010012"}),
        ("visit-ended", {"reason": "done", "step": "form", "seconds": 330199199001010012}),
        ("visit-ended", {"reason": "done", "step": "form", "seconds": True}),
    ],
)
def test_what_the_registry_does_not_allow_is_refused_and_not_repeated(event: str, fields: dict[str, object]) -> None:
    with pytest.raises(AuditError) as refusal:
        checked(event, fields)
    assert "199001010012" not in str(refusal.value)
    assert "张三" not in str(refusal.value)


@given(st.from_regex(r"330199(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d)\d{3}[\dX]", fullmatch=True))
def test_no_id_number_fits_into_any_text_field(number: str) -> None:
    for event, kind in registry().items():
        for name in kind.fields:
            others = {n: _fitting(k) for n, k in kind.fields.items()}
            with pytest.raises(AuditError):
                checked(event, {**others, name: number})


def _fitting(kind: str) -> object:
    return {"word": "word", "item": ITEM, "number": 1, "flag": True, "version": "1.0"}[kind]


def test_every_event_that_the_code_records_is_in_the_registry_with_these_fields_and_every_one_is_used() -> None:
    used: dict[str, set[frozenset[str]]] = {}
    for file in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in ("record", "_note"):
                    names = frozenset(k.arg for k in node.keywords if k.arg and k.arg != "visit")
                    used.setdefault(str(node.args[0].value), set()).add(names)
    assert used.keys() == registry().keys()
    for event, calls in used.items():
        assert calls == {frozenset(registry()[event].fields)}, event
