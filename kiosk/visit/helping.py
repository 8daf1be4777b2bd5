"""Helpers of hall and village (帮办代办): they badge in, the citizen agrees, they type; no signing, paying, rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from devices.card.api import CardData
from kiosk.visit.core import Core
from kiosk.visit.reading import Reading
from kiosk.visit.state import Consent, Helper, Step, Trouble

if TYPE_CHECKING:
    from kiosk.people.badges import Badge
    from kiosk.privacy import Notice

Asking = Literal["badge", "pin", "consent"]

CONSENT = "helper"  # kind of the consent

_NOT_DURING = (
    Step.WELCOME,
    Step.RESUME,
    Step.IDENTIFY,
    Step.HAND_IN,
    Step.RECEIPT,
    Step.RATE,
    Step.LEAVE,
    Step.GOODBYE,
)


class Helping:
    def __init__(self, core: Core, reading: Reading) -> None:
        self._core, self._reading = core, reading
        self._badge: Badge | None = None
        self.asking: Asking | None = None  # what is wanted now, over the screen
        core.on_leave(self._stop_asking)

    @property
    def active(self) -> bool:
        helper = self._core.state.helper
        return helper is not None and helper.agreed

    @property
    def notice(self) -> Notice:
        """What the citizen is asked to agree to."""
        return next(notice for notice in self._core.tools.notices if notice.kind == CONSENT)

    # --- touches

    def begin(self) -> None:
        core = self._core
        if core.state.step in _NOT_DURING or core.state.helper is not None or core.state.busy is not None:
            return
        if not core.service.helper_allowed:
            core.trouble(Trouble("helper_not_allowed"))
            return
        self.asking = "badge"
        self._reading.want_card(self._badge_read)
        core.tell()

    def badge(self, pin: str) -> None:
        """The PIN of the badge that lies on the reader."""
        if self.asking != "pin" or self._badge is None:
            return
        if not self._core.tools.badges.check(self._badge, pin):
            self._core.trouble(Trouble("wrong_pin", "card_reader"))
            return
        self.asking = "consent"
        self._core.set(helper=Helper(self._badge.number), trouble=None)

    def agree(self, yes: bool) -> None:
        """The citizen's own answer to whether this person may type for them."""
        if self.asking != "consent" or self._badge is None:
            return
        self._core.tools.record("helped", agreed=yes)
        number = self._badge.number
        self._stop_asking()
        if yes:
            others = (consent for consent in self._core.state.consents if consent.kind != CONSENT)
            consents = (*others, Consent(CONSENT, self.notice.version, self.notice.sha256))
            self._core.set(helper=Helper(number, agreed=True), helped_by=number, consents=consents)
        else:
            self._core.set(helper=None)

    def end(self) -> None:
        """The helper goes; what was typed stays marked."""
        self._stop_asking()
        self._core.set(helper=None)

    # --- the badge

    def _badge_read(self, card: CardData) -> None:
        badge = self._core.tools.badges.find(card)
        if badge is None or badge.kind != "helper":
            self._stop_asking()
            self._core.trouble(Trouble("badge_unknown", "card_reader"))
            return
        self._badge = badge
        self.asking = "pin"
        self._core.tell()

    def _stop_asking(self) -> None:
        if self.asking is None:
            return
        self.asking, self._badge = None, None
        self._reading.want_card(None)
        helper = self._core.state.helper
        if helper is not None and not helper.agreed:
            self._core.set(helper=None)
        else:
            self._core.tell()
