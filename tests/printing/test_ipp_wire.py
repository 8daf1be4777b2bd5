"""IPP over HTTP, against servers that mean no good."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from devices.document_printer.ipp_wire import LONGEST_ANSWER, HttpWire, Refused, split

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 4\r\n\r\n\x01\x01\x00\x00"


@contextmanager
def _server(said: bytes, *, then: str = "close") -> Iterator[str]:
    """Says this to whoever connects, then closes, or falls silent until it is over. Yields its address."""
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, suppress(OSError):
                client.recv(1 << 16)
                client.sendall(said)
                if then == "silence":
                    over.wait(10.0)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/ipp/print"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@contextmanager
def _wire(address: str) -> Iterator[HttpWire]:
    wire = HttpWire("document_printer", address)
    try:
        yield wire
    finally:
        wire.close()


def test_an_answer_comes_back() -> None:
    with _server(OK) as address, _wire(address) as wire:
        assert wire.post(b"question", 5.0) == b"\x01\x01\x00\x00"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff" * 500,
        b"220 ftp.example ready\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nless",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LONGEST_ANSWER + 1) + b"x" * (LONGEST_ANSWER + 1),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nxxxx",
    ],
)
def test_nonsense_is_a_broken_connection(said: bytes) -> None:
    with _server(said) as address, _wire(address) as wire, pytest.raises(ConnectionError):
        wire.post(b"question", 5.0)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 426, 503])
def test_a_server_that_refuses_is_told_from_one_that_is_away(status: int) -> None:
    said = f"HTTP/1.1 {status} No\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n".encode()
    with _server(said) as address, _wire(address) as wire, pytest.raises(Refused) as caught:
        wire.post(b"question", 5.0)
    assert caught.value.status == status


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_silence_is_late(said: bytes) -> None:
    with _server(said, then="silence") as address, _wire(address) as wire, pytest.raises(TimeoutError):
        wire.post(b"question", 0.1)


def test_nobody_there_is_a_broken_connection() -> None:
    with _server(b"") as address:
        pass
    with _wire(address) as wire, pytest.raises(ConnectionError):
        wire.post(b"question", 5.0)


def test_a_message_under_way_can_be_aborted() -> None:
    with _server(b"", then="silence") as address, _wire(address) as wire:
        threading.Timer(0.05, wire.abort).start()
        with pytest.raises(ConnectionAbortedError):
            wire.post(b"question", 5.0)


def test_a_firm_message_is_not_aborted() -> None:
    with _server(b"", then="silence") as address, _wire(address) as wire:
        threading.Timer(0.05, wire.abort).start()
        with pytest.raises(TimeoutError):
            wire.post(b"question", 0.2, firm=True)


def test_closing_ends_what_is_under_way_and_twice_is_harmless() -> None:
    with _server(b"", then="silence") as address, _wire(address) as wire:
        threading.Timer(0.05, wire.close).start()
        with pytest.raises(ConnectionError):
            wire.post(b"question", 5.0, firm=True)


@pytest.mark.parametrize(
    ("uri", "named", "address"),
    [
        ("ipp://printer", "ipp://printer:631/ipp/print", "http://printer:631/ipp/print"),
        ("ipp://10.0.0.7/printers/a4", "ipp://10.0.0.7:631/printers/a4", "http://10.0.0.7:631/printers/a4"),
        ("ipps://printer:443/x", "ipps://printer:443/x", "https://printer:443/x"),
        ("ipp://[fe80::1]:8631/x", "ipp://[fe80::1]:8631/x", "http://[fe80::1]:8631/x"),
    ],
)
def test_addresses(uri: str, named: str, address: str) -> None:
    assert split(uri) == (named, address)
