"""The window of one visit, in a process of its own, as the keeper starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WAITS_SHOWS_AND_ENDS = """
from screens import window
window.configure(fullscreen=True, hidden=True)
from dataclasses import dataclass
from pathlib import Path
import threading, time
from kivy.app import App
from kivy.core.window import Window
from kiosk.visit.state import EndReason
from screens.app import prepare
from screens.bridge import post
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit

@dataclass
class Settings:
    assets: Path = ASSETS
    robot: Path | None = None

visit = FakeVisit()
app = prepare(visit, FakeHall(), Settings())
frames = []
Window.bind(on_flip=lambda window: frames.append(time.monotonic()))

def keeper():
    post(come)

def come():
    began = time.monotonic()
    app.show()
    print("shown", int((time.monotonic() - began) * 1000), len(frames) > 0, flush=True)
    print("touched", Window.dispatch("on_request_close"), app.open_settings(), flush=True)
    post(lambda: visit.become(end=EndReason.DONE))

threading.Thread(target=keeper, name="keeper").start()
app.run()
print("ended", app._stage.screen_name == "", threading.active_count(), flush=True)
"""


@pytest.mark.processes
def test_a_hidden_window_is_shown_at_a_word_and_ends_with_its_visit():
    process = subprocess.run(
        [sys.executable, "-c", WAITS_SHOWS_AND_ENDS],
        cwd=ROOT,
        env={"SDL_VIDEODRIVER": "offscreen", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert process.returncode == 0, process.stderr
    shown, touched, ended = process.stdout.splitlines()
    assert shown.startswith("shown ")
    assert shown.endswith(" True")
    assert touched == "touched True True"
    assert ended == "ended True 1"
