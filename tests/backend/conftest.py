"""An office in a folder of its own, asked in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import StarletteDeprecationWarning

from kiosk.backend.app import Desk, create_app
from kiosk.backend.keys import Access, OfficeKeys, Party, enrol, office_keys
from kiosk.backend.store import Store
from kiosk.catalogue.loader import Catalogue
from kiosk.submission.packing import Parcel
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


@dataclass
class OfficeAt:
    client: TestClient
    keys: OfficeKeys
    data: Path
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


@pytest.fixture
def office(tmp_path: Path, assets: Path, catalogue: Catalogue) -> Iterator[OfficeAt]:
    data = tmp_path / "office"
    kiosk, clerk = (enrol(data, Party(role=role, name=name)) for role, name in (("kiosk", KIOSK), ("clerk", "wang")))
    keys, store = office_keys(data), Store(data)
    app = create_app(Desk(store, keys, catalogue, HOST, _now), Access(data), assets / "fonts")
    with TestClient(app, raise_server_exceptions=False) as client:
        yield OfficeAt(client, keys, data, *({"Authorization": f"Bearer {token}"} for token in (kiosk, clerk)))
    store.close()


def _now() -> datetime:
    return NOW


@pytest.fixture
def proof(office: OfficeAt, proof_case: Brought) -> Parcel:
    return parcel_of(proof_case, office.public)


@pytest.fixture
def registration(office: OfficeAt, registration_case: Brought) -> Parcel:
    return parcel_of(registration_case, office.public)
