"""`Office`: the backend as the kiosk sees it, and what may go wrong on the way there."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from kiosk.submission.contract import Acceptance, Envelope


class OfficeErrorCode(StrEnum):
    UNREACHABLE = "unreachable"  # no connection: network or office down
    TLS_FAILED = "tls_failed"  # somebody answers who cannot prove to be the office
    TIMEOUT = "timeout"  # connected, but no answer in time: it may have the case or not
    GARBLED = "garbled"  # an answer that is none: half, or not of our contract; it may have the case or not
    SERVER_ERROR = "server_error"  # 408, 425, 429, 5xx
    CONFLICT = "conflict"  # 409: it is still at work on this very case
    UNAUTHORISED = "unauthorised"  # 401, 403: this kiosk is not enrolled (any more)
    REJECTED = "rejected"  # any other 4xx: trying again will not help, somebody must look


class OfficeError(Exception):
    """The office did not say yes. `detail`: for the technician, nothing personal."""

    def __init__(self, code: OfficeErrorCode, detail: str = "", retry_after: float | None = None) -> None:
        self.code = code
        self.detail = detail
        self.retry_after = retry_after  # seconds, when the office named them
        super().__init__(f"office: {code}" + (f" ({detail})" if detail else ""))


class Office(Protocol):
    """Every method may be called again with the same arguments, and does the same thing once. All raise OfficeError."""

    def health(self) -> None:
        """Returns when the office answers and can take cases."""

    def put_blob(self, sha256: str, sealed: bytes) -> None:
        """Bring one sealed page. `sha256`: of `sealed`, hex."""

    def submit(self, envelope: Envelope) -> Acceptance:
        """Hand in a case whose pages are there."""

    def result(self, number: str, key: UUID) -> bytes:
        """The PDF that was issued at once, for who holds the key of the case."""
