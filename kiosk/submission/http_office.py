"""The office over HTTPS, by our own contract (`docs/openapi.json`)."""

from __future__ import annotations

import ipaddress
import ssl
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ReadTimeoutError

from kiosk.submission.contract import Acceptance, Envelope, Health, Problem
from kiosk.submission.office import OfficeError, OfficeErrorCode

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
WHOLE_ANSWER_SECONDS = 60.0  # a drip of bytes is no answer
_ANSWER_BYTES = 100_000
_RESULT_BYTES = 20_000_000
_RETRY = (408, 425, 429)


class HttpOffice:
    """An `Office`. Used by one thread at a time; `close` it in the end."""

    def __init__(
        self,
        base_url: str,
        token: str,
        verify: Path | str | bool = True,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        """`verify`: path of the CA certificate (PEM), or True for the system's. `timeouts`: connect, read, in seconds.

        Raises ValueError for an address that is not https, except on this very machine, and for `verify` False.
        """
        parts = urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(parts.hostname)):
            raise ValueError(f"office address {base_url!r}: must begin with https://")
        if verify is False:
            raise ValueError("the office's certificate is always verified: name its CA file")
        self._base = base_url.rstrip("/") + "/v1"
        self._timeouts = timeouts
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc: a token goes to the office only
        self._session.verify = verify if isinstance(verify, bool) else str(verify)
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        """End the connections now: a session alone leaves them to the garbage collector."""
        for adapter in self._session.adapters.values():
            if isinstance(adapter, HTTPAdapter):
                pools = adapter.poolmanager.pools
                for key in pools.keys():  # noqa: SIM118 - it is no mapping, and cannot be iterated
                    pools[key].close()
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def health(self) -> None:
        answer = self._ask("GET", "/health")
        try:
            Health.model_validate_json(answer)
        except ValidationError as error:
            raise OfficeError(OfficeErrorCode.GARBLED, "its health is none of our contract") from error

    def put_blob(self, sha256: str, sealed: bytes) -> None:
        self._ask("PUT", f"/blobs/{sha256}", sealed, {"Content-Type": "application/octet-stream"})

    def submit(self, envelope: Envelope) -> Acceptance:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(envelope.key)}
        answer = self._ask("POST", "/applications", envelope.model_dump_json().encode(), headers)
        try:
            return Acceptance.model_validate_json(answer)
        except ValidationError as error:
            raise OfficeError(OfficeErrorCode.GARBLED, "its acceptance is none of our contract") from error

    def result(self, number: str, key: UUID) -> bytes:
        headers = {"Idempotency-Key": str(key)}
        pdf = self._ask("GET", f"/applications/{number}/result", headers=headers, limit=_RESULT_BYTES)
        if not pdf.startswith(b"%PDF-"):
            raise OfficeError(OfficeErrorCode.GARBLED, "its result is not a PDF")
        return pdf

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        limit: int = _ANSWER_BYTES,
    ) -> bytes:
        """The body of a 2xx answer. Raises OfficeError."""
        try:
            with self._session.request(
                method,
                self._base + path,
                data=body,
                headers=headers,
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = _read(response, limit)
                if not 200 <= response.status_code < 300:
                    raise _refusal(response, answer)
                return answer
        except requests.exceptions.SSLError as error:
            raise OfficeError(OfficeErrorCode.TLS_FAILED, _reason(error)) from error
        except requests.exceptions.ConnectTimeout as error:
            raise OfficeError(OfficeErrorCode.UNREACHABLE, "no connection in time") from error
        except requests.exceptions.Timeout as error:
            raise OfficeError(OfficeErrorCode.TIMEOUT, "no answer in time") from error
        except requests.exceptions.ConnectionError as error:
            raise OfficeError(_lost(error), _reason(error)) from error
        except requests.exceptions.RequestException as error:  # half a body, a broken encoding, no HTTP at all
            raise OfficeError(OfficeErrorCode.GARBLED, type(error).__name__) from error


def _read(response: requests.Response, limit: int) -> bytes:
    """The whole body, in bounded time and memory."""
    until = time.monotonic() + WHOLE_ANSWER_SECONDS
    body = bytearray()
    for piece in response.iter_content(64 * 1024):
        body += piece
        if len(body) > limit:
            raise OfficeError(OfficeErrorCode.GARBLED, f"its answer is longer than {limit} bytes")
        if time.monotonic() > until:
            raise OfficeError(OfficeErrorCode.TIMEOUT, "its answer drips")
    return bytes(body)


def _refusal(response: requests.Response, answer: bytes) -> OfficeError:
    status = response.status_code
    try:
        problem = Problem.model_validate_json(answer)
        detail = f"{status} {problem.code}"
    except ValidationError:
        detail = str(status)
    if status >= 500 or status in _RETRY:
        return OfficeError(OfficeErrorCode.SERVER_ERROR, detail, _retry_after(response))
    if status == 409:
        return OfficeError(OfficeErrorCode.CONFLICT, detail, _retry_after(response))
    if status in (401, 403):
        return OfficeError(OfficeErrorCode.UNAUTHORISED, detail)
    if status >= 400:
        return OfficeError(OfficeErrorCode.REJECTED, detail)
    return OfficeError(OfficeErrorCode.GARBLED, detail)  # a redirect: our contract knows none


def _lost(error: requests.exceptions.ConnectionError) -> OfficeErrorCode:
    """Whether there was no connection at all, or it broke before the answer was whole."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        return OfficeErrorCode.UNREACHABLE
    return OfficeErrorCode.TIMEOUT if isinstance(cause, ReadTimeoutError) else OfficeErrorCode.GARBLED


def _retry_after(response: requests.Response) -> float | None:
    """RFC 9110 10.2.3, the form in seconds; a date would need two clocks that agree."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() and len(value) <= 6 else None


def _is_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _reason(error: BaseException) -> str:
    """The innermost cause, in a word: addresses and bodies do not belong in a log."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen.verify_message
        error, seen = seen, seen.__cause__ or seen.__context__
    return type(error).__name__
