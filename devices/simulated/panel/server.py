"""The panel's server: a thread of its own that listens on this machine only."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from types import TracebackType

import uvicorn

from devices.simulated.panel.app import create_app
from devices.simulated.panel.door import Door
from devices.simulated.panel.feed import Feed
from devices.simulated.rig import Rig

ASSETS = Path(__file__).resolve().parents[3] / "assets"
STOPS_WITHIN = 1  # seconds that answers under way may take


class Panel:
    """Serves one rig's control panel on 127.0.0.1. Use as a context manager.

    `port` 0: any free one. `key`: of the rig's key file; who sends it as `Authorization: Bearer <hex>` needs no
    address. `assets`: where `panel/` and `fonts/` are. Raises OSError when the port is taken.
    """

    def __init__(self, rig: Rig, port: int = 0, *, key: bytes | None = None, assets: Path = ASSETS) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        feed = Feed(rig)
        self._door = Door(create_app(rig, feed, assets), self.port, key)
        config = uvicorn.Config(
            self._door,
            lifespan="off",
            log_level="error",
            access_log=False,  # the one-time address stands in it
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=STOPS_WITHIN,
        )
        self._server = _Server(config, feed)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="panel", daemon=True)
        self.url = self.new_url()

    def new_url(self) -> str:
        """An address that lets one browser in, once."""
        return self._door.new_url()

    def __enter__(self) -> Panel:
        self._thread.start()  # the socket listens already: who comes early waits
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._feed.start()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._feed.stop()  # else its readers would be waited for
        await super().shutdown(sockets)
