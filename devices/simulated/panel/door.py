"""Who may come in: programs that have the rig's key, and browsers that came with an address that works once.

Nothing else on the machine gets an answer, and no page of another site can make a tester's browser ask for one.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import deque
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADDRESSES = 8  # that may wait to be used; the oldest is forgotten
BROWSERS = 64  # that may be let in; the oldest is forgotten

COME_IN = (
    "This address works once, and it has been used, or it is not complete. `kiosk rig panel` shows a new one.\n"
    "此地址只能使用一次：已被使用，或不完整。运行 kiosk rig panel 可获得新地址。\n"
)
_ALWAYS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Door:
    """Stands before the whole application. `key`: None lets no programs in."""

    def __init__(self, app: ASGIApp, port: int, key: bytes | None) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._port = port
        self._cookie = f"panel-{port}"  # cookies know no ports: two panels must not drive each other's testers out
        self._bearer = f"Bearer {key.hex()}" if key else None
        self._lock = threading.Lock()  # guards the tokens: the rig makes them, the server spends them
        self._tokens: deque[str] = deque(maxlen=ADDRESSES)
        self._browsers: deque[str] = deque(maxlen=BROWSERS)

    def new_url(self) -> str:
        """An address that lets one browser in, once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens.append(token)
        return f"http://127.0.0.1:{self._port}/?token={token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                for name, value in _ALWAYS.items():
                    headers[name] = value
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """What is answered in place of the application; None: come in."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return _no(scope, 403, f"the panel is found at http://127.0.0.1:{self._port} only")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(scope, 405, "only GET and POST")
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and self._spend(given):
            return self._let_in()
        if self._bearer is not None and _same(headers.get("authorization", ""), self._bearer):
            return None
        if not self._knows(headers.get("cookie", "")):
            return _no(scope, 401, COME_IN)
        if scope["method"] == "POST" and headers.get("origin") not in {f"http://{host}" for host in self._hosts}:
            return _no(scope, 403, "only the panel's own page may do this")
        if given:
            return RedirectResponse("/", 303)  # a page loaded again: the address is void, but the browser is known
        return None

    def _spend(self, given: str) -> bool:
        with self._lock:
            found = [token for token in self._tokens if _same(token, given)]
            for token in found:
                self._tokens.remove(token)
        return bool(found)

    def _let_in(self) -> Response:
        """`lax`: the address may be followed from a page of elsewhere, a terminal in a browser say, and still leads in;
        whoever wants to change something is asked for the origin as well."""
        self._browsers.append(secrets.token_urlsafe(32))
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, self._browsers[-1], httponly=True, samesite="lax")
        return answer

    def _knows(self, cookies: str) -> bool:
        try:
            jar = SimpleCookie(cookies)
        except CookieError:
            return False
        given = jar[self._cookie].value if self._cookie in jar else ""
        return any(_same(browser, given) for browser in self._browsers)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _no(scope: Scope, status: int, words: str) -> Response:
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": words}, status)
    return PlainTextResponse(words, status)
