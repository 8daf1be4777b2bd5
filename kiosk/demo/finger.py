"""The rig's finger on the kiosk's screen: the touch robot, in the rig's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from devices.simulated.fault import SimulationError
from kiosk.demo.robot import Robot

APPEARS_WITHIN = 10.0  # seconds: between two visits there is no screen


class RobotFinger:
    """Implements `devices.simulated.hands.Finger`."""

    def __init__(self, connect: Callable[..., Robot], refused: type[Exception]) -> None:
        """`connect`: to the process whose window is shown, within `timeout`; `refused`: what robots raise."""
        self._refused = refused
        with self._said():
            self._robot = connect(timeout=APPEARS_WITHIN)

    def tap(self, name: str) -> None:
        """A touch after which another screen is there was taken, even if its widget was drawn anew under the finger."""
        with self._said():
            before = self._robot.screen()
            try:
                self._robot.tap(name)
            except self._refused:
                if self._robot.screen() == before:
                    raise

    def type(self, text: str) -> None:
        with self._said():
            self._robot.type(text)

    def sign(self) -> None:
        with self._said():
            self._robot.sign()

    def screen(self) -> str:
        with self._said():
            return self._robot.screen()

    def names(self) -> Sequence[str]:
        with self._said():
            return [one.name for one in self._robot.names() if one.name and one.enabled]

    def close(self) -> None:
        self._robot.close()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except self._refused as error:
            raise SimulationError(str(error)) from None
