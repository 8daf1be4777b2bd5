"""Receipt paper as a thing: a roll that gets shorter, and the piece that hangs out of the slot."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from devices.receipt_printer.api import Raster
from devices.simulated.fault import SimulationError

DOTS_PER_MM = 8  # 203 dpi
FULL_ROLL_MM = 80_000
LOW_BELOW_MM = 2_000
TO_THE_KNIFE = 12 * DOTS_PER_MM  # rows between the print head and the knife


class PaperRoll:
    def __init__(self, width_dots: int, mm: float = FULL_ROLL_MM) -> None:
        self._width = width_dots
        self._rows = round(mm * DOTS_PER_MM)
        self._piece: list[Raster] = []

    @property
    def mm(self) -> float:
        """What is left."""
        return self._rows / DOTS_PER_MM

    @property
    def low(self) -> bool:
        return self.mm < LOW_BELOW_MM

    @property
    def out(self) -> bool:
        return self._rows == 0

    def draw(self, rows: Raster) -> int:
        """Draw as many of the rows as there is paper for; returns how many. Dots beyond the paper's edge are lost."""
        count = min(len(rows), self._rows)
        if count:
            paper = np.zeros((count, self._width), dtype=np.bool_)
            width = min(self._width, rows.shape[1])
            paper[:, :width] = rows[:count, :width]
            self._piece.append(paper)
            self._rows -= count
        return count

    def feed(self, rows: int) -> None:
        """Let that much white paper out, or what there is."""
        self.draw(np.zeros((min(rows, self._rows), 1), dtype=np.bool_))

    def cut(self) -> bytes:
        """The piece that hung out, as a PNG; b"" if none did."""
        if not self._piece:
            return b""
        picture = np.vstack(self._piece)
        self._piece.clear()
        file = io.BytesIO()
        white = np.packbits(~picture, axis=1).tobytes()
        Image.frombytes("1", (self._width, len(picture)), white).save(file, "PNG", compress_level=1)
        return file.getvalue()

    def load(self, mm: float) -> bytes:
        """Put a new roll in. Returns the end of the old one, as `cut` does."""
        if mm <= 0:
            raise SimulationError("a roll has some length")
        end = self.cut()
        self._rows = round(mm * DOTS_PER_MM)
        return end
