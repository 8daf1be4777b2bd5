"""Who gets in: one browser for each address, programs with the key, nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from devices.simulated.panel import Panel
from devices.simulated.panel.app import MAX_ORDER, MAX_PAPER
from devices.simulated.rig import Rig
from tests.panel.conftest import KEY, base_of

ORDER = {"command": "stall", "words": []}


@pytest.fixture
def stranger(panel: Panel) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_of(panel), trust_env=False) as client:
        yield client


def test_it_listens_on_this_machine_only(panel: Panel) -> None:
    with pytest.raises(httpx.ConnectError), httpx.Client(trust_env=False) as client:
        client.get(f"http://127.0.0.2:{panel.port}/")


def test_an_address_lets_a_browser_in_and_leaves_the_address_bar(panel: Panel, stranger: httpx.Client) -> None:
    answer = stranger.get(panel.url)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert stranger.get("/").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(panel: Panel, stranger: httpx.Client) -> None:
    cookie = stranger.get(panel.url).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_an_address_works_once(panel: Panel, stranger: httpx.Client) -> None:
    stranger.get(panel.url)
    stranger.cookies.clear()
    answer = stranger.get(panel.url)
    assert answer.status_code == 401
    assert "kiosk rig panel" in answer.text


def test_a_page_loaded_again_with_its_void_address_is_still_let_in(panel: Panel, browser: httpx.Client) -> None:
    answer = browser.get(panel.url)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_new_address_lets_a_second_browser_in(panel: Panel, browser: httpx.Client, stranger: httpx.Client) -> None:
    assert stranger.get(panel.new_url()).status_code == 303
    assert stranger.get("/api/view").status_code == 200
    assert browser.get("/api/view").status_code == 200


@pytest.mark.parametrize("path", ["/", "/panel.js", "/api/view", "/api/commands", "/api/report", "/api/camera.jpg"])
def test_a_stranger_gets_nothing_but_words_that_say_what_to_do(stranger: httpx.Client, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "kiosk rig panel" in answer.text


def test_a_stranger_cannot_act(stranger: httpx.Client, panel: Panel) -> None:
    answer = stranger.post("/api/run", json=ORDER, headers={"Origin": base_of(panel)})
    assert answer.status_code == 401


@pytest.mark.parametrize("guess", ["", "x", "é", "a" * 10_000])
def test_a_guessed_address_lets_nobody_in(stranger: httpx.Client, guess: str) -> None:
    assert stranger.get("/", params={"token": guess}).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "[::1]:{port}", ""])
def test_a_name_that_was_bent_to_this_machine_gets_no_answer(panel: Panel, browser: httpx.Client, host: str) -> None:
    """DNS rebinding: the browser believes that evil.example lives at 127.0.0.1."""
    answer = browser.get("/api/view", headers={"Host": host.format(port=panel.port)})
    assert answer.status_code in (400, 403)
    assert "api" not in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_another_sites_page_cannot_act_with_a_testers_cookie(panel: Panel, browser: httpx.Client, origin: str) -> None:
    answer = browser.post("/api/run", json=ORDER, headers={"Origin": origin.format(port=panel.port)})
    assert answer.status_code == 403


def test_an_act_with_a_cookie_must_say_where_it_comes_from(browser: httpx.Client) -> None:
    del browser.headers["Origin"]
    assert browser.post("/api/run", json=ORDER).status_code == 403


def test_a_program_with_the_rigs_key_needs_no_address(stranger: httpx.Client) -> None:
    stranger.headers["Authorization"] = f"Bearer {KEY.hex()}"
    assert stranger.post("/api/run", json=ORDER).status_code == 200


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer 00", "Basic eDp5", "Bearer é"])
def test_a_wrong_key_opens_nothing(stranger: httpx.Client, key: str) -> None:
    assert stranger.get("/api/view", headers={"Authorization": key.encode()}).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_there_is_nothing_but_get_and_post(browser: httpx.Client, method: str) -> None:
    assert browser.request(method, "/api/view").status_code == 405


def test_every_answer_forbids_foreign_code_frames_and_stores(browser: httpx.Client) -> None:
    headers = browser.get("/api/view").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("path", "limit"), [("/api/run", MAX_ORDER), ("/api/papers", MAX_PAPER)])
def test_what_is_too_large_is_refused(browser: httpx.Client, path: str, limit: int) -> None:
    answer = browser.post(path, content=b" " * (limit + 1))
    assert answer.status_code == 413
    assert "too large" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/receipts/..%2F..%2Fetc%2Fpasswd.png",
        "/api/receipts/-1.png",
        "/api/receipts/0.png",
        "/api/receipts/99999999999999999999.png",
        "/api/documents/..%2f1.pdf",
        "/api/papers/..%2F..%2Ffonts%2FOFL.jpg",
        "/api/papers/%2Fetc%2Fpasswd.jpg",
        "/..%2Fcards%2Fwallet.yaml",
        "/fonts/OFL.txt",
        "/openapi.json",
        "/docs",
    ],
)
def test_no_address_leads_to_anything_else(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).status_code in (400, 404)


@pytest.mark.parametrize("order", [b"", b"[]", b"{", b'{"command": 1}', b'{"command": "stall", "x": 1}', b"\xff"])
def test_an_order_that_is_none_is_refused_with_words(browser: httpx.Client, order: bytes) -> None:
    answer = browser.post("/api/run", content=order)
    assert answer.status_code == 400
    assert "an order is" in answer.json()["error"]


def test_a_port_that_is_taken_is_an_error_at_once(panel: Panel, rig: Rig) -> None:
    with pytest.raises(OSError, match="in use"):
        Panel(rig, panel.port)
