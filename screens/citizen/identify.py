"""Who is here: one card after the other, noticed without a touch; then the look that some matters need."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from devices.api import ErrorCode
from kiosk.catalogue.model import APPLICANT
from kiosk.people.identity import Identity
from kiosk.people.names import mask_name
from kiosk.visit.state import Busy, VisitState
from screens.citizen.screen import Screen, person_words
from screens.keyboard.code_entry import CodeEntry
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words

_UNREADABLE = (ErrorCode.CARD_MUTE, ErrorCode.READ_FAILED, ErrorCode.AUTH_FAILED, ErrorCode.UNKNOWN_CARD)
PHONE, STAFF = "phone", "staff"  # how it can be made sure that the holder of the card stands here


class Identify(Screen):
    shows_trouble = True
    shows_busy = frozenset({Busy.READING_CARD})

    title = StringProperty("")
    lead = StringProperty("")
    reading = BooleanProperty(False)
    away = BooleanProperty(False)  # nothing can be read, whatever the citizen does
    second = BooleanProperty(False)  # another person's card is wanted
    trouble = StringProperty("")
    unreadable = BooleanProperty(False)  # it is the card's trouble, and another one may do
    answer = StringProperty("")  # what can be done about the trouble: a key of the wording
    way = StringProperty("")  # of the look, as chosen
    entry: CodeEntry | None = ObjectProperty(None, allownone=True, rebind=True)

    def show(self, state: VisitState) -> None:
        self.reading = state.busy is Busy.READING_CARD
        self.away = state.trouble is not None and state.trouble.lasting
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.unreadable = state.trouble is not None and state.trouble.code in _UNREADABLE
        self.answer = "" if self.reading else _answer(state)
        if self.answer and self.visit.reading.badge_read:
            self.answer = "identify-again"
        self.second = state.role is not None
        awaits = self.visit.reading.awaits_presence
        if not awaits:
            self.way = ""
        if self.visit.reading.badge_read:
            self.way = STAFF
        self._tell(state)
        self._list_people(state)
        if not awaits or self.reading:
            self._show_card()
        elif self.way == PHONE and not self.trouble:
            self._show_entry("identify-phone-title", "identify-phone-lead", hidden=False)
        elif self.way == STAFF and self.visit.reading.badge_read and not self.trouble:
            self._show_entry("identify-staff-pin", "identify-staff-pin-lead", hidden=True)
        elif self.way == STAFF:
            self._show_card()
        else:
            self._show_ways()

    def _tell(self, state: VisitState) -> None:
        key = "identify"
        if self.reading:
            key = "identify-reading"
        elif self.away:
            key = "identify-away"
        elif self.way == STAFF:
            key = "identify-staff"
        elif self.second:
            key = "identify-role"
        who = person_words(state, state.role) if state.role is not None else ""
        self.title = words._(key if key != "identify" else "identify-title", who=who)
        self.lead = words._(f"{key}-lead", who=who)

    def _list_people(self, state: VisitState) -> None:
        """Who has been read already."""
        read: dict[str, Identity] = {APPLICANT: state.identity} if state.identity is not None else {}
        read.update(state.people)
        if self.is_new(tuple(read)):
            empty(self.ids.people)
            for role, who in read.items():
                text = words._("identify-read", who=person_words(state, role), name=mask_name(who.name))
                self.ids.people.add_widget(Item(picture="check", text=text))

    def _show_card(self) -> None:
        self._close_entry()
        ids = self.ids
        ids.body.show(ids.card)
        # the spinner must not turn unseen: it is on the screen only while a card is read
        if self.reading:
            ids.place.show(ids.working)
        elif self.trouble:
            ids.place.show(ids.troubled)
        else:
            ids.place.show(*([] if self.way == STAFF else [ids.which]))
        ids.tips.show(*([ids.tip] if self.unreadable else []))
        ids.other_ways.show(
            *([ids.absent] if self.second and not self.reading else []),
            *([ids.ticket] if not self.reading else []),
        )

    def _show_ways(self) -> None:
        self._close_entry()
        self.answer = ""  # each of the ways goes on
        ids = self.ids
        ids.body.show(ids.ways)
        ids.wrong.show(*([ids.not_confirmed] if self.trouble else []))

    def _show_entry(self, title: str, hint: str, *, hidden: bool) -> None:
        if self.entry is None:
            self.entry = CodeEntry(hidden=hidden)
            self.ids.body.add_widget(self.entry)
        self.entry.title, self.entry.hint = words._(title), words._(hint)
        self.ids.body.show(self.entry)

    def _close_entry(self) -> None:
        if self.entry is not None:
            self.ids.body.drop(self.entry)
            self.entry = None

    # --- touches

    def choose(self, way: str) -> None:
        """How it is made sure who stands here."""
        if self.trouble:
            self.visit.dismiss()
        self.way = way
        self.show(self.state)

    def forward(self) -> None:
        if self.entry is None:
            self.visit.dismiss()
        elif self.way == PHONE:
            self.visit.reading.confirm_by_phone(self.entry.take())
        else:
            self.visit.reading.confirm_by_staff(self.entry.take())

    def backward(self) -> None:
        if self.way:
            self.way = ""
            self.show(self.state)
        else:
            self.visit.go_back()


def _answer(state: VisitState) -> str:
    if state.trouble is None or state.trouble.lasting:
        return ""
    if state.card_in and state.trouble.code == "card_left_behind":
        return ""  # a card left behind is never read: only taking it away helps
    return "read-again" if state.card_in else "dismiss"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
