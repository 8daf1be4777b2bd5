"""What the demo's player asks of the touch robot. The robot itself is `screens.robot`, which this room may not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Moment:
    """What the screen asks for now: codes of the catalogue, "" where it asks for none."""

    screen: str
    field: str
    material: str
    paper: str  # that is being read and signed
    role: str  # whose card is wanted; the applicant has none
    busy: str  # what the machine does meanwhile
    trouble: str
    names: tuple[str, ...]  # of what is in sight and can be touched


class Robot(Protocol):
    """The touch robot's client, as far as it is needed here (`screens.robot.RobotClient`)."""

    def tap(self, name: str, timeout: float = 5.0) -> None: ...
    def screen(self) -> str: ...
    def names(self) -> Sequence[Any]: ...
    def texts(self) -> list[str]: ...
    def moment(self) -> Moment: ...
    def wait(self, what: str, timeout: float = 10.0) -> None: ...
    def type(self, text: str) -> None: ...
    def sign(self) -> None: ...
    def shot(self, path: Path) -> None: ...
    def until_gone(self, timeout: float = 30.0) -> None: ...
    def close(self) -> None: ...
