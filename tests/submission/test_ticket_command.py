"""`kiosk ticket open`: a clerk goes on where the citizen stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk.backend.keys import Party, enrol
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.http_office import HttpInquirer
from kiosk.submission.questions import KeepDraft
from kiosk.submission.ticket_command import tickets
from tests.backend.test_server import Office
from tests.submission.conftest import sealed_draft

UNKNOWN = DraftCode("A" * 16, bytes(16)).text
CHOSEN, PERSONAL = {"item_code": "X"}, {"identity": {"name": "陈文"}}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Office(tmp_path / "office", True, None) as running:
        yield running


def kept(office: Office, personal: bytes | None = json.dumps(PERSONAL).encode()) -> DraftCode:
    draft, code = sealed_draft(chosen=json.dumps(CHOSEN).encode(), personal=personal)
    with HttpInquirer(office.running.url, office.token, office.running.ca or True) as kiosk:
        kiosk.ask(KeepDraft(draft=draft))
    return code


def run(office: Office, folder: Path, text: str, role: str = "clerk", given: str = "") -> Result:
    token = folder / "token"
    token.write_text(enrol(office.data, Party.model_validate({"role": role, "name": "330199-09"})))
    words = ["open", text, "--url", office.running.url, "--token-file", str(token), "--ca-file", str(office.running.ca)]
    return CliRunner().invoke(tickets, words, input=given)


def test_a_clerk_sees_what_was_chosen_and_what_was_typed(office: Office, tmp_path: Path) -> None:
    result = run(office, tmp_path, kept(office).text)
    assert result.exit_code == 0
    opened = json.loads(result.stdout)
    assert (opened["kind"], opened["chosen"], opened["personal"]) == ("notice", CHOSEN, PERSONAL)
    assert "陈文" in result.stdout


def test_the_code_may_come_from_a_scanner_on_standard_input(office: Office, tmp_path: Path) -> None:
    result = run(office, tmp_path, "-", given=kept(office, None).text + "\n")
    assert json.loads(result.stdout)["personal"] is None


@pytest.mark.parametrize(
    ("text", "role", "said"),
    [
        ("some other code", "clerk", "not_a_code"),
        (UNKNOWN, "clerk", "404 unknown_draft"),
        (UNKNOWN, "kiosk", "403 wrong_role"),
    ],
)
def test_what_does_not_open_is_told(office: Office, tmp_path: Path, text: str, role: str, said: str) -> None:
    result = run(office, tmp_path, text, role)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_code_with_another_secret_opens_nothing(office: Office, tmp_path: Path) -> None:
    code = DraftCode(kept(office).id, bytes(16))
    result = run(office, tmp_path, code.text)
    assert result.exit_code == 2
    assert "陈文" not in result.output
