"""Documents: made from the form, shown to their end, signed by finger, sealed. Nobody signs what was not shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.visit import papers
from kiosk.visit.core import Core
from kiosk.visit.state import Busy, Paper, Step, Trouble

if TYPE_CHECKING:
    from kiosk.documents.strokes import Signature

Made = tuple[bytes, tuple[bytes, ...]]


class Signing:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._strokes: dict[str, dict[str, Signature]] = {}  # by paper and role
        core.on_enter(Step.SIGN, self._begin)

    @property
    def signer(self) -> str | None:
        """The role whose signature the paper on the screen wants now; None: it must be read, or is complete."""
        paper = self._paper()
        return paper.next_signer if paper is not None and paper.read else None

    def codes(self) -> tuple[str, ...]:
        """The papers of this visit, in the order in which they are shown."""
        return papers.codes(self._core.state)

    # --- touches

    def read(self) -> None:
        """The paper on the screen was shown to its end."""
        paper = self._paper()
        if paper is not None and not paper.read:
            self._put(replace(paper, read=True))

    def sign(self, signature: Signature) -> None:
        """The strokes of whoever must sign now; the paper is made anew with them, and sealed when all have signed."""
        core, paper, role = self._core, self._paper(), self.signer
        if paper is None or role is None or core.state.busy is not None or core.state.helper is not None:
            return
        code, state, tools = paper.material, core.state, core.tools
        strokes = {**self._strokes.get(code, {}), role: signature}
        template, data, at = papers.template(code, state), papers.data(code, state), tools.clock.now()
        core.set(busy=Busy.COMPOSING)

        def signed(outcome: Made | Exception) -> None:
            core.set(busy=None)
            if isinstance(outcome, Exception):
                core.trouble(Trouble("not_composed"))
                return
            self._strokes[code] = strokes
            self._put(_paper(paper, *outcome, signed_by=(*paper.signed_by, role)))

        core.aside(lambda: tools.documents.sign(template, data, strokes, at), signed)

    def next_paper(self) -> bool:
        """Show the next paper that is not complete, made again if it could not be made before; False: all are."""
        following = papers.unsigned(self._core.state)
        if following:
            self.make(lambda: self._core.set(paper=following[0]))
        return bool(following)

    def make(self, then: Callable[[], None]) -> None:
        """Make every paper that is wanted and not made from just this, then go on."""
        core = self._core
        state, tools = core.state, core.tools
        todo = [code for code in papers.codes(state) if not self._is_made(code)]
        if not todo:
            core.set(busy=None)
            then()
            return
        code = todo[0]
        template, data, digest = papers.template(code, state), papers.data(code, state), papers.made_from(code, state)
        at = tools.clock.now()
        core.set(busy=Busy.COMPOSING)

        def made(outcome: Made | Exception) -> None:
            if isinstance(outcome, Exception):
                core.set(busy=None)
                core.trouble(Trouble("not_composed"))
                return
            self._strokes.pop(code, None)
            wanted = papers.signers(code, core.state)
            blank = Paper(code, b"", "", digest, read=not papers.signs(core.state), wanted_from=wanted)
            self._put(_paper(blank, *outcome))
            self.make(then)

        core.aside(lambda: tools.documents.compose(template, data, at), made)

    def forget(self) -> None:
        self._strokes.clear()

    # --- small change

    def _begin(self) -> None:
        self.make(lambda: self._core.set(paper=next(iter(papers.codes(self._core.state)), None)))

    def _is_made(self, code: str) -> bool:
        paper = self._core.state.papers.get(code)
        return paper is not None and paper.made_from == papers.made_from(code, self._core.state)

    def _paper(self) -> Paper | None:
        s = self._core.state
        return s.papers.get(s.paper) if s.paper is not None else None

    def _put(self, paper: Paper) -> None:
        self._core.set(papers=MappingProxyType({**self._core.state.papers, paper.material: paper}))


def _paper(paper: Paper, pdf: bytes, pictures: tuple[bytes, ...], signed_by: tuple[str, ...] = ()) -> Paper:
    return replace(paper, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), pictures=pictures, signed_by=signed_by)
