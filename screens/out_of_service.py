"""The screen of a machine that cannot show Chinese: it says so in English, with the font that Kivy brings along."""

from __future__ import annotations

from kivy.app import App
from kivy.base import EventLoop, stopTouchApp
from kivy.core.window import Window
from kivy.uix.label import Label

from kiosk.settings import Settings
from kiosk.visit.state import VisitState
from kiosk.visit.visit import Visit
from kiosk.wording import Audience, Language, wording
from screens import window
from screens.theme import DAY, NORMAL, theme


class OutOfService(App):
    """Stands until the keeper ends it; a technician who puts the font back starts the kiosk again."""

    title = "kiosk"

    def __init__(self, visit: Visit, settings: Settings, code: str) -> None:
        super().__init__()
        theme.use(DAY, NORMAL, window.page_size(*Window.size)[0])
        words = wording(settings.assets / "wording", Language.EN)
        self._text = f"Out of service\n\n{words.error(code, Audience.CITIZEN)}"
        visit.subscribe(self._look_for_the_end)
        window.harden(self)

    def build(self) -> Label:
        page = Label(text=self._text, color=theme.c.text, font_size=theme.s.title, halign="center", valign="middle")
        page.bind(size=lambda label, size: setattr(label, "text_size", (0.8 * size[0], size[1])))
        Window.clearcolor = theme.c.bg
        return page

    def show(self) -> None:
        window.show()
        EventLoop.window.dispatch("on_draw")
        EventLoop.window.dispatch("on_flip")

    def _look_for_the_end(self, state: VisitState) -> None:
        if state.end is not None:
            stopTouchApp()
