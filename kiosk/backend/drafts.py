"""Cases that wait for their code. The office keeps what it cannot read, and hands it to whom it belongs."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from kiosk.backend.problems import Refused
from kiosk.backend.store import Store
from kiosk.backend.tables import Draft
from kiosk.submission.questions import DraftAnswer, DraftKept, FetchDraft, KeepDraft, SealedDraft

WRONG_HOLDERS = 5  # tries with another card than the one that began it, in all


class Drafts:
    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def keep(self, question: KeepDraft) -> DraftKept:
        """The newest one of an id counts, in whatever order they come; what was handed in stays so."""
        draft, kept_at = question.draft, question.draft.kept_at.timestamp()
        with self._store.session() as session:
            session.execute(update(Draft).where(Draft.until < self._now().date()).values(sealed=None))
            row = session.get(Draft, draft.id)
            if row is None:
                row = Draft(id=draft.id, kept_at=kept_at, until=draft.until)
                session.add(row)
            if row.case_number is None and kept_at >= row.kept_at:
                row.kept_at, row.until, row.sealed = kept_at, draft.until, draft.model_dump_json()
            return DraftKept(until=row.until)

    def fetch(self, question: FetchDraft) -> DraftAnswer:
        """Counts wrong holders; when there were too many of them, no card opens it any more."""
        with self._store.session() as session:
            row = session.get(Draft, question.id)
            if row is None:
                return DraftAnswer(state="unknown")
            if row.case_number is not None:
                return DraftAnswer(state="handed_in", case_number=row.case_number)
            sealed = self._sealed(row)
            if sealed is None:
                return DraftAnswer(state="expired")
            draft = SealedDraft.model_validate_json(sealed)
            open_only = draft.model_copy(update={"personal_part": None})
            if not question.holder or not draft.holder:
                return DraftAnswer(state="waiting", draft=open_only)
            if row.wrong_holders >= WRONG_HOLDERS:
                return DraftAnswer(state="locked")
            if hmac.compare_digest(question.holder, draft.holder):
                return DraftAnswer(state="waiting", draft=draft)
            row.wrong_holders += 1
            locked = row.wrong_holders >= WRONG_HOLDERS
            return DraftAnswer(state="locked" if locked else "wrong_holder")

    def for_clerk(self, draft_id: str) -> SealedDraft:
        """All of it: a clerk has the code from the citizen's hand. Raises Refused."""
        with self._store.session() as session:
            row = session.get(Draft, draft_id)
            if row is not None and row.case_number is not None:
                raise Refused(410, "handed_in", "This draft was handed in", row.case_number)
            sealed = None if row is None else self._sealed(row)
        if sealed is None:
            raise Refused(404, "unknown_draft", "No draft with this id is kept here")
        return SealedDraft.model_validate_json(sealed)

    def _sealed(self, row: Draft) -> str | None:
        """None when its time is over."""
        return row.sealed if row.until >= self._now().date() else None


def hand_over(session: Session, draft_id: str, case_number: str, now: datetime) -> None:
    """A case was handed in that was begun as this draft: what was kept of it is deleted, also what comes late."""
    row = session.get(Draft, draft_id)
    if row is None:
        row = Draft(id=draft_id, kept_at=now.timestamp(), until=now.date())
        session.add(row)
    row.case_number, row.sealed = case_number, None
