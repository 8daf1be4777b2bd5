"""The network as a device, between a real TLS client and a real TLS server."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.fault import SimulationError
from devices.simulated.network import Mode, Network, _Records
from kiosk.backend.tls import certificates

PATIENCE = 10.0  # real seconds
SOON = 0.3


class Office:
    """Counts what it was asked, and answers."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[int] = []
        self.heard = threading.Event()
        office = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers["Content-Length"]))
                office.asked.append(len(body))
                office.heard.set()
                self.send_response(201)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"kept")

            def log_message(self, format: str, *args: object) -> None: ...

        self.ca, certificate, key = certificates(folder, datetime.now(UTC))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="test-office"
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(HTTPServer):
    def get_request(self) -> tuple[ssl.SSLSocket, tuple[str, int]]:
        connection, address = super().get_request()
        connection.settimeout(PATIENCE)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None: ...


Ask = Callable[..., bytes]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.stop()


@pytest.fixture
def network(office: Office) -> Iterator[Network]:
    with Network("127.0.0.1", office.port) as network:
        yield network


@pytest.fixture
def ask(office: Office, network: Network) -> Iterator[Ask]:
    """One request over a connection of its own."""
    context = ssl.create_default_context(cafile=str(office.ca))
    open_ones: list[http.client.HTTPSConnection] = []

    def ask(size: int = 5, timeout: float = PATIENCE) -> bytes:
        connection = http.client.HTTPSConnection("127.0.0.1", network.port, timeout=timeout, context=context)
        open_ones.append(connection)
        connection.request("PUT", "/", b"x" * size)
        return connection.getresponse().read()

    yield ask
    for connection in open_ones:
        connection.close()


def test_up_it_changes_nothing(office: Office, ask: Ask) -> None:
    assert (ask(), ask(3_000_000), office.asked) == (b"kept", b"kept", [5, 3_000_000])


def test_down_it_refuses_and_comes_back_at_the_same_port(network: Network, ask: Ask) -> None:
    network.turn(Mode.DOWN)
    with pytest.raises(ConnectionRefusedError):
        ask()

    network.turn(Mode.UP)

    assert ask() == b"kept"


def test_slow_it_is_late_in_each_direction_but_late_only_once(network: Network, ask: Ask) -> None:
    network.turn(Mode.SLOW, 200)
    with pytest.raises(TimeoutError):
        ask(timeout=0.1)

    assert ask(3_000_000) == b"kept"


def test_an_answer_that_is_lost_was_answered(office: Office, network: Network, ask: Ask) -> None:
    network.turn(Mode.ANSWERS_LOST)
    with pytest.raises((ConnectionError, ssl.SSLError)):
        ask(200_000)

    network.turn(Mode.UP)

    assert office.asked == [200_000]
    assert ask() == b"kept"


def test_nonsense_instead_of_a_handshake_is_no_office(network: Network, ask: Ask, office: Office) -> None:
    network.turn(Mode.TLS)

    with pytest.raises(ssl.SSLError):
        ask()

    assert office.asked == []


def test_a_black_hole_takes_connections_and_says_nothing_until_it_is_gone(network: Network, ask: Ask) -> None:
    network.turn(Mode.HOLE)
    with pytest.raises(TimeoutError):
        ask(timeout=SOON)

    network.turn(Mode.UP)

    assert ask() == b"kept"


def test_a_cut_breaks_what_is_open_and_nothing_else(network: Network, ask: Ask) -> None:
    network.turn(Mode.SLOW, 60_000)
    with pytest.raises(TimeoutError):
        ask(timeout=SOON)

    network.turn(Mode.UP)

    assert network.cut() == 1
    assert ask() == b"kept"


def test_a_delay_longer_than_a_minute_is_a_mistake(network: Network) -> None:
    with pytest.raises(SimulationError, match="no delay"):
        network.turn(Mode.SLOW, 60_001)


RECORDS = b"".join(
    bytes([kind, 3, 3]) + size.to_bytes(2, "big") + bytes(size)
    for kind, size in ((22, 300), (20, 1), (23, 90), (23, 0), (23, 4000))
)


@given(st.lists(st.integers(0, len(RECORDS)), max_size=12))
def test_records_are_counted_however_they_are_cut_into_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(RECORDS)]
    records = _Records()

    for begin, end in pairwise(edges):
        if begin < end:
            records.look(RECORDS[begin:end])

    assert records._data_records == 3


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=20))
def test_no_bytes_of_a_kiosk_break_the_count(pieces: list[bytes]) -> None:
    records = _Records()

    for piece in pieces:
        records.look(piece)

    assert records.asked in (True, False)
