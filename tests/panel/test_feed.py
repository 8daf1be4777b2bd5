"""What happens on the rig is told to everybody who listens, at once, and nobody has to be waited for."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from devices.simulated.panel import Panel
from devices.simulated.panel.feed import HEARTBEAT
from devices.simulated.rig import Rig
from tests.panel.conftest import KEY, base_of

Event = dict[str, str]


class Ear:
    """One listener. `next`: the next event of a kind; what came only with the heartbeat would be too late."""

    def __init__(self, answer: httpx.Response) -> None:
        self.headers = answer.headers
        self._lines = answer.iter_lines()

    def next(self, kind: str) -> Event:
        return next(event for event in self._events() if event.get("event") == kind)

    def view(self) -> dict[str, Any]:
        return dict(json.loads(self.next("view")["data"]))

    def trace(self) -> str:
        return str(json.loads(self.next("trace")["data"])["text"])

    def _events(self) -> Iterator[Event]:
        event: Event = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
            elif event:
                yield event
                event = {}


def number(event: Event) -> int:
    return int(event["id"].rpartition("-")[2])


@contextmanager
def listening(panel: Panel, since: str = "") -> Iterator[Ear]:
    headers = {"Authorization": f"Bearer {KEY.hex()}"} | ({"Last-Event-ID": since} if since else {})
    with (
        httpx.Client(base_url=base_of(panel), headers=headers, trust_env=False, timeout=HEARTBEAT / 2) as client,
        client.stream("GET", "/api/events") as answer,
    ):
        yield Ear(answer)


@pytest.fixture
def ear(panel: Panel) -> Iterator[Ear]:
    with listening(panel) as ear:
        yield ear


def test_it_is_a_stream_of_server_sent_events(ear: Ear) -> None:
    assert ear.headers["content-type"].startswith("text/event-stream")


def test_who_comes_sees_how_the_rig_is(rig: Rig, ear: Ear) -> None:
    assert ear.view()["receipt_printer"] == rig.view()["receipt_printer"]


def test_who_comes_hears_what_happened_before(rig: Rig, panel: Panel) -> None:
    rig.run("insert-card", "chen_wen")
    with listening(panel) as ear:
        assert "chen_wen" in ear.trace()


def test_what_others_do_is_heard_at_once(rig: Rig, ear: Ear) -> None:
    ear.view()
    rig.run("insert-card", "chen_wen")
    assert "chen_wen" in ear.trace()


def test_what_others_do_is_seen_at_once(rig: Rig, ear: Ear) -> None:
    assert ear.view()["card_reader"]["card"] is None
    rig.run("insert-card", "chen_wen")
    assert any(view["card_reader"]["card"] == "chen_wen" for view in iter(ear.view, None))


def test_everybody_hears_it(rig: Rig, panel: Panel, ear: Ear) -> None:
    with listening(panel) as another:
        rig.run("stall")
        assert ear.trace() == another.trace()


def test_who_comes_back_hears_only_what_was_missed(rig: Rig, panel: Panel) -> None:
    rig.run("stall")
    with listening(panel) as ear:
        last = ear.next("trace")["id"]
    with listening(panel, since=last) as ear:
        assert number(ear.next("trace")) == number({"id": last}) + 1


@pytest.mark.parametrize("since", ["x", "-", "other-5", "9" * 400, "a-" + "9" * 400])
def test_who_comes_back_from_elsewhere_hears_everything(rig: Rig, panel: Panel, since: str) -> None:
    rig.run("stall")
    with listening(panel, since=since) as ear:
        assert "stall" in ear.trace()


def test_a_listener_that_reads_nothing_holds_up_nobody(rig: Rig, panel: Panel, ear: Ear) -> None:
    with socket.create_connection(("127.0.0.1", panel.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        head = f"Host: 127.0.0.1:{panel.port}\r\nAuthorization: Bearer {KEY.hex()}"
        deaf.sendall(f"GET /api/events HTTP/1.1\r\n{head}\r\n\r\n".encode())
        for _ in range(300):
            rig.run("stall")
            rig.run("resume")
        rig.run("insert-card", "chen_wen")
        assert any("chen_wen" in text for text in iter(ear.trace, None))


def test_the_panel_ends_although_somebody_listens(rig: Rig) -> None:
    with Panel(rig, key=KEY) as panel, listening(panel) as ear:
        ear.view()
        panel.__exit__(None, None, None)
        with pytest.raises(StopIteration):
            ear.next("view")
