"""The words of the screens in the language of the citizen, for kv as `tr` and for Python as `words`.

`text: tr._("guide-bring")` in kv follows a switch of the language by itself, and lets go when its widget goes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.event import EventDispatcher
from kivy.lang import global_idmap
from kivy.properties import ObjectProperty

from kiosk.wording import Audience, Language, Wording, wording


class Words(EventDispatcher):
    _ = ObjectProperty(lambda key, **_data: key)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder: Path | None = None
        self._wording: Wording | None = None

    @property
    def wording(self) -> Wording:
        """All words of the language that is spoken, for what is put into words outside of the screens."""
        assert self._wording is not None, "no words loaded"
        return self._wording

    @property
    def language(self) -> Language:
        return self.wording.language

    def load(self, folder: Path, language: Language = Language.ZH) -> None:
        """Take the words from `folder`. Both languages are read now, so that a switch costs nothing later."""
        self._folder = folder
        for each in Language:
            wording(folder, each)
        self.speak(language)

    def speak(self, language: Language) -> None:
        if self._folder is None or (self._wording is not None and self._wording.language is language):
            return
        self._wording = wording(self._folder, language)
        self._ = self._wording.text

    def error(self, code: str) -> str:
        """What a trouble means to the citizen."""
        return self.wording.error(code, Audience.CITIZEN)


words = Words()
global_idmap["tr"] = words
