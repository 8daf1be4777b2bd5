"""Help: a helper badges in and types, or a ticket leads to the window; asked over whatever is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.lang import Builder

from screens.keyboard import code_entry  # noqa: F401 (the kv file uses CodeEntry)
from screens.widgets.dialogs import Dialog, Overlay
from screens.words import words


class HelpDialog(Dialog):
    """What kind of help? `closed` is called with any answer."""

    def __init__(self, *, closed: Callable[[], None], **kwargs: Any) -> None:
        self._closed = closed
        super().__init__(**kwargs)

    def forward(self) -> None:
        self._closed()
        self.visit.helping.begin()

    def backward(self) -> None:
        self._closed()
        self.visit.leaving.ticket()

    def close(self) -> None:
        """No help, thank you."""
        self._closed()


class BadgeDialog(Dialog):
    """The helper lays the badge on the reader."""

    def forward(self) -> None:
        self.visit.helping.end()


class ConsentDialog(Dialog):
    """The citizen is asked, not the helper: in the very words whose digest the case keeps."""

    def number(self) -> str:
        """Of the helper."""
        helper = self.visit.state.helper
        return helper.number if helper is not None else ""

    def notice(self, _language: object) -> str:
        text = self.visit.helping.notice.text
        return str(text.get(words.language)).strip()

    def forward(self) -> None:
        self.visit.helping.agree(True)

    def backward(self) -> None:
        self.visit.helping.agree(False)


class PinPad(Overlay):
    """Six digits that are not shown."""

    def give(self) -> None:
        self.visit.helping.badge(self.ids.entry.take())

    def stop(self) -> None:
        self.visit.helping.end()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
