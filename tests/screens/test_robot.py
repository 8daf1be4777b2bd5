"""The touch robot: another process touches what a citizen would touch, and sees what a citizen would see."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import AuthenticationError
from pathlib import Path
from typing import Any

import pytest
from kivy.clock import Clock
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.button import Button
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from PIL import Image

from kiosk.documents.strokes import too_little
from kiosk.visit.state import Busy, Step, Trouble, VisitState
from screens.citizen.screen import Screen
from screens.citizen.sign import Pad
from screens.keyboard.keyboard import Keyboard
from screens.robot import KEY, SOCKET, Robot, RobotClient, RobotError, RobotGone

ROOT = Path(__file__).resolve().parents[2]


class BarePage(BoxLayout):
    screen_name = StringProperty("welcome")


class Named(Button):
    name = StringProperty("")


@pytest.fixture
def robot(kivy_window: object, tmp_path: Path) -> Iterator[Robot]:
    assert kivy_window
    robot = Robot(tmp_path)
    yield robot
    robot.close()


@pytest.fixture
def play(frames, robot: Robot, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Runs a player in a thread of its own while frames are drawn; what it returned."""

    def run(player: Callable[[RobotClient], Any]) -> Any:
        def whole() -> Any:
            with RobotClient(tmp_path) as client:
                return player(client)

        playing = pool.submit(whole)
        while not playing.done():
            frames.draw()
        return playing.result()

    with ThreadPoolExecutor(1, thread_name_prefix="player") as pool:
        yield run


@pytest.fixture
def page(finger) -> BarePage:
    return finger.show(BarePage(orientation="vertical"))


@pytest.fixture
def pressed() -> list[str]:
    return []


def button(pressed: list[str], **how: Any) -> Named:
    made = Named(**how)
    made.bind(on_release=lambda b: pressed.append(b.name or b.text))
    return made


@pytest.fixture
def after_start(page: BarePage) -> Callable[[float, Callable[[], Any]], None]:
    """Something that happens so many seconds after `start` was touched."""

    def plan(seconds: float, happens: Callable[[], Any]) -> None:
        start = Named(name="start")
        start.bind(on_release=lambda _b: Clock.schedule_once(lambda _dt: happens(), seconds))
        page.add_widget(start)

    return plan


@pytest.mark.parametrize("called", ["go-on", "继续"])
def test_it_touches_by_name_and_by_what_is_written(play, page: BarePage, pressed: list[str], called: str):
    page.add_widget(button(pressed, name="go-on", text="继续"))
    page.add_widget(button(pressed, name="go-back", text="返回"))
    play(lambda client: client.tap(called))
    assert pressed == ["go-on"]


def test_it_touches_a_place(play, page: BarePage, pressed: list[str]):
    page.add_widget(button(pressed, text="here"))
    play(lambda client: client.tap_at(540, 960))
    assert pressed == ["here"]


def test_a_tap_waits_for_what_is_not_there_yet(play, page: BarePage, after_start, pressed: list[str]):
    after_start(3, lambda: page.add_widget(button(pressed, name="late")))
    play(lambda client: (client.tap("start"), client.tap("late")))
    assert pressed == ["late"]


def test_a_touch_that_a_new_screen_swallows_is_repeated(play, page: BarePage, pressed: list[str]):
    page.add_widget(button(pressed, name="go-on"))
    swallowed: list[object] = []

    def swallow(_page: BarePage, touch: object) -> bool:
        swallowed.append(touch)
        return len(swallowed) < 3

    page.bind(on_touch_down=swallow)
    play(lambda client: client.tap("go-on"))
    assert len(swallowed) == 3
    assert pressed == ["go-on"]


def test_what_is_disabled_is_not_touched_and_the_error_says_what_could_be(play, page: BarePage, pressed: list[str]):
    page.add_widget(button(pressed, name="hand-in", disabled=True))
    page.add_widget(button(pressed, name="go-back"))
    with pytest.raises(RobotError, match=r"nothing called 'hand-in' can be touched; there are \['go-back'\]"):
        play(lambda client: client.tap("hand-in", timeout=0.5))
    assert pressed == []


def test_what_is_covered_is_not_touched(play, page: BarePage, finger, pressed: list[str]):
    page.add_widget(button(pressed, name="go-on"))
    finger.show(Button(text="over everything"))
    with pytest.raises(RobotError, match="something lies over it"):
        play(lambda client: client.tap("go-on", timeout=0.5))
    assert pressed == []


def test_two_things_of_one_name_are_not_guessed_between(play, page: BarePage, pressed: list[str]):
    page.add_widget(button(pressed, text="继续"))
    page.add_widget(button(pressed, text="继续"))
    with pytest.raises(RobotError, match="2 things are called '继续'"):
        play(lambda client: client.tap("继续"))


def test_it_waits_for_a_screen(play, page: BarePage, after_start):
    after_start(5, lambda: setattr(page, "screen_name", "goodbye"))
    seen = play(lambda client: (client.screen(), client.tap("start"), client.wait("goodbye"), client.screen()))
    assert (seen[0], seen[-1]) == ("welcome", "goodbye")


def test_it_waits_for_a_text(play, page: BarePage, after_start):
    after_start(5, lambda: page.add_widget(Label(text="已受理")))
    texts = play(lambda client: (client.tap("start"), client.wait("已受理"), client.texts()))[-1]
    assert texts == ["已受理"]


def test_a_wait_that_is_over_says_what_is_shown_instead(play, page: BarePage):
    page.add_widget(Named(name="go-on"))
    with pytest.raises(RobotError, match=r"no 'receipt' within 3 s; shown is 'welcome' with \['go-on'\]"):
        play(lambda client: client.wait("receipt", timeout=3))


def test_it_reads_what_can_be_read(play, page: BarePage):
    page.add_widget(Label(text="个体工商户"))
    page.add_widget(Label(text="hidden", opacity=0))
    page.add_widget(Keyboard(kind="text"))
    assert play(lambda client: client.texts()) == ["个体工商户"]


def test_it_knows_where_everything_is(play, page: BarePage):
    page.add_widget(Named(name="go-on", text="继续", size_hint=(None, None), size=(400, 100), pos_hint={"x": 0}))
    (found,) = play(lambda client: client.names())
    assert (found.name, found.text, found.enabled) == ("go-on", "继续", True)
    assert (found.x, found.y, found.width, found.height) == (200, 50, 400, 100)


@pytest.fixture
def column(page: BarePage, pressed: list[str]) -> BoxLayout:
    """Ten buttons in a list that is twice as high as the window."""
    column = BoxLayout(orientation="vertical", size_hint_y=None, height=4000)
    for number in range(10):
        column.add_widget(button(pressed, name=f"row-{number}"))
    view = ScrollView()
    view.add_widget(column)
    page.add_widget(view)
    return column


@pytest.mark.usefixtures("column")
def test_what_is_scrolled_away_is_not_among_what_can_be_touched(play):
    before = [touchable.name for touchable in play(lambda client: client.names())]
    play(lambda client: client.drag(540, 300, 540, 1700))
    after = [touchable.name for touchable in play(lambda client: client.names())]
    assert "row-9" not in before
    assert "row-0" not in after
    assert set(before) < {f"row-{number}" for number in range(10)}


@pytest.mark.usefixtures("column")
def test_it_drags_a_list_until_what_it_looks_for_is_there(play, pressed: list[str]):
    play(lambda client: (client.tap("row-9"), client.tap("row-0")))
    assert pressed == ["row-9", "row-0"]


def test_it_types_digits_letters_signs_and_rare_hanzi(play, page: BarePage):
    keyboard = Keyboard(kind="text")
    typed: list[str] = []
    keyboard.bind(on_text=lambda _keyboard, text: typed.append(text))
    page.add_widget(keyboard)
    play(lambda client: client.type("张䶮·Li 3号"))
    assert "".join(typed) == "张䶮·Li 3号"


def test_it_types_a_number_plate(play, page: BarePage):
    keyboard = Keyboard(kind="plate")
    typed: list[str] = []
    keyboard.bind(on_text=lambda _keyboard, text: typed.append(text))
    page.add_widget(keyboard)
    play(lambda client: client.type("浙A9900学"))
    assert "".join(typed) == "浙A9900学"


def test_it_signs_on_the_pad(play, page: BarePage):
    pad = Pad()
    page.add_widget(pad)
    play(lambda client: client.sign())
    assert not too_little(pad.signature)


@pytest.mark.usefixtures("page")
def test_it_cannot_sign_where_no_pad_is(play):
    with pytest.raises(RobotError, match="no pad is shown"):
        play(lambda client: client.sign())


def test_it_knows_what_is_asked_for_and_what_the_machine_does(play, page: BarePage):
    page.screen_name = "sign"
    state = VisitState(Step.SIGN, paper="articles", busy=Busy.COMPOSING, trouble=Trouble("not_composed"))
    page.add_widget(Screen(state=state))
    page.add_widget(Named(name="go-back"))
    moment = play(lambda client: client.moment())
    assert (moment.screen, moment.paper, moment.field) == ("sign", "articles", "")
    assert (moment.busy, moment.trouble, moment.names) == ("composing", "not_composed", ("go-back",))


@pytest.mark.usefixtures("page")
def test_it_cannot_type_where_no_keyboard_is(play):
    with pytest.raises(RobotError, match="no keyboard is shown"):
        play(lambda client: client.type("张"))


def test_a_picture_has_the_size_of_the_window(play, page: BarePage, frames, tmp_path: Path):
    frames.painting = True
    page.add_widget(Button(text="picture", background_normal="", background_color=(1, 0, 0, 1)))
    play(lambda client: client.shot(tmp_path / "page.png"))
    with Image.open(tmp_path / "page.png") as picture:
        assert picture.size == (1080, 1920)
        assert picture.getpixel((20, 20)) == (255, 0, 0)


@pytest.mark.usefixtures("page")
def test_a_picture_that_cannot_be_written_is_an_error_of_the_player(play, tmp_path: Path):
    with pytest.raises(RobotError, match="No such file"):
        play(lambda client: client.shot(tmp_path / "nowhere" / "page.png"))


@pytest.mark.usefixtures("page")
def test_an_order_that_nobody_knows_is_refused(play):
    with pytest.raises(RobotError, match="no such order"):
        play(lambda client: client._order("dance"))


# --- who may touch


@pytest.mark.usefixtures("robot")
def test_only_the_owner_of_the_folder_can_read_the_key(tmp_path: Path):
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / SOCKET).stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("page")
def test_a_player_with_another_key_is_turned_away_and_the_next_is_welcome(play, tmp_path: Path):
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / KEY).write_bytes(b"another key")
    (stranger / SOCKET).symlink_to(tmp_path / SOCKET)
    with pytest.raises(AuthenticationError):
        RobotClient(stranger)
    assert play(lambda client: client.screen()) == "welcome"


@pytest.mark.usefixtures("page")
def test_the_successor_takes_the_place_over_while_the_predecessor_still_ends(play, robot, tmp_path: Path):
    successor = Robot(tmp_path)
    robot.close()
    assert play(lambda client: client.screen()) == "welcome"
    successor.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY]


def test_a_player_hears_that_the_kiosk_has_gone(robot: Robot, tmp_path: Path):
    with RobotClient(tmp_path) as client:
        robot.close()
        with pytest.raises(RobotGone):
            client.screen()


def test_with_no_kiosk_the_player_is_told_where_it_looked(tmp_path: Path):
    with pytest.raises(RobotError, match=f"no kiosk listens in {tmp_path}"):
        RobotClient(tmp_path, timeout=0.05)


def test_the_player_needs_no_kivy():
    asks = "import sys, screens.robot; sys.exit('kivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], cwd=ROOT, check=False).returncode == 0


_KIOSK = """
import sys
from pathlib import Path
from screens import window
window.configure(fullscreen=False)
from kivy.app import App
from kivy.uix.button import Button
from screens.robot import Robot

class Kiosk(App):
    def build(self):
        window.harden(self)
        button = Button(text="start")
        button.bind(on_release=lambda b: setattr(b, "text", "started"))
        return button
    def on_start(self):
        self.robot = Robot(Path(sys.argv[1]))
    def on_stop(self):
        self.robot.close()

Kiosk().run()
"""


@pytest.mark.processes
def test_it_plays_a_real_process_and_ends_it(tmp_path: Path):
    script = tmp_path / "one_button.py"
    script.write_text(_KIOSK, encoding="utf-8")
    kiosk = subprocess.Popen([sys.executable, script, tmp_path], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        with RobotClient(tmp_path, timeout=40) as client:
            client.tap("start")
            client.wait("started")
            client.quit()
        assert kiosk.wait(timeout=20) == 0
    finally:
        kiosk.kill()
        kiosk.wait()
