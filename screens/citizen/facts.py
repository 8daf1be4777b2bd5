"""What a service says about itself, in a few words of the citizen's language."""

from __future__ import annotations

from decimal import Decimal

from kiosk.catalogue.model import IdentityLevel, Material, Service, Source, Time
from screens.citizen.screen import in_words
from screens.words import words


def trips(service: Service) -> str:
    """跑零次 / 最多跑一次."""
    return words._("trips", count=service.visits.limit_scene_num)


def time(limit: Time) -> str:
    if limit.working_days is None:
        assert limit.explain is not None
        return in_words(limit.explain)
    return words._("time", days=limit.working_days)


def fee(service: Service) -> str:
    return amount(service.fee.amount)


def amount(yuan: Decimal) -> str:
    """The fee of one situation; 0 is said too."""
    return words._("fee-none") if not yuan else words._("fee", amount=f"{yuan:,}")


def brings_card(service: Service) -> bool:
    return service.identity > IdentityLevel.NONE


def spared(service: Service) -> tuple[Material, ...]:
    """The papers that others would ask for and this machine gets or makes by itself."""
    return tuple(m for m in service.materials if not {Source.SCAN, Source.CARD}.intersection(m.sources) or m.never_ask)
