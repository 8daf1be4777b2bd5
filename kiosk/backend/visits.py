"""跑几次: how often people had to come for a case, by item, with nothing personal."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import func, select

from kiosk.backend.store import Store
from kiosk.backend.tables import Attendance
from kiosk.submission.contract import ItemVisits, VisitReport


def visit_report(store: Store) -> VisitReport:
    with store.session() as session:
        query = select(Attendance.case_number, func.count()).group_by(Attendance.case_number)
        rows = session.execute(query).all()
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for number, attendances in rows:
        counted[number[:31]][attendances] += 1
    return VisitReport(
        items=tuple(
            ItemVisits(
                item_code=item,
                cases=counts.total(),
                first_visit_share=counts[1] / counts.total(),
                by_attendances=dict(sorted(counts.items())),
            )
            for item, counts in sorted(counted.items())
        )
    )
