"""The accounts of a day: what became of everybody, what the office has, and whether the two agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.population.citizens import Citizen
from tests.population.rules import Service, options
from tests.population.trips import ACCEPTED, DEAD_END, FORBIDDEN, KNOWN, LOOKED, REFUSED, TICKETED, Errand, Trip


@dataclass
class Ledger:
    """`trips`: with the errand that each was, in the order in which they ended."""

    seed: int
    trips: list[tuple[Errand, Trip]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # breaches of nobody

    def note(self, errand: Errand, trip: Trip) -> None:
        if errand.expects and trip.outcome != errand.expects and not trip.breaches:
            trip.breaches.append(f"ends as {trip.outcome}, not as {errand.expects}")
        self.trips.append((errand, trip))

    def balance(self, cases: Iterable[tuple[str, str, bool]], attendances: Mapping[str, int]) -> None:
        """Hold what the office has against what people took home. `cases`: number, provisional, supplement."""
        at_office = list(cases)
        known = {number: number for number, _, _ in at_office} | {prov: number for number, prov, _ in at_office}
        receipts = [known.get(t.number, t.number) for e, t in self.trips if t.outcome == ACCEPTED and not e.follows]
        supplements = [t.number for e, t in self.trips if t.outcome == ACCEPTED and e.follows]
        new = [number for number, _, supplement in at_office if not supplement]
        for what, theirs, ours in (
            ("cases", new, receipts),
            ("supplements", [n for n, _, s in at_office if s], supplements),
        ):
            for number, times in ((Counter(theirs) - Counter(ours)) + (Counter(ours) - Counter(theirs))).items():
                self.others.append(f"{what}: {number} is {times} times more on one side, office or receipts")
        came: dict[int, set[str]] = {}  # the kiosks that each citizen's case has seen
        for _, trip in self.trips:
            if trip.counted or trip.outcome == ACCEPTED:
                came.setdefault(trip.citizen, set()).add(trip.kiosk)
        for errand, trip in self.trips:
            number = known.get(trip.number, trip.number)
            expected = len(came.get(trip.citizen, ()))
            if trip.outcome == ACCEPTED and not errand.follows and attendances.get(number) != expected:
                trip.breaches.append(f"the office counts {attendances.get(number)} attendances, not {expected}")

    def breaches(self) -> Iterator[str]:
        for _, trip in self.trips:
            for breach in trip.breaches:
                who = f"citizen {trip.citizen} ({trip.service}, {trip.mood}, visit {trip.turn})"
                yield f"seed {self.seed}, {who}: {breach}"
        yield from (f"seed {self.seed}: {breach}" for breach in self.others)

    def counted(self) -> dict[str, int]:
        """How many breaches there are of the kinds that must not occur whatever else does."""
        told = [breach for _, trip in self.trips for breach in trip.breaches]
        return {kind: sum(breach.startswith(kind) for breach in told) for kind in (DEAD_END, KNOWN, FORBIDDEN)}

    # --- what is shown

    def rows(self) -> list[dict[str, Any]]:
        services = dict.fromkeys(trip.service for _, trip in self.trips)
        return [_row(name, [t for t in self.trips if t[1].service == name]) for name in sorted(services)]

    def report(self, services: Mapping[str, Service], seconds: float) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "visits": len(self.trips),
            "seconds": round(seconds, 1),
            "services": self.rows(),
            "situations": covered(services, [errand.citizen for errand, _ in self.trips]),
            **self.counted(),
            "breaches": list(self.breaches()),
            "trips": [asdict(trip) for _, trip in self.trips],
        }


def _row(service: str, trips: Sequence[tuple[Errand, Trip]]) -> dict[str, Any]:
    """One line of the table. A citizen's case is what is counted, whatever it took to finish it."""
    last = {errand.citizen.number: trip for errand, trip in trips if not errand.follows}
    took = Counter(errand.citizen.number for errand, _ in trips if not errand.follows)
    finished = [number for number, trip in last.items() if trip.outcome == ACCEPTED]
    touched, asked, scanned = Counter[int](), Counter[int](), Counter[int]()
    for errand, trip in trips:
        if not errand.follows:
            touched[trip.citizen] += trip.touches
            asked[trip.citizen] += len(trip.asked)
            scanned[trip.citizen] += trip.scanned
    ends = Counter(trip.outcome for trip in last.values())
    return {
        "service": service,
        "citizens": len(last),
        "visits": len(trips),
        "trips": round(sum(took[n] for n in finished) / len(finished), 2) if finished else None,
        "touches": median(touched[n] for n in finished) if finished else None,
        "typed": sum(asked[n] for n in finished),
        "fields": sum(last[n].fields for n in finished),
        "scanned": sum(scanned[n] for n in finished),
        "papers": sum(last[n].listed for n in finished),
        "accepted at once": sum(took[n] == 1 for n in finished),
        "notice, then accepted": sum(took[n] > 1 for n in finished),
        "refused": ends[REFUSED],
        "ticket": ends[TICKETED],
        "unfinished": len(last) - sum(ends[end] for end in (ACCEPTED, REFUSED, TICKETED)),
        "asked after": sum(trip.outcome in (LOOKED, ACCEPTED) for errand, trip in trips if errand.follows),
        "seconds": round(median(trip.seconds for _, trip in trips), 2),
    }


def covered(services: Mapping[str, Service], people: Iterable[Citizen]) -> dict[str, str]:
    """Of the answers to all questions of the situation, how many somebody gave, by service."""
    given = {(c.service, code, text) for c in people for code, all_ in c.answers.items() for text in all_.split(",")}
    counted = {}
    for name, service in services.items():
        pairs = [(name, q["code"], code) for q in service.part("situations") for code in options(q)]
        if pairs and not service.informs:
            counted[name] = f"{sum(pair in given for pair in pairs)}/{len(pairs)}"
    return counted


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as lines of text with a line of sums."""
    heads = list(rows[0])
    total = {head: sum(row[head] for row in rows) if isinstance(rows[0][head], int) else "" for head in heads}
    total["service"] = "all"
    lines = [heads, *([_shown(row[head]) for head in heads] for row in (*rows, total))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
