"""The window, before there is one: what Kivy must be told before its first import, and what a citizen must not reach.

The panel is 1080x1920. Everything on it is sized by the theme in millimetres, so that a smaller window (a laptop)
or another panel shows the same page smaller; `page_size` says how large the page is in a window.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kivy.app import App

PANEL = (1080, 1920)
LAPTOP = (540, 960)  # fits under the bars of a screen 1080 high

# Kivy writes no files, reads no arguments and no settings of the account, and leaves stderr and logging alone:
# its own console log would swallow the traceback of a crash.
_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_METRICS_FONTSCALE": "1",
    "SDL_NO_SIGNAL_HANDLERS": "1",  # SIGTERM ends this process; SDL would turn it into a close request
}


def configure(*, fullscreen: bool, hidden: bool = False, maxfps: int = 60, size: tuple[int, int] | None = None) -> None:
    """Settle how the window will be. To be called once, before anything of Kivy is imported.

    `hidden` is for a successor that waits until `show()`. `size`: pixels; by default the panel's when it is full
    screen or off screen, and that of a laptop when there is a desktop around it. `maxfps` must not be 0 outside tests:
    Kivy would spin. Raises RuntimeError when it comes too late.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("screens.window.configure() must run before kivy is imported: import kivy later")
    os.environ.update(_ENVIRONMENT)
    if not (fullscreen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    off_screen = os.environ.get("SDL_VIDEODRIVER") == "offscreen"
    width, height = size or (PANEL if fullscreen or off_screen else LAPTOP)

    logging.getLogger("kivy").addFilter(_worth_saying)
    from kivy.config import Config

    bare = fullscreen or off_screen
    graphics = {
        "width": width,
        "height": height,
        "fullscreen": "auto" if fullscreen and not off_screen else 0,
        "borderless": int(bare),
        "resizable": 0,
        "position": "custom" if bare else "auto",
        "left": 0,
        "top": 0,
        "window_state": "hidden" if hidden else "visible",
        "show_cursor": int(not fullscreen),
        "allow_screensaver": 0,
        "multisamples": 0,  # a third of the frame rate on machines without a graphics card
        "maxfps": maxfps,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    # One provider only. With the default ones a touch arrives twice: through X and through /dev/input.
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _worth_saying(record: logging.LogRecord) -> bool:
    """Kivy tries every multi-touch library at each start, and prints a traceback for those that are not there."""
    return not record.getMessage().startswith("Input: MTDev is not supported")


def page_size(width: float, height: float) -> tuple[float, float]:
    """The largest page of the panel's shape in a window, pixels."""
    scale = min(width / PANEL[0], height / PANEL[1])
    return PANEL[0] * scale, PANEL[1] * scale


def show() -> None:
    """Bring a hidden window before the citizen."""
    from kivy.core.window import Window

    Window.show()
    Window.raise_window()
    Window.canvas.ask_update()


def harden(app: App) -> None:
    """Nothing but its own touchables leads out of the app: no settings panel (F1), no close request (Alt+F4)."""
    from kivy.core.window import Window

    app.open_settings = lambda *_: True
    Window.bind(on_request_close=_refuse)


def _refuse(*_: Any, **__: Any) -> bool:
    return True
