"""`kiosk catalogue`, and what it is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.catalogue.command import app
from kiosk.catalogue.description import described
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.schema import schema_text
from kiosk.wording import Language, wording
from tests.catalogue.conftest import MATTER, line_of

ROOT = Path(__file__).resolve().parents[2]
CODE = "11330199MB0000318Y4330131002001"


def test_lint_of_what_is_right_ends_with_0_and_lists_what_is_not_confirmed(folder: Path) -> None:
    done = CliRunner().invoke(app, ["lint", "--folder", str(folder)])
    assert done.exit_code == 0
    assert f"registration.yaml:{line_of('  basis:', MATTER)}: fee.basis: somewhere else" in done.stdout
    assert done.stdout.endswith("0 mistakes, 1 points to confirm\n")


def test_lint_names_file_line_rule_and_reason_and_ends_with_1(folder: Path) -> None:
    broken = MATTER.replace("deferral: {working_days: 2}", "deferral: {working_days: 4}")
    (folder / "registration.yaml").write_text(broken, encoding="utf-8")
    done = CliRunner().invoke(app, ["lint", "--folder", str(folder)])
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == (
        f"registration.yaml:{line_of('    deferral', broken)}: deferral_within_the_promise: materials[2].deferral: "
        "is longer than the promised time (3 working days)"
    )


def test_show_tells_a_clerk_who_what_where_from_and_how_long(folder: Path) -> None:
    done = CliRunner().invoke(app, ["show", CODE, "--folder", str(folder), "--language", "en"])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"Registration  {CODE}"
    assert '  - Address · card → asked · if "Way" is Post' in lines
    assert (
        '  - Lease · shared data → scanned · register premises.* (applicant) · if "Way" is Post · '
        "one of: Lease/Deed · Legible"
    ) in lines
    assert (
        "  - Record · shared data · register population.* (applicant) · may never be asked of the citizen · Looked up"
        in lines
    )
    assert "  - Kind of firm · shared data · register firm.kind (Firm)" in lines
    assert "  - Promised: 3 working days" in lines
    assert (
        '  - Fee: 40 yuan · 20 yuan if "Way" is Window · Fees · to be confirmed by the hall (somewhere else)' in lines
    )


def test_show_of_a_code_that_is_not_there_names_those_that_are(folder: Path) -> None:
    done = CliRunner().invoke(app, ["show", "nothing", "--folder", str(folder)])
    assert done.exit_code == 2
    assert f"{CODE}  登记" in done.stderr


@pytest.mark.parametrize("language", Language)
def test_every_service_can_be_described_in_both_languages(language: Language) -> None:
    words = wording(ROOT / "assets" / "wording", language)
    for service in load_catalogue(ROOT / "assets" / "catalogue"):
        assert next(described(service, words)).startswith(service.name.get(language))
        assert len(list(described(service, words))) > 15


def test_the_schema_for_editors_is_the_one_that_the_model_makes() -> None:
    written = (ROOT / "docs" / "catalogue.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(), "kiosk catalogue schema > docs/catalogue.schema.json"


def test_the_schema_lets_one_condition_stand_without_a_list() -> None:
    schema = json.loads(schema_text())
    one, several = schema["$defs"]["Material"]["properties"]["needed_when"]["anyOf"]
    assert one == {"$ref": "#/$defs/When"}
    assert several == {"type": "array", "items": one}


def test_every_service_names_its_schema_in_its_first_line() -> None:
    firsts = {file.read_text(encoding="utf-8").splitlines()[0] for file in (ROOT / "assets" / "catalogue").glob("*")}
    assert firsts == {"# yaml-language-server: $schema=../../docs/catalogue.schema.json"}
