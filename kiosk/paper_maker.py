"""The visit's documents, made and sealed with what this kiosk has: templates, fonts, a certificate of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.documents.seal import SealingKey
    from kiosk.documents.strokes import Signature

PICTURE_WIDTH = 900  # pixels of a page on the screen


class PaperMaker:
    """Implements `kiosk.visit.tools.Documents`. Its libraries are loaded with the first paper that is wanted."""

    def __init__(self, assets: Path, keys: Path, kiosk_id: str, now: datetime, *, simulated: bool) -> None:
        """`keys`: the folder that holds the certificate; made on first use. `simulated`: each page says so."""
        self._assets, self._keys, self._kiosk_id, self._now = assets, keys, kiosk_id, now
        self._marks = {"simulated": True} if simulated else {}

    def compose(self, template: str, data: Mapping[str, Any], at: datetime) -> tuple[bytes, tuple[bytes, ...]]:
        return self._made(template, data, {}, at)

    def sign(
        self, template: str, data: Mapping[str, Any], signatures: Mapping[str, Signature], at: datetime
    ) -> tuple[bytes, tuple[bytes, ...]]:
        from kiosk.documents.seal import seal

        pdf, pictures = self._made(template, data, signatures, at)
        return seal(pdf, self._key, self._kiosk_id, str(data.get("title", template)), at), pictures

    @cached_property
    def _key(self) -> SealingKey:
        from kiosk.documents.seal import sealing_key

        return sealing_key(self._keys, self._kiosk_id, self._now)

    def _made(
        self, template: str, data: Mapping[str, Any], signatures: Mapping[str, Signature], at: datetime
    ) -> tuple[bytes, tuple[bytes, ...]]:
        from kiosk.documents.compose import compose
        from kiosk.documents.pictures import pictures

        pdf = compose(template, {**data, **self._marks}, self._assets, signatures=signatures, at=at)
        return pdf, pictures(pdf, PICTURE_WIDTH)
