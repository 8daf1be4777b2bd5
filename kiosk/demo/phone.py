"""The citizen's own phone, as the house plays it: it pays what a code asks for, and shows the code of its app."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import requests

from kiosk.backend.presence import presence_code
from kiosk.clock import HALL_TIME

SECONDS = (5.0, 20.0)  # to connect, to hear an answer

_PAYS = re.compile(r'action="(?P<path>/pay/[^"]+/paid)"')


class Phone:
    """`ca`: the certificate that its browser trusts, of the house's own CA."""

    def __init__(self, ca: Path) -> None:
        self._ca = str(ca)

    def pay(self, address: str) -> None:
        """Open the page that a code leads to, and confirm. Raises requests.RequestException, ValueError."""
        page = requests.get(address, verify=self._ca, timeout=SECONDS)
        page.raise_for_status()
        button = _PAYS.search(page.text)
        if button is None:
            raise ValueError(f"{address}: this page asks for no payment")
        answer = requests.post(urljoin(address, button["path"]), verify=self._ca, timeout=SECONDS)
        answer.raise_for_status()

    def app_code(self, number: str) -> str:
        """What the app of the person with this number shows now: six digits."""
        return presence_code(number, datetime.now(HALL_TIME))
