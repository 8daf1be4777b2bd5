"""What the visit hears of a scanned paper: read by OCR, judged against what the catalogue expects and who is here."""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import APPLICANT, Service
from kiosk.scanning.recognition import Recogniser, judge_reading
from kiosk.visit.inquiries import number_of, person
from kiosk.visit.state import Finding, Page, VisitState


class PaperReader:
    """Implements `kiosk.visit.tools.Reader`. Without a recogniser every paper is taken as it is."""

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser = recogniser

    def warm(self) -> None:
        if self._recogniser is not None:
            self._recogniser.warm()

    def findings(self, state: VisitState, material: str, pages: tuple[Page, ...], today: date) -> tuple[Finding, ...]:
        assert state.service is not None
        expected = state.service.material(material).expected
        if self._recogniser is None or expected is None:
            return ()
        readings = [self._recogniser.read(page.plain) for page in pages]
        whole = [reading for reading in readings if reading is not None]
        if len(whole) != len(readings):
            return state.readings.get(material, ())  # of a page that cannot be read, or not again, nothing new is known
        found = judge_reading(whole, expected, known(state, state.service), today)
        return tuple(Finding(f.problem, material=material, detail=f.detail) for f in found)

    def close(self) -> None:
        if self._recogniser is not None:
            self._recogniser.close()


def known(state: VisitState, service: Service) -> dict[str, str]:
    """Names and numbers of the people of this visit, as `<role>.name` and `<role>.number`."""
    facts: dict[str, str] = {}
    named = {role.code: role.name_field for role in service.people}
    for role in (APPLICANT, *named):
        who = person(state, role)
        value = state.values.get(named.get(role) or "")
        name = who.name if who is not None else value.text if value is not None else ""
        facts |= {f"{role}.name": name, f"{role}.number": number_of(state, role)}
    return {key: text for key, text in facts.items() if text}
