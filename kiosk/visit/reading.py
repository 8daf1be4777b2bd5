"""Who is here: cards are read when they come, one person after the other, then the look that some services need."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from devices.api import DeviceError, DeviceState, ErrorCode, Status
from devices.card.api import CardData, CardMedia, CardReaderStatus
from kiosk.catalogue.model import APPLICANT, IdentityLevel, Role
from kiosk.people.identify import identify
from kiosk.people.identity import Identity
from kiosk.submission.questions import ConfirmPresence, PresenceAnswer
from kiosk.visit import precheck
from kiosk.visit.away import away
from kiosk.visit.conditions import unmet
from kiosk.visit.core import Core
from kiosk.visit.state import Busy, Presence, Step, Trouble

if TYPE_CHECKING:
    from kiosk.people.badges import Badge

READ_SECONDS = 8.0


class Reading:
    """Who is here, and how sure that is."""

    def __init__(
        self,
        core: Core,
        begun: Callable[[str, Callable[[bool], None]], None],
        identified: Callable[[], None],
        taken: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        """`begun`: takes up what the applicant, by the card's number, has begun before, and tells whether it opened.
        `identified`: called when everybody who is needed has been read and looked at. `taken`: called when a card
        leaves the reader. `leave`: goes home with a notice.
        """
        self._core, self._begun, self._identified, self._taken, self._leave = core, begun, identified, taken, leave
        self._away: Trouble | None = None
        self._looked = False  # the card slot has been looked at once
        self._stale = False  # the card in the reader was there before this visit began
        self._spent = False  # the card in the reader has been read; the next person lays another one
        self._other = False  # the card in the reader was there before a helper's was wanted
        self._badge: Badge | None = None
        self._wanted: Callable[[CardData], None] | None = None  # a helper's card, at any step
        core.on_enter(Step.IDENTIFY, self._begin)

    @property
    def card_left_behind(self) -> bool:
        """A card was in the reader before anybody began: it is named, never read."""
        return self._stale and self._core.state.card_in

    @property
    def awaits_presence(self) -> bool:
        """The card was read, and a look is needed before anything is done on it."""
        s = self._core.state
        return (
            s.step is Step.IDENTIFY
            and s.identity is not None
            and s.service is not None
            and s.service.identity is IdentityLevel.CARD_AND_LOOK
            and s.presence is Presence.CARD
        )

    @property
    def badge_read(self) -> bool:
        """The staff member's card was read: the PIN is wanted."""
        return self._badge is not None

    # --- touches

    def read_again(self) -> None:
        """The citizen has read what the trouble is; a card that is still in is read again."""
        trouble = self._core.state.trouble
        if trouble is not None and trouble.code == "draft_office_away":
            self._spent = False  # nothing was wrong with this card
        self._core.set(trouble=self._away)
        self.read()

    def confirm_by_phone(self, code: str) -> None:
        """`code`: six digits that the citizen's phone app shows."""
        core, who = self._core, self._core.state.identity
        if not self.awaits_presence or who is None or core.state.busy is not None or not _six_digits(code):
            return
        question = ConfirmPresence(number=who.number, code=code)
        core.set(busy=Busy.ASKING_OFFICE, trouble=None)
        core.aside(lambda: core.tools.inquirer.ask(question), self._phone_confirmed)

    def confirm_by_staff(self, pin: str) -> None:
        badge = self._badge
        if badge is None or not self.awaits_presence or self._core.state.busy is not None:
            return
        if self._core.tools.badges.check(badge, pin):
            self._present(Presence.STAFF)
        else:
            self._core.trouble(Trouble("wrong_pin", "card_reader"))

    def person_absent(self) -> None:
        """The second person is not here: the notice says what to bring, and its code goes on from here."""
        if self._core.state.role is not None:
            self._leave()

    def want_card(self, then: Callable[[CardData], None] | None) -> None:
        """The next card is a helper's: `then` gets what it says. None: no longer."""
        self._wanted = then
        self._other = then is not None and self._core.state.card_in

    # --- the reader

    def card_moved(self, status: Status) -> None:
        core = self._core
        media = status.media if isinstance(status, CardReaderStatus) else CardMedia.UNKNOWN
        was, is_in = core.state.card_in, media is CardMedia.PRESENT
        if media is not CardMedia.UNKNOWN:  # a reader that goes away takes no card with it: what was stale still is
            # in from the first look: left behind
            self._stale = is_in and (self._stale or not self._looked)
            self._spent = is_in and self._spent
            self._other = is_in and self._other
            self._looked = True
        bad_card = is_in and status.state is DeviceState.USER_ERROR  # reading it tells what is wrong with it
        self._away = None if bad_card else away(status, "card_reader")
        core.set(card_in=is_in)
        if core.state.step is Step.IDENTIFY or self._wanted is not None:
            self.read()
        if was and not is_in:
            self._taken()

    def read(self) -> None:
        core, reader = self._core, self._core.tools.card_reader
        if reader is None or self._away is not None:
            if core.state.busy is Busy.READING_CARD:
                core.move_on()
                core.set(busy=None)
            if self._wants_card():
                core.trouble(self._away or Trouble(ErrorCode.DISCONNECTED, "card_reader", lasting=True))
            return
        trouble = core.state.trouble
        if trouble is not None and trouble.lasting and trouble.device == "card_reader":
            core.set(trouble=None)
        if not core.state.card_in or core.state.busy is not None or not self._wants_card():
            return
        if self._spent or self._other:
            return
        if self._stale:
            core.trouble(Trouble("card_left_behind", "card_reader"))
            return
        core.set(busy=Busy.READING_CARD, trouble=None)
        core.order = reader.ask(lambda device: device.read(READ_SECONDS), core.here(self._read), READ_SECONDS + 1)

    def _wants_card(self) -> bool:
        s = self._core.state
        if self._wanted is not None:
            return True
        return s.identity is None or s.role is not None or (self.awaits_presence and self._badge is None)

    def _read(self, outcome: CardData | DeviceError) -> None:
        core = self._core
        core.set(busy=None)
        if isinstance(outcome, DeviceError):
            core.device_trouble(outcome)
            return
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._spent = True
            wanted(outcome)
        elif self.awaits_presence:
            self._staff(outcome)
        elif core.state.step is Step.IDENTIFY:
            self._person(outcome)

    # --- one person after the other

    def _begin(self) -> None:
        self._badge = None
        if self._core.state.identity is None:
            self.read()
        else:
            self._applicant()

    def _person(self, card: CardData) -> None:
        core = self._core
        s, today = core.state, core.today
        who = identify(card, today, accept_expired=core.service.accepts_expired_card)
        if not isinstance(who, Identity):
            core.trouble(Trouble(str(who), "card_reader"))
            return
        if s.role is not None and who.number in {p.number for p in (s.identity, *s.people.values()) if p}:
            self._spent = True
            core.trouble(Trouble("same_person", "card_reader"))
            return
        self._spent = True
        core.tools.record("identified", card=str(who.kind))
        if s.role is None:
            core.set(identity=who, presence=Presence.CARD)
            self._applicant()
        else:
            core.set(people=MappingProxyType({**s.people, s.role: who}), role=None)
            self._next()

    def _applicant(self) -> None:
        """Take up what this person has begun, before anybody else is asked for."""
        who = self._core.state.identity
        assert who is not None
        self._begun(who.number, self._opened)

    def _opened(self, opened: bool) -> None:
        if opened:
            self._next()
        else:  # whoever comes is read anew
            self._core.set(identity=None, presence=None)

    def _next(self) -> None:
        """Ask for the look, then for the next person's card; when nobody is left, go on.

        Whoever is refused by what a card tells need not be looked at, nor bring anybody along.
        """
        core = self._core
        if unmet(core.state, core.today):
            core.enter(Step.REFUSED)
            return
        if self.awaits_presence:
            core.tell()
            return
        missing = self._missing()
        if missing is None:
            self._identified()
        else:
            core.set(role=missing.code)
            self.read()

    def _missing(self) -> Role | None:
        s = self._core.state
        roles = precheck.roles(self._core.service, s.values)
        return next((r for r in roles if r.by == "card" and r.code != APPLICANT and r.code not in s.people), None)

    # --- the look

    def _staff(self, card: CardData) -> None:
        self._spent = True
        s, badge = self._core.state, self._core.tools.badges.find(card)
        if card.number in {who.number for who in (s.identity, *s.people.values()) if who is not None}:
            self._core.trouble(Trouble("same_person", "card_reader"))  # nobody looks at themselves
            return
        if badge is None or badge.kind != "staff":
            self._core.trouble(Trouble("badge_unknown", "card_reader"))
            return
        self._badge = badge
        self._core.tell()

    def _phone_confirmed(self, outcome: PresenceAnswer | Exception) -> None:
        self._core.set(busy=None)
        if isinstance(outcome, Exception):
            self._core.trouble(Trouble("office_away"))
        elif outcome.present:
            self._present(Presence.PHONE)
        else:
            self._core.trouble(Trouble("wrong_phone_code"))

    def _present(self, how: Presence) -> None:
        self._badge = None
        self._core.set(presence=how, trouble=None)
        self._next()


def _six_digits(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdigit()
