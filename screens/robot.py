"""The touch robot: another process plays the citizen. For testers only, not in the bundle, started only when asked for.

The kiosk's side (`Robot`) listens on a socket in a folder; who can read the key beside it may touch. The player's side
(`RobotClient`) knows nothing of Kivy. Orders and answers are JSON; what they do stands in `screens.hand`.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, answer_challenge, deliver_challenge, wait
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from kiosk.demo.robot import Moment

SOCKET = "robot.sock"  # a link to the socket of the process whose window is shown
KEY = "robot.key"


class RobotError(Exception):
    """The order could not be carried out; the text says what is shown instead."""


class RobotGone(RobotError):
    """The kiosk's process has ended, as it does after every visit. A new RobotClient finds its successor."""


@dataclass(frozen=True, slots=True)
class Touchable:
    """Something to touch: pixels of the window, origin at the bottom left, x and y of the centre."""

    name: str
    text: str
    enabled: bool
    x: float
    y: float
    width: float
    height: float


class RobotClient:
    """The player's hand. Each call returns when what it asked for has happened. Raises RobotError."""

    def __init__(self, folder: Path, timeout: float = 15.0) -> None:
        """Waits until a kiosk listens in `folder`; `timeout`: seconds."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self._connection = Client(str(folder / SOCKET), authkey=(folder / KEY).read_bytes())
                return
            except (FileNotFoundError, ConnectionRefusedError, EOFError, ConnectionResetError):
                if time.monotonic() > deadline:
                    raise RobotError(f"no kiosk listens in {folder} after {timeout:g} s") from None
                Event().wait(0.02)  # another process binds the socket: nothing here could be waited on

    def tap(self, name: str, timeout: float = 5.0) -> None:
        """Touch what has this name, or this text. Waits until it is there and enabled."""
        self._order("tap", name=name, timeout=timeout)

    def tap_at(self, x: float, y: float) -> None:
        self._order("tap_at", x=x, y=y)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self._order("drag", x=x, y=y, to_x=to_x, to_y=to_y)

    def texts(self) -> list[str]:
        return list(self._order("look", at="texts"))

    def names(self) -> list[Touchable]:
        return [Touchable(**fields) for fields in self._order("look", at="names")]

    def screen(self) -> str:
        return str(self._order("look", at="screen"))

    def moment(self) -> Moment:
        """What the screen asks for now."""
        seen = self._order("look", at="moment")
        return Moment(**{**seen, "names": tuple(seen["names"])})

    def wait(self, what: str, timeout: float = 10.0) -> None:
        """Until a screen, a touchable or a text of this name is shown; `timeout`: seconds."""
        self._order("wait", what=what, timeout=timeout)

    def type(self, text: str) -> None:
        """Type on the keyboard that is shown; hanzi by pinyin."""
        self._order("type", text=text)

    def sign(self) -> None:
        """Sign on the pad that is shown."""
        self._order("sign")

    def shot(self, path: Path) -> None:
        """A PNG of the whole window, written by the kiosk's process."""
        self._order("shot", path=str(path.resolve()))

    def quit(self) -> None:
        """End the kiosk's process in an orderly way."""
        self._order("quit")

    def until_gone(self, timeout: float = 30.0) -> None:
        """Until the kiosk's process has ended, as it does after every visit; `timeout`: seconds."""
        if not self._connection.poll(timeout):
            raise RobotError(f"the visit has not ended after {timeout:g} s")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _t: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None) -> None:
        self.close()

    def _order(self, do: str, **arguments: Any) -> Any:
        try:
            self._connection.send_bytes(json.dumps({"do": do, **arguments}).encode())
            answer = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            raise RobotGone("the kiosk's process has ended") from None
        if "error" in answer:
            raise RobotError(answer["error"])
        return answer["result"]


class Robot:
    """The kiosk's side: takes orders and gives them to a hand. Start it when the window is there and shown."""

    def __init__(self, folder: Path) -> None:
        from screens.hand import Hand, attach

        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = _key(folder / KEY)
        self._own = folder / f"robot-{secrets.token_hex(4)}.sock"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._own))
        self._own.chmod(0o600)
        self._listener.listen()
        self._end, self._ended = socket.socketpair()
        self._hand = Hand()
        attach(self._hand)
        self._thread = Thread(target=self._serve, name="robot")
        self._thread.start()
        # The predecessor may still be there: the link moves to the new one in one step.
        link = self._own.with_suffix(".link")
        link.symlink_to(self._own.name)
        link.replace(folder / SOCKET)

    def close(self) -> None:
        from screens.hand import detach

        if not self._thread.is_alive():
            return
        detach(self._hand)
        self._end.send(b"!")
        self._thread.join()
        for part in (self._listener, self._end, self._ended):
            part.close()
        self._own.unlink(missing_ok=True)
        link = self._folder / SOCKET
        with contextlib.suppress(OSError):
            if link.readlink() == Path(self._own.name):
                link.unlink()

    def _serve(self) -> None:
        players: list[Connection] = []
        while True:
            for ready in wait([self._listener, self._ended, *players]):
                if ready is self._ended:
                    for player in players:
                        player.close()
                    return
                if ready is self._listener:
                    with contextlib.suppress(Exception):
                        players.append(self._welcome())
                else:
                    try:
                        self._take(ready)
                    except (EOFError, OSError, ValueError):
                        players.remove(ready)
                        ready.close()

    def _welcome(self) -> Connection:
        accepted, _ = self._listener.accept()
        player = Connection(accepted.detach())
        try:
            deliver_challenge(player, self._key)
            answer_challenge(player, self._key)
        except Exception:
            player.close()
            raise
        return player

    def _take(self, player: Connection) -> None:
        order = json.loads(player.recv_bytes())

        def reply(result: Any) -> None:
            answer = {"error": str(result)} if isinstance(result, Exception) else {"result": result}
            with contextlib.suppress(OSError):  # the player has gone
                player.send_bytes(json.dumps(answer).encode())

        self._hand.perform(order, reply)


def _key(file: Path) -> bytes:
    """The key of this folder, made when there is none; only its owner can read it."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(32))
    return file.read_bytes()
