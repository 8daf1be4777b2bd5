"""What must be found on a scanned paper for it to be the right one."""

from __future__ import annotations

from pydantic import Field

from kiosk.catalogue.base import Key, Model, Text


class Expected(Model):
    """`title_words`: one of them must be read. `holder`: the role whose name or number must be read.

    `valid_until`: the paper says until when it holds, and that day must not lie behind us.
    """

    title_words: tuple[Text, ...] = Field(default=(), max_length=12)
    holder: Key | None = None
    valid_until: bool = False
    number_pattern: str | None = None
