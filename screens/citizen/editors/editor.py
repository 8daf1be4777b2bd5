"""What all editors share: one field being answered, whatever its type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FormField
from screens.citizen.screen import in_words
from screens.widgets import readon  # noqa: F401 (the kv files use ReadOn)
from screens.words import words


class Editor(BoxLayout):
    """One field being answered; `answer` is what it would be now.

    The main action of the screen calls `settle` until it is true, "back" calls `retreat` until it is false. What ends
    by a touch of its own says `on_finish`.
    """

    __events__ = ("on_finish",)

    field: FormField = ObjectProperty()
    answer = StringProperty("")
    wrong = StringProperty("")  # what is wrong with the answer that was given
    complete = BooleanProperty(True)  # something is there, where something must be
    label = StringProperty("")
    hint = StringProperty("")
    place = StringProperty("")  # of this one among several, in words
    done = StringProperty("")  # what the main action is called now
    inside = BooleanProperty(False)  # "back" leads one step back inside

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._complaint: Callable[[], str] | None = None
        self.fbind("answer", self._judge)
        self._judge()

    def settle(self) -> bool:
        """Whether all of it is in the answer; if not, it went one step further, and the citizen has yet to see it."""
        return True

    def retreat(self) -> bool:
        """Go one step back inside; whether there was one."""
        return False

    def complain(self, complaint: Callable[[], str]) -> None:
        """Say what is wrong with the answer, until it is another one. `complaint`: says it in the present language."""
        self._complaint = complaint
        self.wrong = complaint()

    def tell(self) -> None:
        """Say everything in the present language."""
        if self.wrong and self._complaint is not None:
            self.wrong = self._complaint()
        self.label = in_words(self.field.label)
        self.hint = in_words(self.field.hint) if self.field.hint else ""
        self.done = words._("field-done")

    def on_finish(self) -> None:
        """The answer stands as it is."""

    def _judge(self, *_args: object) -> None:
        self.wrong = ""
        self.complete = bool(self._typed().strip()) or not self.field.required

    def _typed(self) -> str:
        """The answer, and what is still being typed."""
        return self.answer


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
