"""The four lists can be read by anybody, and say themselves how far they go."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalogue.lists import load_lists, power_list, responsibilities
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Kind

ASSETS = Path(__file__).resolve().parents[2] / "assets"
CATALOGUE = load_catalogue(ASSETS / "catalogue")
MATTERS = {s.item_code for s in CATALOGUE if s.kind is not Kind.INFORMATION}


def test_the_power_list_is_complete_for_our_services_each_with_its_legal_basis() -> None:
    entries = power_list(CATALOGUE)
    assert {entry.service.item_code for entry in entries} == MATTERS
    assert all(entry.basis for entry in entries)


def test_every_matter_stands_under_the_office_that_answers_for_it() -> None:
    listed = [service.item_code for _, services in responsibilities(CATALOGUE) for service in services]
    assert sorted(listed) == sorted(MATTERS)


def test_a_list_that_is_not_complete_says_so() -> None:
    lists = {each.code: each for each in load_lists(ASSETS)}
    assert set(lists) == {"negative", "funds"}
    assert all(not each.complete and each.note.zh for each in lists.values())
