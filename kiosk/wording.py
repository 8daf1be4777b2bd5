"""The words that people read, by key, in each language; written in Fluent under `assets/wording/<language>/*.ftl`.

Keys carry data, never sentences; a key that is missing is a bug and raises. Errors have one message for each code,
with one attribute for each audience: `error-card_removed` has `.citizen`, `.staff` and `.technician`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Audience(StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"
    TECHNICIAN = "technician"


_LOCALES = {Language.ZH: "zh-Hans-CN", Language.EN: "en-GB"}


class MissingWords(LookupError):
    """A key has no words in a language."""


class Wording:
    """All words of one language."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.language = language
        self._bundle = FluentBundle([_LOCALES[language]], use_isolating=False)
        for file in sorted((folder / language).glob("*.ftl")):
            self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def has(self, key: str) -> bool:
        return bool(self._bundle.has_message(key))

    def text(self, key: str, **data: Any) -> str:
        """The words of `key` (`message` or `message.attribute`). Raises MissingWords."""
        message_id, _, attribute = key.partition(".")
        if not self._bundle.has_message(message_id):
            raise MissingWords(f"no words for {key!r} in {self.language}")
        message = self._bundle.get_message(message_id)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            raise MissingWords(f"no words for {key!r} in {self.language}")
        words, errors = self._bundle.format_pattern(pattern, data)
        if errors:
            raise MissingWords(f"the words for {key!r} in {self.language} lack data: {errors[0]}")
        return str(words)

    def error(self, code: str, audience: Audience, **data: Any) -> str:
        """The words for a trouble code, for one audience. Raises MissingWords."""
        return self.text(f"error-{code}.{audience}", **data)


@cache
def wording(folder: Path, language: Language) -> Wording:
    """The words of a language, loaded once a process."""
    return Wording(folder, language)
