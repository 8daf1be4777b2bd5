"""The office says no."""

from __future__ import annotations

from kiosk.submission.contract import Problem


class Refused(Exception):
    """`problem`: what the sender is told (RFC 9457); nothing personal in it."""

    def __init__(self, status: int, code: str, title: str, detail: str = "") -> None:
        self.problem = Problem.of(status, code, title, detail)
        super().__init__(code)
