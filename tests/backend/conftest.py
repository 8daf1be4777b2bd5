"""An office in a folder of its own, asked in memory."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.exceptions import StarletteDeprecationWarning

from kiosk.backend.app import create_app
from kiosk.backend.keys import Party, enrol
from kiosk.backend.office import Office
from kiosk.backend.problems import Refused
from kiosk.backend.registers import load_records
from kiosk.catalogue.loader import Catalogue
from kiosk.submission.contract import Acceptance, Model
from kiosk.submission.packing import Parcel
from kiosk.submission.questions import Question
from tests.submission.conftest import HOST, KIOSK, NOW, Brought, parcel_of
from tests.submission.conftest import catalogue as catalogue
from tests.submission.conftest import drafts as drafts
from tests.submission.conftest import outbox as outbox
from tests.submission.conftest import proof_case as proof_case
from tests.submission.conftest import registration_case as registration_case
from tests.submission.conftest import told as told

with warnings.catch_warnings():
    # starlette prefers httpx2 from 1.0 on; httpx still serves its client, and nothing of it is in the product.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from fastapi.testclient import TestClient


class OfficeClock:
    """The office's own calendar, which a test turns."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def advance(self, **time: int) -> None:
        self.at += timedelta(**time)


@pytest.fixture(scope="session", autouse=True)
def people_are_read_once() -> Iterator[None]:
    """Hundreds of offices open here; each would read the same file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.backend.registers.load_records", cache(load_records))
        yield


A = TypeVar("A", bound=Model)
URL = "https://office.example.gov.cn"


class OfficeAt:
    """`ask`, `refused`, `accepted`, `rejected` go to the office itself; the rest goes over its HTTP face."""

    def __init__(self, open_: Callable[[], Office], data: Path, clock: OfficeClock, closing_: ExitStack) -> None:
        self.data, self.clock, self._open, self._closing = data, clock, open_, closing_
        self.office = open_()
        self.keys = self.office.keys
        closing_.callback(self.office.close)

    @cached_property
    def client(self) -> TestClient:
        return self._closing.enter_context(TestClient(create_app(self.office), raise_server_exceptions=False))

    @cached_property
    def kiosk(self) -> dict[str, str]:
        return self._let_in(Party(role="kiosk", name=KIOSK))

    @cached_property
    def clerk(self) -> dict[str, str]:
        return self._let_in(Party(role="clerk", name="wang"))

    def _let_in(self, party: Party) -> dict[str, str]:
        return {"Authorization": f"Bearer {enrol(self.data, party)}"}

    @property
    def public(self) -> bytes:
        return self.keys.sealing.public_key().public_bytes_raw()

    def restarted(self) -> closing[Office]:
        """The same folder, opened again."""
        return closing(self._open())

    # --- the office itself

    def ask(self, question: Question[A]) -> A:
        """As if it had been written down on the way there and back."""
        kind = type(question)
        answer = self.office.answers[kind](kind.model_validate_json(question.model_dump_json(by_alias=True)))
        return kind.answer.model_validate_json(answer.model_dump_json())  # type: ignore[return-value]

    def refused(self, question: Question[Any]) -> tuple[int, str]:
        """Status and code of the no."""
        with pytest.raises(Refused) as caught:
            self.office.answers[type(question)](question)
        return caught.value.problem.status, caught.value.problem.code

    def accepted(self, given: Brought, sequence: int = 1) -> Acceptance:
        return self.taken(parcel_of(given, self.public, sequence))

    def rejected(self, given: Brought) -> str:
        """The code of the no."""
        with pytest.raises(Refused) as caught:
            self.accepted(given)
        assert caught.value.problem.status == 422
        return caught.value.problem.code

    def taken(self, parcel: Parcel) -> Acceptance:
        for sha256, sealed in parcel.blobs.items():
            self.office.store.put_blob(sha256, sealed)
        return self.office.desk.take(parcel.envelope)[0]

    # --- over HTTP

    def bring(self, parcel: Parcel, **headers: str) -> Any:
        """Pages, then the case."""
        for sha256, sealed in parcel.blobs.items():
            assert self.put(sha256, sealed).status_code == 204
        return self.submit(parcel, **headers)

    def put(self, sha256: str, sealed: bytes) -> Any:
        headers = {**self.kiosk, "Content-Type": "application/octet-stream"}
        return self.client.put(f"/v1/blobs/{sha256}", content=sealed, headers=headers)

    def submit(self, parcel: Parcel, **headers: str) -> Any:
        headers = {**self.kiosk, "Idempotency-Key": str(parcel.envelope.key), **headers}
        return self.client.post("/v1/applications", json=parcel.envelope.model_dump(mode="json"), headers=headers)

    def result(self, number: str, key: object) -> Any:
        headers = {**self.kiosk, "Idempotency-Key": str(key)}
        return self.client.get(f"/v1/applications/{number}/result", headers=headers)

    def look(self, path: str) -> Any:
        """What a clerk sees of a case."""
        return self.client.get(f"/v1/applications/{path}", headers=self.clerk)


@pytest.fixture
def office(tmp_path: Path, assets: Path, catalogue: Catalogue) -> Iterator[OfficeAt]:
    data, clock = tmp_path / "office", OfficeClock()
    with ExitStack() as stack:
        yield OfficeAt(partial(Office, data, assets, catalogue, URL, clock.now, HOST), data, clock, stack)


@pytest.fixture
def proof(office: OfficeAt, proof_case: Brought) -> Parcel:
    return parcel_of(proof_case, office.public)


@pytest.fixture
def registration(office: OfficeAt, registration_case: Brought) -> Parcel:
    return parcel_of(registration_case, office.public)
