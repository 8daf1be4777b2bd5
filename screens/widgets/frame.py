"""What stands around every screen: the SIMULATED banner, the header, the line of steps, the bar of actions."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from kiosk.visit.route import steps
from kiosk.visit.state import Step, VisitState
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.holding import empty

# These are not steps of the citizen's: nobody counts a greeting.
_UNCOUNTED = (Step.WELCOME, Step.HAND_IN, Step.GOODBYE)


class Banner(BoxLayout):
    """SIMULATED, on every screen while any device is."""


class Header(BoxLayout):
    hall_name = StringProperty("")
    kiosk_id = StringProperty("")
    time = StringProperty("")
    date = StringProperty("")
    language_name = StringProperty("")  # of the other language, in that language

    def __init__(self, **kwargs: object) -> None:
        self.register_event_type("on_language")
        super().__init__(**kwargs)

    def on_language(self) -> None:
        """The other language is wanted."""


class StepMark(FloatLayout):
    """One step: its number or a check, its name, the line from its neighbour."""

    step = StringProperty("")
    number = NumericProperty(1)
    past = BooleanProperty(False)
    here = BooleanProperty(False)


class StepLine(BoxLayout):
    """Where in the visit the citizen is."""

    def show(self, state: VisitState) -> None:
        # A check that has nothing to say is passed over; while it is on the screen it is a step.
        route = [s for s in steps(state, open_findings=state.step is Step.CHECK) if s not in _UNCOUNTED]
        if [mark.step for mark in reversed(self.children)] != route:
            empty(self)
            for number, step in enumerate(route, 1):
                self.add_widget(StepMark(step=step, number=number))
        here = Step.CONFIRM if state.step is Step.HAND_IN else state.step
        at = route.index(here) if here in route else -1
        for i, mark in enumerate(reversed(self.children)):
            mark.past = i < at or state.step is Step.RECEIPT
            mark.here = i == at and not mark.past


class Footer(BoxLayout):
    """The actions of a screen, always at the same places: back left, end in the middle, on at the right.

    Made anew with each screen, so that a finger on the old one presses nothing on the new one.
    """

    screen = ObjectProperty(rebind=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for watched in ("primary", "secondary", "can_cancel"):
            self.screen.fbind(watched, self._arrange)
        self._arrange()

    def _arrange(self, *_args: object) -> None:
        screen, ids = self.screen, self.ids
        ids.left.show(*([ids.secondary] if screen.secondary else []))
        ids.middle.show(*([ids.cancel] if screen.can_cancel else []))
        ids.right.show(*([ids.primary] if screen.primary else []))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
