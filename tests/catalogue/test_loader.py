"""A catalogue file with a mistake is refused with file, line, keys and reason, and takes no other file down with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.loader import CatalogueError, load_catalogue, load_healthy
from tests.catalogue.conftest import LISTS, MATTER, REGISTERS, Complaints, line_of

ITEM_CODE = "11330199MB0000318Y4330131002001"


def test_a_service_that_is_right_is_loaded_and_found_by_its_code(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    service = catalogue.get(ITEM_CODE)
    assert service is not None
    assert service.name.zh == "登记"
    assert [s.name.zh for s in catalogue] == ["出生", "清单", "登记"]


def test_an_unknown_code_finds_nothing(folder: Path) -> None:
    assert load_catalogue(folder).get("unknown") is None


def test_services_stand_in_the_order_of_their_files(folder: Path) -> None:
    other = MATTER.replace(ITEM_CODE, "11330199MB0000318Y4330131003001").replace("登记,", "许可,")
    (folder / "a_permit.yaml").write_text(other, encoding="utf-8")
    assert [s.name.zh for s in load_catalogue(folder)] == ["许可", "出生", "清单", "登记"]


@pytest.mark.parametrize(
    ("right", "wrong", "at", "rule", "path", "reason"),
    [
        ("kind: matter", "kind: [matter", "name:", "yaml", "", "is not YAML"),
        (
            "version: 1",
            "version: 1\nversion: 2",
            "version: 2",
            "repeated",
            "version",
            "is there twice, first in line 2",
        ),
        ("version: 1", "version: 1\ncolour: red", "colour", "extra_forbidden", "colour", "not permitted"),
        ("version: 1", "version: one", "version", "int_parsing", "version", "should be a valid integer"),
        ("version: 1\n", "", "item_code", "missing", "version", "Field required"),
        (
            "effective: 2025-01-01",
            "effective: 2025-02-30",
            "effective",
            "date_from_datetime_parsing",
            "effective",
            "date",
        ),
        ("kind: matter", "kind: mater", "kind", "enum", "kind", "'matter', 'life_event' or 'information'"),
        ("name: {zh: 登记, en: Registration}", "name: {zh: 登记}", "name", "missing", "name.en", "Field required"),
        ("en: Registration}", "en: ''}", "name", "string_too_short", "name.en", "at least 1 character"),
        ("code: people", "code: People", "  - code: People", "string_pattern_mismatch", "fields[3].code", "pattern"),
        ("trust: D", "trust: E", "    trust: E", "enum", "materials[0].trust", "'A', 'B', 'C' or 'D'"),
    ],
)
def test_a_mistake_in_form_is_told_with_line_rule_keys_and_reason(
    complaints: Complaints, right: str, wrong: str, at: str, rule: str, path: str, reason: str
) -> None:
    (problem,) = complaints(MATTER, right, wrong)
    line = line_of(at, MATTER.replace(right, wrong))
    assert (problem.file, problem.line, problem.rule, problem.path) == ("registration.yaml", line, rule, path)
    assert reason in problem.reason


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(folder: Path) -> None:
    broken = (
        MATTER.replace("version: 1", "version: one")
        .replace("default: post", "default: pigeon")
        .replace("never_ask: true", "never_ask: true\n    commitment: {zh: 我承诺, en: I promise}")
        .replace("next_step:", "next:")
    )
    (folder / "registration.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    told = str(refused.value).splitlines()
    assert [line.split(": ")[2] for line in told] == [
        "next_step",
        "version",
        "situations[0].default",
        "materials[5].never_ask",
        "next",
    ]
    assert all(line.startswith("registration.yaml:") for line in told)


def test_an_object_tells_all_its_contradictions_each_at_its_key(complaints: Complaints) -> None:
    problems = complaints(
        MATTER, "    minimum: 1\n    maximum: 99\n", "    options: [{code: a, text: {zh: 甲, en: A}}]\n"
    )
    assert [p.path for p in problems] == ["fields[3].minimum", "fields[3].maximum", "fields[3].options"]


def test_a_list_that_is_there_twice_is_told_once(complaints: Complaints) -> None:
    (problem,) = complaints(LISTS, "legal_basis:\n", "legal_basis:\n  - name: {zh: 法, en: Law}\nlegal_basis:\n")
    first = line_of("legal_basis:", LISTS)
    assert (problem.path, problem.reason) == ("legal_basis", f"is there twice, first in line {first}")


def test_a_broken_file_leaves_the_other_services_open(folder: Path) -> None:
    (folder / "broken.yaml").write_text("item_code: [", encoding="utf-8")
    catalogue, problems = load_healthy(folder)
    assert catalogue.get(ITEM_CODE) is not None
    assert [p.file for p in problems] == ["broken.yaml"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a\n- b\n",
        b"\xff\xfe\x00",
        b"a: \x07\n",
        b"a: &x [*x]\n",
        b"? [a]\n: b\n",
        b"[" * 5000,
        b"[" * 500_000,
        b"!!python/none x",
    ],
    ids=[
        "empty",
        "a list",
        "not UTF-8",
        "control character",
        "into itself",
        "odd key",
        "deep",
        "bottomless",
        "foreign tag",
    ],
)
def test_whatever_a_file_holds_it_is_refused_and_never_breaks_the_loader(folder: Path, content: bytes) -> None:
    (folder / "odd.yaml").write_bytes(content)
    catalogue, problems = load_healthy(folder)
    assert len(catalogue) == 3
    assert {p.file for p in problems} == {"odd.yaml"}


def test_of_two_files_with_one_item_code_the_first_counts_and_the_second_is_named(folder: Path) -> None:
    shutil.copy(folder / "registration.yaml", folder / "twin.yaml")
    catalogue, (problem,) = load_healthy(folder)
    assert len(catalogue) == 3
    assert (problem.file, problem.path, problem.rule) == ("twin.yaml", "item_code", "no_code_is_shared")
    assert "registration.yaml" in problem.reason


def test_registers_that_cannot_be_read_are_named_and_close_only_what_asks_them(folder: Path) -> None:
    (folder.parent / "shared_data" / "registers.yaml").unlink()
    catalogue, problems = load_healthy(folder)
    assert [s.name.zh for s in catalogue] == ["出生", "清单"]
    assert {(p.file, p.rule) for p in problems} == {
        ("registers.yaml", "unreadable"),
        ("registration.yaml", "lookups_lead_to_registers"),
    }


def test_a_register_with_a_mistake_is_named_with_its_line(folder: Path) -> None:
    file = folder.parent / "shared_data" / "registers.yaml"
    file.write_text(REGISTERS.replace("by: fields", "by: guess"), encoding="utf-8")
    _, (problem, *_) = load_healthy(folder)
    assert (problem.file, problem.line, problem.path) == ("registers.yaml", 4, "firm.by")


def test_a_folder_without_services_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there are no services"):
        load_catalogue(tmp_path / "nowhere")
