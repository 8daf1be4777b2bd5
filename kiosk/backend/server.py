"""Runs the reference office on a port of this machine."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.backend.app import create_app
from kiosk.backend.office import Office
from kiosk.backend.tls import certificates
from kiosk.catalogue.loader import Catalogue
from kiosk.clock import HALL_TIME
from kiosk.submission.files import replace_file

ASSETS = Path(__file__).resolve().parents[2] / "assets"
VERIFIER_HOST = "verify.example.gov.cn"  # reserved for examples: a real office gives its own


@dataclass(frozen=True, slots=True)
class Running:
    """A running office. `ca`: the certificate that its kiosks must trust; None without TLS."""

    url: str
    ca: Path | None
    stop: Callable[[], None] = field(repr=False)  # from any thread; `serve` returns soon after


def serve(
    data_dir: Path,
    host: str,
    port: int,
    tls: bool,
    ready: Callable[[Running], None],
    catalogue: Catalogue | None = None,
    verifier_host: str = VERIFIER_HOST,
    people: Path | None = None,
) -> None:
    """Serve until stopped. `port` 0: any free one. Where it listens is told to `ready` and in `address.json`.

    `people`: other records for the registers than those among the assets.
    Raises OSError when the port is taken, ValueError or RuntimeError when the data folder is not an office's.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    ca, certificate, key = certificates(data_dir, _now()) if tls else (None, None, None)
    with ExitStack() as closing:
        listener = closing.enter_context(socket.create_server((host, port)))
        url = f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}"
        office = Office(data_dir, ASSETS, catalogue, url, _now, verifier_host, people)
        closing.callback(office.close)
        config = uvicorn.Config(
            create_app(office),
            ssl_certfile=certificate,
            ssl_keyfile=key,
            log_level="warning",
            access_log=False,  # addresses are case numbers
            server_header=False,
            http=_Connection,
            timeout_graceful_shutdown=5,
        )
        _Server(config, lambda stop: _announce(data_dir, Running(url, ca, stop), ready)).run([listener])


def _now() -> datetime:
    return datetime.now(HALL_TIME)


def _announce(data_dir: Path, running: Running, ready: Callable[[Running], None]) -> None:
    address = {"url": running.url, "ca": None if running.ca is None else str(running.ca)}
    replace_file(data_dir / "address.json", json.dumps(address).encode())
    ready(running)


class _Connection(H11Protocol):
    def shutdown(self) -> None:
        """Cut what is idle: over TLS asyncio would wait for a farewell that many clients never send."""
        idle = self.cycle is None or self.cycle.response_complete
        super().shutdown()
        if idle:
            with suppress(AttributeError):  # asyncio's TLS transport has none to abort when the other side was quicker
                self.transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told(self._stop)

    def _stop(self) -> None:
        self.should_exit = True
