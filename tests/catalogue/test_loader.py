"""A catalogue file with a mistake is refused with file, line, keys and reason, and takes no other file down with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.loader import CatalogueError, load_catalogue, load_healthy
from tests.catalogue.conftest import SERVICE, Complaints

ITEM_CODE = "11330199MB0000318Y4330131002001"


def test_a_service_that_is_right_is_loaded_and_found_by_its_code(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    service = catalogue.get(ITEM_CODE)
    assert service is not None
    assert service.name.zh == "登记"
    assert [s.item_code for s in catalogue] == [ITEM_CODE]


def test_an_unknown_code_finds_nothing(folder: Path) -> None:
    assert load_catalogue(folder).get("unknown") is None


def test_services_stand_in_the_order_of_their_files(folder: Path) -> None:
    other = SERVICE.replace(ITEM_CODE, "11330199MB0000318Y4330131003001").replace("登记,", "许可,")
    (folder / "a_permit.yaml").write_text(other, encoding="utf-8")
    assert [s.name.zh for s in load_catalogue(folder)] == ["许可", "登记"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "path", "reason"),
    [
        ("kind: matter", "kind: [matter", 5, "", "is not YAML"),
        ("version: 1", "version: 1\nversion: 2", 3, "version", "is there twice, first in line 2"),
        ("version: 1", "version: 1\ncolour: red", 3, "colour", "Extra inputs are not permitted"),
        ("version: 1", "version: one", 2, "version", "should be a valid integer"),
        ("version: 1\n", "", 1, "version", "Field required"),
        ("effective: 2025-01-01", "effective: 2025-02-30", 3, "effective", "valid date"),
        ("kind: matter", "kind: mater", 4, "kind", "'matter', 'life_event' or 'information'"),
        ("name: {zh: 登记, en: Registration}", "name: {zh: 登记}", 5, "name.en", "Field required"),
        ("en: Registration}", "en: ''}", 5, "name.en", "at least 1 character"),
        ("type: month\n    label: {zh: 开始", "type: months\n    label: {zh: 开始", 25, "fields[1].type", "'month'"),
        ("code: people", "code: People", 44, "fields[4].code", "should match pattern"),
        ("necessity: required", "necessity: '1'", 54, "materials[0].necessity", "'required'"),
    ],
)
def test_a_mistake_in_form_is_told_with_line_keys_and_reason(
    complaints: Complaints, right: str, wrong: str, line: int, path: str, reason: str
) -> None:
    (problem,) = complaints(right, wrong)
    assert (problem.file, problem.line, problem.path) == ("registration.yaml", line, path)
    assert reason in problem.reason


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(folder: Path) -> None:
    broken = (
        SERVICE.replace("version: 1", "version: one")
        .replace("default: post", "default: pigeon")
        .replace("sources: [shared, scan]", "sources: [shared, scan]\n    never_ask: true")
        .replace("next_step:", "next:")
    )
    (folder / "registration.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    told = str(refused.value).splitlines()
    assert [line.split(": ")[1] for line in told] == [
        "next_step",
        "version",
        "fields[0].default",
        "materials[0].never_ask",
        "next",
    ]
    assert all(line.startswith("registration.yaml:") for line in told)


def test_an_object_tells_all_its_contradictions_each_at_its_key(complaints: Complaints) -> None:
    problems = complaints("    minimum: 1\n    maximum: 99\n", "    options: [{code: a, text: {zh: 甲, en: A}}]\n")
    assert [p.path for p in problems] == ["fields[4].minimum", "fields[4].maximum", "fields[4].options"]


def test_a_list_that_is_there_twice_is_told_once(complaints: Complaints) -> None:
    (problem,) = complaints("legal_basis:\n", "legal_basis:\n  - name: {zh: 法, en: Law}\nlegal_basis:\n")
    assert (problem.path, problem.reason) == ("legal_basis", "is there twice, first in line 74")


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
        b"!!python/none x",
    ],
    ids=["empty", "a list", "not UTF-8", "control character", "into itself", "odd key", "deep", "foreign tag"],
)
def test_whatever_a_file_holds_it_is_refused_and_never_breaks_the_loader(folder: Path, content: bytes) -> None:
    (folder / "odd.yaml").write_bytes(content)
    catalogue, problems = load_healthy(folder)
    assert len(catalogue) == 1
    assert {p.file for p in problems} == {"odd.yaml"}


def test_of_two_files_with_one_item_code_the_first_counts_and_the_second_is_named(folder: Path) -> None:
    shutil.copy(folder / "registration.yaml", folder / "twin.yaml")
    catalogue, (problem,) = load_healthy(folder)
    assert len(catalogue) == 1
    assert (problem.file, problem.path) == ("twin.yaml", "item_code")
    assert "registration.yaml" in problem.reason


def test_a_folder_without_services_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there are no services"):
        load_catalogue(tmp_path / "nowhere")
