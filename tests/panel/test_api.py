"""The same commands as at the command line, over HTTP; errors are words."""

from __future__ import annotations

import zlib

import httpx
import pytest

from devices.simulated.rig import RIG_COMMANDS, Rig
from tests.panel.conftest import PICTURE, printed_receipt


def test_all_commands_are_offered_with_their_words(browser: httpx.Client) -> None:
    offered = {command["name"]: command for command in browser.get("/api/commands").json()}
    assert list(offered) == list(RIG_COMMANDS)
    (key,) = offered["insert-card"]["words"]
    assert "chen_wen" in key["choices"]


def test_a_command_is_done_and_answered(browser: httpx.Client, rig: Rig) -> None:
    answer = browser.post("/api/run", json={"command": "insert-card", "words": ["chen_wen"]})
    assert answer.status_code == 200
    with pytest.raises(Exception, match="in already"):
        rig.run("insert-card", "chen_wen")


def test_what_cannot_be_done_is_said_in_words(browser: httpx.Client) -> None:
    answer = browser.post("/api/run", json={"command": "pull-card"})
    assert answer.status_code == 400
    assert "no card is in" in answer.json()["error"]


def test_a_command_that_there_is_not_is_said_in_words(browser: httpx.Client) -> None:
    answer = browser.post("/api/run", json={"command": "fly"})
    assert answer.status_code == 400
    assert "no such command" in answer.json()["error"]


def test_the_view_is_the_rigs_own(browser: httpx.Client, rig: Rig) -> None:
    assert browser.get("/api/view").json().keys() == rig.view().keys()


def test_a_receipt_is_shown_with_what_its_code_says(browser: httpx.Client, rig: Rig) -> None:
    printed_receipt(rig, "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/ABC234")
    assert browser.get("/api/receipts/1.png").content == rig.receipt_printer.receipts[0]
    assert browser.get("/api/receipts/1.json").json() == {
        "codes": ["COSE receipt: HTTPS://VERIFY.EXAMPLE.GOV.CN/R/ABC234"]
    }


def test_a_receipt_that_there_is_not_is_said_in_words(browser: httpx.Client) -> None:
    answer = browser.get("/api/receipts/7.png")
    assert answer.status_code == 404
    assert "no number 7" in answer.json()["error"]


def test_a_dropped_picture_is_laid(browser: httpx.Client, rig: Rig) -> None:
    before = browser.get("/api/camera.jpg").content
    assert browser.post("/api/papers", content=PICTURE).status_code == 200
    assert browser.get("/api/camera.jpg").content != before
    rig.run("take-paper")


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(100), PICTURE[:40]])
def test_what_is_no_picture_is_not_laid(browser: httpx.Client, rig: Rig, file: bytes) -> None:
    assert browser.post("/api/papers", content=file).status_code in (400, 415)
    with pytest.raises(Exception, match="no paper lies there"):
        rig.run("take-paper")


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_not_laid(browser: httpx.Client, side: int) -> None:
    """A PNG whose head promises more pixels than anybody wants to have drawn."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + PICTURE[24:29]
    promising = PICTURE[:12] + head + zlib.crc32(head).to_bytes(4, "big") + PICTURE[33:]
    assert browser.post("/api/papers", content=promising).status_code == 415


def test_the_gallery_has_thumbnails(browser: httpx.Client) -> None:
    answer = browser.get("/api/papers/premises_lease.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert len(answer.content) < 20_000


def test_a_bug_report_tells_versions_and_what_happened_but_no_person(browser: httpx.Client, rig: Rig) -> None:
    rig.run("insert-card", "chen_wen")
    report = browser.get("/api/report")
    assert "insert-card" in report.text
    assert "hall-kiosk" in report.json()["packages"]
    assert "陈文" not in report.text
    assert "330199" not in report.text
