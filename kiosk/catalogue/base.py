"""What every object of a catalogue file is made of: keys, words, and the check that it agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from kiosk.wording import Language

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Mistake = tuple[str, str]  # which key, and what is wrong with it


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def mistakes(self) -> Iterator[Mistake]:
        """What this object's keys say against each other; all of it is reported, each at its key."""
        return iter(())

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        found: list[InitErrorDetails] = [
            {
                "type": PydanticCustomError("contradiction", "{reason}", {"reason": reason, "of": type(self).__name__}),
                "loc": (key,),
                "input": None,
            }
            for key, reason in self.mistakes()
        ]
        if found:
            raise ValidationError.from_exception_data(type(self).__name__, found)
        return self


class Sourced(Model):
    """Something that another place or memory says, and that the hall has not confirmed yet, is `verified: false`."""

    verified: bool = True
    source: str | None = None

    def mistakes(self) -> Iterator[Mistake]:
        if not self.verified and self.source is None:
            yield "source", "is not verified: say where it comes from"


class Words(Model):
    """The same words in each language."""

    zh: Text
    en: Text

    def get(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en
