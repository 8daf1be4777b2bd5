"""What the window must be before there is one, and what leads nowhere."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from kivy.app import App
from kivy.config import Config

from screens import window

F1 = 282
ESCAPE = 27


@pytest.fixture
def app(kivy_window):
    """An app as it is while it runs, behind a hardened window."""
    app = App()
    window.harden(app)
    app._install_settings_keys(kivy_window)
    yield app
    kivy_window.unbind(on_keyboard=app._on_keyboard_settings, on_request_close=window._refuse)


def test_settling_it_after_kivy_was_imported_is_an_error():
    with pytest.raises(RuntimeError, match="must run before kivy is imported"):
        window.configure(fullscreen=False)


def test_the_window_is_the_panel(kivy_window):
    assert tuple(kivy_window.size) == (1080, 1920)


def test_touches_have_one_way_in_only():
    assert Config.items("input") == [("mouse", "mouse,disable_multitouch")]


@pytest.mark.parametrize("key", [F1, ESCAPE])
@pytest.mark.usefixtures("app")
def test_no_key_leads_to_kivys_settings_or_out_of_the_app(kivy_window, key: int):
    before = kivy_window.children[:]
    kivy_window.dispatch("on_keyboard", key, 0, None, [])
    assert kivy_window.children == before


@pytest.mark.usefixtures("app")
def test_a_request_to_close_the_window_is_refused(kivy_window):
    assert kivy_window.dispatch("on_request_close")


@pytest.mark.parametrize(
    ("size", "page"), [((1080, 1920), (1080, 1920)), ((540, 960), (540, 960)), ((1920, 1080), (607.5, 1080))]
)
def test_the_page_fits_in_every_window(size: tuple[float, float], page: tuple[float, float]):
    assert window.page_size(*size) == page


def test_only_the_noise_about_missing_touch_libraries_is_dropped():
    said = [
        SimpleNamespace(getMessage=lambda text=text: text) for text in ("Input: MTDev is not supported", "Text: lost")
    ]
    assert [window._worth_saying(record) for record in said] == [False, True]
