"""An office in a folder of its own, asked in memory."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.exceptions import StarletteDeprecationWarning

from kiosk.backend.app import create_app
from kiosk.backend.keys import OfficeKeys, Party, enrol
from kiosk.backend.office import Office
from kiosk.catalogue.loader import Catalogue
from kiosk.submission.contract import Acceptance, Model
from kiosk.submission.packing import Parcel
from kiosk.submission.questions import Question
from tests.submission.conftest import HOST, KIOSK, NOW, Brought, parcel_of
from tests.submission.conftest import catalogue as catalogue
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


A = TypeVar("A", bound=Model)
URL = "https://office.example.gov.cn"


@dataclass
class OfficeAt:
    client: TestClient
    keys: OfficeKeys
    data: Path
    open: Callable[[], Office]
    clock: OfficeClock
    kiosk: dict[str, str]
    clerk: dict[str, str]

    @property
    def public(self) -> bytes:
        return self.keys.sealing.public_key().public_bytes_raw()

    def bring(self, parcel: Parcel, **headers: str) -> Any:
        """Pages, then the case."""
        for sha256, sealed in parcel.blobs.items():
            assert self.put(sha256, sealed).status_code == 204
        return self.submit(parcel, **headers)

    def restarted(self) -> closing[Office]:
        """The same folder, opened again."""
        return closing(self.open())

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
        return self.client.get(f"/v1/applications/{path}", headers=self.clerk)

    def post(self, question: Question[Any]) -> Any:
        """The answer as it comes over HTTP."""
        body = question.model_dump(mode="json", by_alias=True)
        return self.client.post(f"/v1/questions/{question.path}", json=body, headers=self.kiosk)

    def ask(self, question: Question[A]) -> A:
        answer = self.post(question)
        assert answer.status_code == 200, answer.text
        return question.answer.model_validate_json(answer.content)  # type: ignore[return-value]

    def accepted(self, given: Brought, sequence: int = 1) -> Acceptance:
        answer = self.bring(parcel_of(given, self.public, sequence))
        assert answer.status_code == 201, answer.text
        return Acceptance.model_validate_json(answer.content)


@pytest.fixture
def office(tmp_path: Path, assets: Path, catalogue: Catalogue) -> Iterator[OfficeAt]:
    data = tmp_path / "office"
    kiosk, clerk = (enrol(data, Party(role=role, name=name)) for role, name in (("kiosk", KIOSK), ("clerk", "wang")))
    clock = OfficeClock()
    open_ = partial(Office, data, assets, catalogue, URL, clock.now, HOST)
    office = open_()
    with TestClient(create_app(office), raise_server_exceptions=False) as client:
        yield OfficeAt(
            client, office.keys, data, open_, clock, *({"Authorization": f"Bearer {token}"} for token in (kiosk, clerk))
        )
    office.close()


@pytest.fixture
def proof(office: OfficeAt, proof_case: Brought) -> Parcel:
    return parcel_of(proof_case, office.public)


@pytest.fixture
def registration(office: OfficeAt, registration_case: Brought) -> Parcel:
    return parcel_of(registration_case, office.public)
