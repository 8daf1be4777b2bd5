"""What hands can do under a camera that is not there: the same on the simulated machine and on the wire."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager

from devices.camera.api import Image
from devices.simulated.gallery import Paper
from devices.virtual.desk import Desk, Pose

GLANCE_SIZE = (540, 720)  # pixels


class Mat(ABC):
    """All verbs raise SimulationError for what cannot be done to a real one."""

    def __init__(self, seed: int = 0) -> None:
        self._desk = Desk(seed)
        self._stalled = False

    @abstractmethod
    def _changing(self) -> AbstractContextManager[None]:
        """Guards a change of physical facts."""

    @abstractmethod
    def _require(self, possible: bool, why_not: str) -> None: ...

    def lay_paper(self, image: Image, **pose: float) -> None:
        """Lay a paper on the desk, in place of whatever lies there. `image`: HxWx3 BGR; `pose`: fields of `Pose`."""
        lies = Pose().but(**pose)
        with self._changing():
            self._desk.lay(image, lies)

    def lay(self, paper: Paper) -> None:
        """The same with a paper of the gallery, which may be several sheets, or none."""
        pictures = paper.pictures()
        with self._changing():
            self._desk.lay(*(pictures[0] if pictures else ()), *pictures[1:])

    def take_paper(self) -> None:
        with self._changing():
            self._require(self._desk.laid, "no paper lies there")
            self._desk.lay()

    def cover_lens(self) -> None:
        with self._changing():
            self._require(not self._desk.covered, "the lens is covered already")
            self._desk.cover_lens(True)

    def uncover_lens(self) -> None:
        with self._changing():
            self._require(self._desk.covered, "the lens is not covered")
            self._desk.cover_lens(False)

    def smear_lens(self) -> None:
        """A greasy finger was on the glass."""
        with self._changing():
            self._require(not self._desk.smeared, "the lens is smeared already")
            self._desk.smear_lens(True)

    def wipe_lens(self) -> None:
        with self._changing():
            self._require(self._desk.smeared, "the lens is clean")
            self._desk.smear_lens(False)

    def stall(self) -> None:
        """The camera hangs: it answers, but no new frame comes."""
        with self._changing():
            self._require(not self._stalled, "it hangs already")
            self._stalled = True

    def resume(self) -> None:
        with self._changing():
            self._require(self._stalled, "it does not hang")
            self._stalled = False

    @property
    def facts(self) -> Mapping[str, bool]:
        """What hands did to the lens and the camera and have not undone."""
        return {"covered": self._desk.covered, "smeared": self._desk.smeared, "stalled": self._stalled}

    def seen(self) -> Image:
        """What lies under the lens now, for a tester's eyes."""
        return self._desk.frame(GLANCE_SIZE)
