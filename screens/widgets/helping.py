"""Help: a helper badges in and types, or a ticket leads to the window; asked over whatever is on the screen."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from screens.keyboard.keyboard import Keyboard
from screens.widgets.dialogs import Dialog, Overlay

PIN_LENGTH = 6


class HelpDialog(Dialog):
    """What kind of help?"""

    def __init__(self, *, closed: object, **kwargs: object) -> None:
        self._closed = closed
        super().__init__(**kwargs)

    def forward(self) -> None:
        self._close()
        self.visit.helping.begin()

    def backward(self) -> None:
        self._close()
        self.visit.leaving.ticket()

    def close(self) -> None:
        """No help, thank you."""
        self._close()

    def _close(self) -> None:
        assert callable(self._closed)
        self._closed()


class BadgeDialog(Dialog):
    """The helper lays the badge on the reader."""

    def forward(self) -> None:
        self.visit.helping.end()


class ConsentDialog(Dialog):
    """The citizen is asked, not the helper."""

    def forward(self) -> None:
        self.visit.helping.agree(True)

    def backward(self) -> None:
        self.visit.helping.agree(False)


class PinPad(Overlay):
    """Six digits that are not shown."""

    pin = StringProperty("")
    title = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        keyboard = Keyboard(kind="digits", size_hint_y=None)
        keyboard.bind(
            on_text=lambda _keyboard, text: self._type(text),
            on_backspace=lambda _keyboard: self._rub_out(),
        )
        self.ids.keys.add_widget(keyboard)

    def _type(self, text: str) -> None:
        self.pin = (self.pin + text)[:PIN_LENGTH]

    def _rub_out(self) -> None:
        self.pin = self.pin[:-1]

    def give(self) -> None:
        pin, self.pin = self.pin, ""
        self.visit.helping.badge(pin)

    def stop(self) -> None:
        self.visit.helping.end()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
