"""What stands around every screen: the SIMULATED banner, the header, the line of steps, the bar of actions."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from kiosk.visit.state import Step
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.holding import empty

# The steps of a visit as the citizen counts them; a greeting counts for nothing.
PHASES = {
    "choose": (Step.SITUATION, Step.GUIDE, Step.REFUSED, Step.PRIVACY),
    "identify": (Step.IDENTIFY,),
    "fill": (Step.FORM, Step.MATERIALS, Step.CHECK),
    "sign": (Step.SIGN, Step.PAY, Step.DELIVERY, Step.CONFIRM, Step.HAND_IN),
    "done": (Step.RECEIPT, Step.RATE),
}


class Banner(BoxLayout):
    """SIMULATED, on every screen while any device is."""


class Header(BoxLayout):
    hall_name = StringProperty("")
    kiosk_id = StringProperty("")
    time = StringProperty("")
    date = StringProperty("")
    language_name = StringProperty("")  # of the other language, in that language
    helper = StringProperty("")  # who assists, in words; "" when nobody does
    can_help = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self.register_event_type("on_language")
        self.register_event_type("on_help")
        super().__init__(**kwargs)

    def on_language(self) -> None:
        """The other language is wanted."""

    def on_help(self) -> None:
        """Somebody, or the window, is wanted."""


class StepMark(FloatLayout):
    """One step: its number or a check, its name, the line from its neighbour."""

    step = StringProperty("")
    number = NumericProperty(1)
    past = BooleanProperty(False)
    here = BooleanProperty(False)


class StepLine(BoxLayout):
    """Where in the visit the citizen is."""

    def show(self, step: Step, path: tuple[Step, ...]) -> None:
        """`path`: the steps of this visit, in order."""
        phases = [phase for phase, steps in PHASES.items() if any(each in steps for each in path)]
        if [mark.step for mark in reversed(self.children)] != phases:
            empty(self)
            for number, phase in enumerate(phases, 1):
                self.add_widget(StepMark(step=phase, number=number))
        here = next((phase for phase, steps in PHASES.items() if step in steps), "")
        at = phases.index(here) if here in phases else -1
        for i, mark in enumerate(reversed(self.children)):
            mark.past = i < at or step in (Step.RECEIPT, Step.RATE)
            mark.here = i == at and not mark.past


class Footer(BoxLayout):
    """The actions of a screen, always at the same places: back left, end in the middle, on at the right.

    Made anew with each screen, so that a finger on the old one presses nothing on the new one. A screen that offers no
    action has no bar either.
    """

    screen = ObjectProperty(rebind=True)
    acts = BooleanProperty(True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for watched in ("primary", "secondary", "tertiary", "can_cancel"):
            self.screen.fbind(watched, self._arrange)
        self._arrange()

    def _arrange(self, *_args: object) -> None:
        screen, ids = self.screen, self.ids
        ids.left.show(*([ids.secondary] if screen.secondary else []))
        ids.middle.show(*([ids.tertiary] if screen.tertiary else [ids.cancel] if screen.can_cancel else []))
        ids.right.show(*([ids.primary] if screen.primary else []))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
