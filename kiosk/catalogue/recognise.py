"""What must be found on a scanned paper for it to be the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from kiosk.catalogue.base import Key, Mistake, Model, Text


class Expected(Model):
    """`title_words`: one of them must be read. `number_pattern`: of the number that such papers bear, as a regular
    expression over narrow characters without blanks; a paper that shows one needs no title, as on an inner page.
    `holder`: the role whose name or number must be read. `valid_until`: the paper says until when it holds, and that
    day must not lie behind us. `each_page`: every page is a paper of its own.
    """

    title_words: tuple[Text, ...] = Field(default=(), max_length=12)
    number_pattern: str | None = None
    holder: Key | None = None
    valid_until: bool = False
    each_page: bool = False

    def mistakes(self) -> Iterator[Mistake]:
        if self.number_pattern is not None:
            try:
                re.compile(self.number_pattern)
            except re.error as error:
                yield "number_pattern", f"is no regular expression: {error}"
