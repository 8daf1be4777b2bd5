"""Whether somebody's phone app shows the right code now: the reference of what an identity platform answers.

A real office asks that platform; here the code is computed the same way by whoever plays the app, and proves nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from kiosk.submission.questions import ConfirmPresence, PresenceAnswer

_KEY = b"hall-kiosk reference presence v1"
_SECONDS = 60
_DRIFT = 1  # minutes, either way


def presence_code(number: str, at: datetime) -> str:
    """What the app of the person with this number shows: six digits, another one each minute."""
    return _code(number, int(at.timestamp()) // _SECONDS)


def confirm(question: ConfirmPresence, now: datetime) -> PresenceAnswer:
    minute = int(now.timestamp()) // _SECONDS
    minutes = range(minute - _DRIFT, minute + _DRIFT + 1)
    return PresenceAnswer(present=any(hmac.compare_digest(question.code, _code(question.number, m)) for m in minutes))


def _code(number: str, minute: int) -> str:
    digest = hmac.new(_KEY, f"{number}\0{minute}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
