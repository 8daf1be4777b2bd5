"""The stage: exactly one screen, the one of the visit's step, in its frame; and what may lie over it.

Kivy's own ScreenManager keeps every screen that left with a fade (kivy#1958); here a screen that leaves is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel.dates import format_date
from kivy.clock import Clock as Frames
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from devices.api import Clock
from kiosk.visit import money
from kiosk.visit.hall import Hall
from kiosk.visit.state import Step, VisitState
from kiosk.visit.visit import Visit
from kiosk.wording import Language
from screens.citizen import SCREENS
from screens.citizen.screen import Screen
from screens.widgets.dialogs import Busy, CancelDialog, IdleDialog, Overlay, TroubleDialog
from screens.widgets.frame import Banner, Footer, Header, StepLine
from screens.widgets.helping import BadgeDialog, ConsentDialog, HelpDialog, PinPad
from screens.widgets.holding import let_go
from screens.widgets.touch import mean
from screens.words import words

# A finger that taps twice must not press what the next screen has at the same place.
SETTLE_SECONDS = 0.35

# Before anything is chosen and after it is handed in there is nothing to help with.
_NO_HELP = (
    *(Step.WELCOME, Step.LISTS, Step.RESUME, Step.PROGRESS, Step.HAND_IN),
    *(Step.RECEIPT, Step.RATE, Step.LEAVE, Step.GOODBYE),
)
_HELPING: dict[str, type[Overlay]] = {"badge": BadgeDialog, "pin": PinPad, "consent": ConsentDialog}

_LOCALES = {Language.ZH: "zh_Hans_CN", Language.EN: "en_GB"}
_DATE = {Language.ZH: "M月d日 EEEE", Language.EN: "EEE d MMM"}
_OTHER = {Language.ZH: Language.EN, Language.EN: Language.ZH}


class Stage(BoxLayout):
    """Give it to a window and it plays the visit. `close` lets go of the visit."""

    def __init__(self, visit: Visit, hall: Hall, clock: Clock, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", **kwargs)
        self._visit, self._hall, self._clock = visit, hall, clock
        self._shown_at = 0.0
        self.screen: Screen | None = None
        self.overlay: Overlay | None = None
        self._header = Header()
        self._header.bind(on_language=self._other_language, on_help=self._ask_help)
        self._asks_help = False
        self._steps = StepLine()
        self._frame = BoxLayout(orientation="vertical")
        self._room = FloatLayout()  # all that may be covered: the banner never is
        self._room.add_widget(self._frame)
        if hall.simulated:
            self.add_widget(Banner())
        self.add_widget(self._room)
        self._unsubscribe: Callable[[], None] = visit.subscribe(self.show)
        self.show(visit.state)
        self.each_second()

    @property
    def screen_name(self) -> str:
        """The step that is shown, for robots and tests."""
        return str(self._visit.state.step) if self.screen is not None else ""

    def close(self) -> None:
        self._unsubscribe()
        self._leave()
        let_go(self)

    def show(self, state: VisitState) -> None:
        """The visit has a new state."""
        words.speak(state.language)
        wanted = SCREENS[state.step]
        if type(self.screen) is wanted:
            self.screen.state = state
        else:
            self._enter(wanted(visit=self._visit, hall=self._hall, clock=self._clock, state=state))
        self.screen.show(state)
        if self.screen.has_steps:
            self._steps.show(state.step, self._visit.path())
        self._header.hall_name = self._hall.hall_name(state.language)
        self._header.kiosk_id = self._hall.kiosk_id
        self._header.language_name = words._("language-other")
        self._header.can_help = state.step not in _NO_HELP
        helper = state.helper if state.helper is not None and state.helper.agreed else None
        self._header.helper = words._("helper-mark", number=helper.number) if helper is not None else ""
        self._tell_time()
        self._lay_over(state)

    def each_second(self) -> None:
        self._tell_time()
        if self.screen is not None:
            self.screen.each_second()

    # --- the screen and its frame

    def _enter(self, screen: Screen) -> None:
        self._leave()
        self.screen = screen
        parts = [
            self._header,
            self._steps if screen.has_steps else None,
            screen,
            Footer(screen=screen) if screen.has_footer else None,
        ]
        for part in parts:
            if part is not None:
                self._frame.add_widget(part)
        self._shown_at = Frames.get_time()

    def _leave(self) -> None:
        for part in self._frame.children:
            if part not in (self._header, self._steps):
                let_go(part)
        self._frame.clear_widgets()
        self.screen = None
        self._cover(None)

    def _tell_time(self) -> None:
        now, language = self._clock.now(), words.language
        self._header.time = f"{now:%H:%M}"
        self._header.date = format_date(now, _DATE[language], locale=_LOCALES[language])

    def _other_language(self, _header: Header) -> None:
        self._visit.set_language(_OTHER[self._visit.state.language])

    # --- what lies over it

    def _lay_over(self, state: VisitState) -> None:
        """The most urgent one only: the countdown, the question, the trouble, the work."""
        screen = self.screen
        assert screen is not None
        if state.seconds_left is not None:
            self._cover(IdleDialog).seconds = state.seconds_left
        elif state.cancelling:
            self._cover(CancelDialog).paid = money.paid(state.payment)
        elif self._asks_help and state.step not in _NO_HELP:
            self._cover(HelpDialog, closed=self._help_answered)
        elif self._visit.helping.asking is not None and state.trouble is None:
            self._cover(_HELPING[self._visit.helping.asking])
        elif state.trouble is not None and not screen.shows_trouble:
            self._cover(TroubleDialog).text = words.error(state.trouble.code)
        elif state.busy is not None and state.busy not in screen.shows_busy:
            self._cover(Busy).kind = state.busy
        else:
            self._cover(None)

    def _ask_help(self, _header: Header) -> None:
        """With a helper at work the same touch ends the help."""
        if self._visit.state.helper is not None:
            self._visit.helping.end()
            return
        self._asks_help = True
        self._lay_over(self._visit.state)

    def _help_answered(self) -> None:
        self._asks_help = False
        self._lay_over(self._visit.state)

    def _cover(self, kind: type[Overlay] | None, **how: Any) -> Any:
        if type(self.overlay) is not (kind or type(None)):
            if self.overlay is not None:
                let_go(self.overlay)
                self._room.remove_widget(self.overlay)
            self.overlay = kind(visit=self._visit, **how) if kind else None
            if self.overlay is not None:
                self._room.add_widget(self.overlay)
                self._shown_at = Frames.get_time()
        return self.overlay

    # --- touches

    def on_touch_down(self, touch: MotionEvent) -> bool:
        self._visit.touched()
        if Frames.get_time() - self._shown_at < SETTLE_SECONDS:
            return True
        mean(touch, self)
        return bool(super().on_touch_down(touch))


Builder.load_string("""
<Stage>:
    canvas.before:
        Color:
            rgba: th.c.bg
        Rectangle:
            pos: self.pos
            size: self.size
""")
