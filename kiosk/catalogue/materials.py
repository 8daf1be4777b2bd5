"""材料: the papers that a service needs, and where each may come from."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from kiosk.catalogue.base import Key, Mistake, Model, Sourced, Words
from kiosk.catalogue.fields import APPLICANT, Lookup, Source, Whens
from kiosk.catalogue.filling import Fill
from kiosk.catalogue.recognise import Expected


class Necessity(StrEnum):
    """材料必要性."""

    REQUIRED = "required"  # 1
    OPTIONAL = "optional"  # 2
    DEFERRABLE = "deferrable"  # 3 容缺后补: may be supplied later, once the citizen has promised it


class MaterialForm(StrEnum):
    """材料形式."""

    PAPER = "paper"  # 1
    ELECTRONIC = "electronic"  # 2
    BOTH = "both"  # 3


class TrustLevel(StrEnum):
    """国办函〔2016〕108号: A issued by an office, B verified at a window, C uploaded by the user, D self-made."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Deferral(Model):
    """容缺: how long the citizen has to supply it; never beyond the promised time of the matter."""

    working_days: int = Field(ge=1)


class Material(Sourced):
    """One paper that the office needs.

    `never_ask`: the law forbids asking the citizen for it; on a miss the office fetches it. `commitment` (告知承诺):
    the text that the citizen may sign instead of bringing the paper at all. `one_of`: of all materials that name the
    same group one is enough. `document`: the template of `assets/documents` that a generated one is made with, signed
    by the roles of `signed_by`; on a paper that is scanned, the blank that can be printed to be signed at home.
    """

    code: Key
    name: Words
    form: MaterialForm
    necessity: Necessity
    sources: tuple[Source, ...] = Field(min_length=1)
    never_ask: bool = False
    standard: Words  # 受理标准: what a good one looks like
    sample: str | None = None  # a picture of `assets/papers`
    max_pages: int = Field(default=4, ge=1, le=30)
    trust: TrustLevel
    needed_when: Whens = ()
    of: Key = APPLICANT  # whose card it is, where a card supplies it
    lookup: Lookup | None = None  # where `shared` finds it
    same_as: Key | None = None  # another material, scanned earlier, that serves for this one too
    deferral: Deferral | None = None
    commitment: Words | None = None
    one_of: Key | None = None
    document: Key | None = None
    fill: dict[str, Fill] = Field(default={})  # what that template is filled with, see `filling`
    signed_by: tuple[Key, ...] = ()
    expected: Expected | None = None  # what must be found on a scanned page

    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        asked = [str(s) for s in self.sources if s in (Source.SCAN, Source.CITIZEN)]
        if self.never_ask and asked:
            yield "never_ask", f"the law forbids asking for it, yet {' and '.join(asked)} is among the sources"
        if self.never_ask and (self.commitment is not None or self.deferral is not None):
            yield "never_ask", "the office fetches it: there is no commitment and no deferral to ask for"
        if Source.CITIZEN in self.sources:
            yield "sources", "a paper is scanned, not typed: `scan`"
        if Source.SCAN in self.sources[:-1]:
            yield "sources", "a paper is asked for last, when nothing else supplies it"
        if Source.SCAN in self.sources and self.trust in (TrustLevel.A, TrustLevel.B):
            yield "trust", "a paper scanned here is C until a clerk has seen the original"
        for source, key in ((Source.SHARED, "lookup"), (Source.EARLIER, "same_as")):
            if (source in self.sources) != (getattr(self, key) is not None):
                yield key, f"stands exactly where `{source}` is among the sources"
        if Source.GENERATED in self.sources and self.document is None:
            yield "document", "a generated material names the template that it is made with"
        if self.fill and self.document is None:
            yield "fill", "there is no template to fill"
        if self.of != APPLICANT and Source.CARD not in self.sources:
            yield "of", "stands only where `card` is among the sources"
        if (self.necessity is Necessity.DEFERRABLE) != (self.deferral is not None):
            yield "deferral", "stands exactly where the necessity is deferrable"
        if self.signed_by and Source.GENERATED not in self.sources:
            yield "signed_by", "only what is generated here is signed here"
