"""Promises of the look at the installation: everything that is wrong is named at once, and a good one is clean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.loader import load_healthy
from kiosk.installation import Defect, defects


def test_what_is_shipped_has_no_defect(assets: Path) -> None:
    assert defects(assets) == ()


def test_a_machine_that_cannot_read_papers_says_which_package_it_lacks(
    assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda package: None if package == "rapidocr" else package)
    assert defects(assets) == (Defect("papers_unread", "rapidocr"),)


def copied(assets: Path, folder: Path) -> Path:
    """The services and the registers that they name, in a folder of their own; one service in it to be broken."""
    for part in ("catalogue", "shared_data"):
        shutil.copytree(assets / part, folder / part)
    return folder / "catalogue" / "individual_business.yaml"


def test_a_broken_service_and_a_missing_font_are_both_named_with_their_file(assets: Path, tmp_path: Path) -> None:
    broken = copied(assets, tmp_path)
    broken.write_text(broken.read_text(encoding="utf-8").replace("version: 1", "version: one"), encoding="utf-8")
    service, *fonts = defects(tmp_path)
    assert service.code == "catalogue_broken"
    assert service.detail.startswith("individual_business.yaml:6: int_parsing: version: ")
    assert [font.code for font in fonts] == ["font_missing", "font_missing"]


def test_a_broken_service_closes_no_other(assets: Path, tmp_path: Path) -> None:
    all_of_them, _ = load_healthy(assets / "catalogue")
    copied(assets, tmp_path).write_text("item_code: [", encoding="utf-8")
    catalogue, problems = load_healthy(tmp_path / "catalogue")
    assert len(catalogue) == len(all_of_them) - 1
    assert {problem.file for problem in problems} == {"individual_business.yaml"}
