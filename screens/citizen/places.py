"""Where else it can be done: the nearest places, those that are open now first, and who answers the telephone."""

from __future__ import annotations

from datetime import datetime

from kiosk.catalogue.model import Service
from kiosk.visit.hall import Hall
from screens.citizen.screen import in_words
from screens.citizen.section import Section
from screens.widgets.basics import Item
from screens.words import words


def places_section(hall: Hall, service: Service, at: datetime) -> Section:
    points = [
        Item(
            picture="hall",
            text=in_words(point.name),
            more=" · ".join(
                (
                    _distance(point.metres),
                    in_words(point.address),
                    words._("place-open" if point.open_at(at) else "place-shut", hours=point.hours_on(at) or "none"),
                )
            ),
        )
        for point in hall.points(at)
    ]
    phone = Item(
        picture="phone",
        text=words._("guide-consult", number=service.phones.consult),
        more=in_words(service.authority.name),
    )
    return Section([*points, phone], picture="hall", heading=words._("places"))


def _distance(metres: int) -> str:
    if metres >= 1000:
        return words._("place-kilometres", kilometres=f"{metres / 1000:.1f}")
    return words._("place-metres", metres=metres) if metres else words._("place-here")
