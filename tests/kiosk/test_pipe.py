"""Promises of the pipe: typed messages arrive whole and in order, and anything else closes it."""

from __future__ import annotations

import socket
import struct
from uuid import uuid4

import pytest

from kiosk import pipe as p


def test_messages_arrive_whole_and_in_order() -> None:
    ours, theirs = p.pipe()
    sent = [p.Warm(), p.Go(office_reachable=True), p.Kept(key=uuid4(), code="HTTPS://X/R/AB"), p.Gone(reason="done")]
    for message in sent:
        ours.send(message)
    assert [theirs.receive() for _ in sent] == sent
    ours.close()
    with pytest.raises(p.PipeClosed):
        theirs.receive()
    theirs.close()


@pytest.mark.parametrize(
    "garbage", [b"\xff\xff\xff\xff", struct.pack(">I", 4) + b"null", struct.pack(">I", 16) + b'{"kind":"other"}', b"\0"]
)
def test_what_is_no_message_closes_the_pipe(garbage: bytes) -> None:
    hostile, end = socket.socketpair()
    hostile.sendall(garbage)
    hostile.close()
    pipe = p.Pipe(end)
    with pytest.raises(p.PipeClosed):
        pipe.receive()
    pipe.close()


def test_sending_to_a_dead_process_is_told() -> None:
    ours, theirs = p.pipe()
    theirs.close()
    with pytest.raises(p.PipeClosed):
        ours.send(p.Warm())
    ours.close()
