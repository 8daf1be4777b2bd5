"""A machine without its fonts cannot show Chinese: it says so in words that it can show."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kivy.uix.label import Label

from kiosk.visit.state import VisitState
from kiosk.wording import Audience, Language, wording
from screens.app import prepare
from screens.out_of_service import OutOfService

ASSETS = Path(__file__).resolve().parents[2] / "assets"


class QuietVisit:
    state = VisitState()

    def subscribe(self, listener: Any) -> Any:
        return lambda: None


def test_without_its_fonts_the_machine_says_in_english_that_it_is_out_of_service(finger, tmp_path) -> None:
    (tmp_path / "wording").symlink_to(ASSETS / "wording")
    settings: Any = SimpleNamespace(assets=tmp_path, robot=None)
    visit: Any = QuietVisit()
    app = prepare(visit, visit, settings)
    assert isinstance(app, OutOfService)
    page = app.build()
    assert isinstance(page, Label)
    finger.show(page)
    said = wording(ASSETS / "wording", Language.EN).error("font_missing", Audience.CITIZEN)
    assert said in page.text
    assert page.texture_size[0] <= page.width
