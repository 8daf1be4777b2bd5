"""The machine hands in; there is nothing to do but wait a moment."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.visit.state import Busy
from screens.citizen.screen import Screen
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)


class HandingIn(Screen):
    has_footer = False
    shows_busy = frozenset({Busy.HANDING_IN})


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
