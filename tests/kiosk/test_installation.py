"""Promises of the look at the installation: everything that is wrong is named at once, and a good one is clean."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.catalogue.loader import load_healthy
from kiosk.installation import defects


def test_what_is_shipped_has_no_defect(assets: Path) -> None:
    assert defects(assets) == ()


def test_a_broken_service_and_a_missing_font_are_both_named_with_their_file(assets: Path, tmp_path: Path) -> None:
    shutil.copytree(assets / "catalogue", tmp_path / "catalogue")
    broken = tmp_path / "catalogue" / "individual_business.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("version: 1", "version: one"), encoding="utf-8")
    service, *fonts = defects(tmp_path)
    assert (service.code, "individual_business.yaml:5: version" in service.detail) == ("catalogue_broken", True)
    assert [font.code for font in fonts] == ["font_missing", "font_missing"]


def test_a_broken_service_closes_no_other(assets: Path, tmp_path: Path) -> None:
    shutil.copytree(assets / "catalogue", tmp_path / "catalogue")
    (tmp_path / "catalogue" / "individual_business.yaml").write_text("item_code: [", encoding="utf-8")
    catalogue, problems = load_healthy(tmp_path / "catalogue")
    assert [service.name.zh for service in catalogue] == ["社会保险参保证明打印"]
    assert problems
