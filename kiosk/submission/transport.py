"""HTTPS to the office: one request, one whole answer in bounded time and memory, or an OfficeError."""

from __future__ import annotations

import ipaddress
import ssl
import time
from dataclasses import dataclass
from functools import partial
from http.client import RemoteDisconnected
from pathlib import Path
from urllib.parse import urlsplit

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError

from kiosk.submission.contract import Problem
from kiosk.submission.office import OfficeError, OfficeErrorCode

ANSWER_BYTES = 100_000
_PIECE = 64 * 1024
_CONNECTIONS = 8  # at the same time; whoever comes besides waits for one
_RETRY = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: for a connection, for the next byte, for the whole answer once it has begun (a drip is none)."""

    connect: float
    read: float
    whole: float


class Transport:
    """Connections to the office that are kept open; for any thread. `close` it in the end."""

    def __init__(self, base_url: str, token: str, verify: Path | str | bool = True) -> None:
        """`verify`: path of the CA certificate (PEM), or True for the system's.

        Raises ValueError for an address that is not https, except on this very machine, and for `verify` False.
        """
        parts = urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(parts.hostname)):
            raise ValueError(f"office address {base_url!r}: must begin with https://")
        if verify is False:
            raise ValueError("the office's certificate is always verified: name its CA file")
        self._base = base_url.rstrip("/") + "/v1"
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS, pool_block=True))
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

    def request(
        self,
        method: str,
        path: str,
        patience: Patience,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        limit: int = ANSWER_BYTES,
    ) -> bytes:
        """The body of a 2xx answer, of `limit` bytes at most. Raises OfficeError."""
        send = partial(self._send, method, path, patience, body, headers, limit)
        try:
            try:
                return send()
            except requests.exceptions.ConnectionError as error:
                if not _ended_unanswered(error):
                    raise
                return send()  # whatever the office made of the first: every request may be sent again
        except requests.exceptions.SSLError as error:
            raise OfficeError(OfficeErrorCode.TLS_FAILED, _reason(error)) from error
        except requests.exceptions.ConnectTimeout as error:
            raise OfficeError(OfficeErrorCode.UNREACHABLE, "no connection in time") from error
        except (requests.exceptions.Timeout, ReadTimeoutError) as error:
            raise OfficeError(OfficeErrorCode.TIMEOUT, "no answer in time") from error
        except requests.exceptions.ConnectionError as error:
            raise OfficeError(_lost(error), _reason(error)) from error
        except (requests.exceptions.RequestException, HTTPError) as error:  # half a body, a broken encoding, no HTTP
            raise OfficeError(OfficeErrorCode.GARBLED, type(error).__name__) from error

    def _send(
        self, method: str, path: str, patience: Patience, body: bytes | None, headers: dict[str, str] | None, limit: int
    ) -> bytes:
        with self._session.request(
            method,
            self._base + path,
            data=body,
            headers=headers,
            timeout=(patience.connect, patience.read),
            allow_redirects=False,
            stream=True,
        ) as response:
            answer = _read(response, limit, time.monotonic() + patience.whole)
            if not 200 <= response.status_code < 300:
                raise _refusal(response, answer)
            return answer


def _read(response: requests.Response, limit: int, until: float) -> bytes:
    """The whole body. `until`: by the monotonic clock."""
    body = bytearray()
    while piece := response.raw.read1(_PIECE, decode_content=True):  # whatever has come; `read` waits for all of it
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


def _ended_unanswered(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection ended before a byte of the answer, as one does that was kept and that the office gives up
    in that very moment."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, ProtocolError) and isinstance(cause.args[-1], RemoteDisconnected)


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
