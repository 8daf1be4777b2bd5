"""The office over HTTPS, by our own contract (`docs/openapi.json`): as the keeper uses it, and as a visit asks it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast
from uuid import UUID

from pydantic import ValidationError

from kiosk.submission.contract import Acceptance, Envelope, Health, Model
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import Question
from kiosk.submission.transport import ANSWER_BYTES, Patience, Transport

DELIVERING = Patience(connect=5.0, read=20.0, whole=60.0)
ASKING = Patience(connect=2.0, read=4.0, whole=5.0)  # a citizen waits
ASKING_WITH_PAGES = Patience(connect=2.0, read=10.0, whole=20.0)
PAGES_BYTES = 20_000_000

A = TypeVar("A", bound=Model)


class _Client:
    """What both sides of it share: a transport that is closed in the end."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class HttpOffice(_Client):
    """An `Office`, for any thread; `close` it in the end."""

    def __init__(
        self, base_url: str, token: str, verify: Path | str | bool = True, patience: Patience = DELIVERING
    ) -> None:
        """As `Transport`. Raises ValueError."""
        super().__init__(Transport(base_url, token, verify))
        self._patience = patience

    def health(self) -> None:
        _valid(Health, self._transport.request("GET", "/health", self._patience))

    def put_blob(self, sha256: str, sealed: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        self._transport.request("PUT", f"/blobs/{sha256}", self._patience, sealed, headers)

    def submit(self, envelope: Envelope) -> Acceptance:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(envelope.key)}
        body = envelope.model_dump_json().encode()
        return _valid(Acceptance, self._transport.request("POST", "/applications", self._patience, body, headers))

    def result(self, number: str, key: UUID) -> bytes:
        path, headers = f"/applications/{number}/result", {"Idempotency-Key": str(key)}
        pdf = self._transport.request("GET", path, self._patience, headers=headers, limit=PAGES_BYTES)
        if not pdf.startswith(b"%PDF-"):
            raise OfficeError(OfficeErrorCode.GARBLED, "its result is not a PDF")
        return pdf


class HttpInquirer(_Client):
    """An `Inquirer`, on the thread of whoever asks. `close` it in the end."""

    def __init__(
        self,
        base_url: str,
        token: str,
        verify: Path | str | bool = True,
        patience: Patience = ASKING,
        with_pages: Patience = ASKING_WITH_PAGES,
    ) -> None:
        """As `Transport`. `with_pages`: where question or answer carry the pages of a case. Raises ValueError."""
        super().__init__(Transport(base_url, token, verify))
        self._patience, self._with_pages = patience, with_pages

    def ask(self, question: Question[A]) -> A:
        """Raises OfficeError."""
        patience, limit = (self._with_pages, PAGES_BYTES) if question.carries_pages else (self._patience, ANSWER_BYTES)
        body = question.model_dump_json(by_alias=True).encode()
        headers = {"Content-Type": "application/json"}
        answer = self._transport.request("POST", f"/questions/{question.path}", patience, body, headers, limit)
        return cast(A, _valid(question.answer, answer))


def _valid(kind: type[A], answer: bytes) -> A:
    """Raises OfficeError."""
    try:
        return kind.model_validate_json(answer)
    except ValidationError as error:
        raise OfficeError(OfficeErrorCode.GARBLED, f"no {kind.__name__} of our contract") from error
