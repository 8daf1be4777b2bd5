"""What is the same for every visit on this machine: what can be done here, and what can be finished right now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from devices.api import DeviceState, Status
from devices.receipt_printer.api import PaperSupply, ReceiptPrinterStatus
from kiosk.catalogue.lists import OtherList
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Device, Words
from kiosk.catalogue.search import Search
from kiosk.points import Point, nearest
from kiosk.readiness import Readiness, readiness
from kiosk.visit.state import Trouble
from kiosk.wording import Language


@dataclass
class Hall:
    """政务服务大厅, as one machine in it knows it. `office_reachable` changes when the keeper says so."""

    kiosk_id: str
    name: Words
    catalogue: Catalogue
    simulated: bool
    statuses: Callable[[], Mapping[Device, Status | None]]  # None: not fitted
    free_bytes: Callable[[], int]
    card_left_behind: Callable[[], bool] = lambda: False
    office_reachable: bool | None = None
    places: tuple[Point, ...] = ()  # where else the same can be done
    other_lists: tuple[OtherList, ...] = ()  # those that the catalogue does not tell
    top_tasks: tuple[str, ...] = ()  # item codes of what most people come for
    verifier: str = ""  # host of the pages that codes lead to

    @cached_property
    def search(self) -> Search:
        return Search(self.catalogue)

    def points(self, at: datetime) -> tuple[Point, ...]:
        """The nearest places, those that are open now first."""
        return nearest(self.places, at)

    def hall_name(self, language: Language) -> str:
        return self.name.get(language)

    def readiness(self, item_code: str) -> Readiness:
        """Whether a service of the catalogue can be finished here and now."""
        service = self.catalogue.get(item_code)
        assert service is not None
        return readiness(service, self.statuses(), self.office_reachable, self.free_bytes())

    def notices(self) -> tuple[Trouble, ...]:
        """What everybody who comes near should know."""
        notices = [Trouble("card_left_behind", "card_reader")] if self.card_left_behind() else []
        printer = self.statuses().get(Device.RECEIPT_PRINTER)
        if isinstance(printer, ReceiptPrinterStatus):
            if printer.error is not None:
                notices.append(Trouble(str(printer.error.code), "receipt_printer"))
            elif printer.paper is PaperSupply.OUT and printer.state is DeviceState.ONLINE:
                notices.append(Trouble("paper_out", "receipt_printer"))
        return tuple(notices)
