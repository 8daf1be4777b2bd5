"""The exact list: which materials this situation needs, how each stands, and what the citizen can do about it.

Pure. The source ladder is read downwards: the card, shared data, an earlier paper, what the machine makes, a scan; then
what the law allows instead of the paper. What may never be asked is never among the ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.catalogue.model import Material
from kiosk.visit.state import Standing


class Way(StrEnum):
    """What a citizen can do about a material that is wanted."""

    SCAN = "scan"
    DEFER = "defer"  # 容缺: bring it later
    COMMIT = "commit"  # 告知承诺: promise instead
    FETCH = "fetch"  # the register is down: the office gets it


@dataclass(frozen=True, slots=True)
class Needed:
    """One line of the list. `due`: of a deferral. `ways`: open now, empty when there is nothing to do."""

    material: Material
    standing: Standing
    due: date | None = None
    ways: tuple[Way, ...] = ()
