"""The reference office, put together: its folder, its rooms, and who answers which question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.backend.desk import Desk
from kiosk.backend.drafts import Drafts
from kiosk.backend.keys import Access, office_keys
from kiosk.backend.payments import Payments
from kiosk.backend.presence import confirm
from kiosk.backend.progress import Progress
from kiosk.backend.proofs import Proofs
from kiosk.backend.ratings import Ratings
from kiosk.backend.registers import Registers
from kiosk.backend.store import Store
from kiosk.catalogue.loader import Catalogue
from kiosk.submission.contract import Model, PublicKeys
from kiosk.submission.questions import (
    AskPayment,
    AskProgress,
    ConfirmPresence,
    FetchDraft,
    KeepDraft,
    OrderPayment,
    Question,
    Rate,
    RegisterQuestion,
)
from kiosk.submission.receipt_code import Keys

Answer = Callable[[Any], Model]  # of one kind of question; raises Refused


class Office:
    def __init__(
        self,
        data_dir: Path,
        assets: Path,
        catalogue: Catalogue | None,
        url: str,
        now: Callable[[], datetime],
        verifier_host: str,
        people: Path | None = None,
    ) -> None:
        """`catalogue` None: any well-formed item code is taken. `url`: of this office, as phones reach it.

        `verifier_host`: of the page that checks receipts. `people`: other records than those among the assets.
        Raises OSError, ValueError, RuntimeError or CatalogueError when something in the folders is damaged.
        """
        self.keys, self.access = office_keys(data_dir), Access(data_dir)
        registers = Registers(assets, data_dir, now, people)
        self.proofs = Proofs(assets, registers, url)
        self.store = Store(data_dir)
        self.desk = Desk(self.store, self.keys, catalogue, self.proofs, verifier_host, now)
        self.drafts = Drafts(self.store, now)
        self.payments = Payments(self.store, registers, catalogue, url, now)
        self.ratings = Ratings(self.store, self.desk, self.keys)
        self.answers: Mapping[type[Question[Any]], Answer] = {
            RegisterQuestion: registers.answer,
            KeepDraft: self.drafts.keep,
            FetchDraft: self.drafts.fetch,
            OrderPayment: self.payments.order,
            AskPayment: self.payments.state,
            AskProgress: Progress(self.desk, self._trusted, now).answer,
            Rate: self.ratings.take,
            ConfirmPresence: lambda question: confirm(question, now()),
        }

    def close(self) -> None:
        self.store.close()

    def public_keys(self) -> PublicKeys:
        """Whom to seal to, and whose receipts to trust: the office's and those of every kiosk that was let in."""
        return self.keys.public().model_copy(update={"receipt_keys": dict(self._trusted())})

    def _trusted(self) -> Keys:
        return {**self.access.receipt_keys(), **self.keys.public().receipt_keys}
