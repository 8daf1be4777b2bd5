"""The rows of the office's SQLite file. Nothing in them says who: cases lie as sealed as they came."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Application(Base):
    """One hand-in. A supplement has the case number of the case that it belongs to.

    `indexed`: what other tables know of it has been written; false in files of version 1.
    """

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("kiosk_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[str]
    case_number: Mapped[str] = mapped_column(index=True)
    provisional: Mapped[str] = mapped_column(index=True)
    supplement: Mapped[bool]
    indexed: Mapped[bool]
    envelope: Mapped[str]
    acceptance: Mapped[str]


class Sequence(Base):
    """How many cases an item had on a day."""

    __tablename__ = "sequence"

    item_code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Involved(Base):
    """Who stands in a case. `person`: a keyed digest of the number."""

    __tablename__ = "involved"

    person: Mapped[str] = mapped_column(primary_key=True)
    application: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)


class Attendance(Base):
    """One time that somebody came for a case."""

    __tablename__ = "attendance"

    case_number: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Draft(Base):
    """A case that waits for its code. `sealed`: the SealedDraft; none when its time is over, or it was handed in."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    kept_at: Mapped[float]  # seconds since the epoch
    until: Mapped[date]
    wrong_holders: Mapped[int] = mapped_column(default=0)
    case_number: Mapped[str | None]
    sealed: Mapped[str | None]


class Payment(Base):
    """缴款单. `asked`: digest of what it was ordered for."""

    __tablename__ = "payment"

    order: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    asked: Mapped[str]
    title: Mapped[str]
    amount: Mapped[str]  # yuan
    state: Mapped[str]
    voucher: Mapped[str]
    pay_by: Mapped[date | None]


class Rating(Base):
    """好差评. `payload`: what the province wants of it, encrypted, for it says who."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("case_number", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(index=True)
    at: Mapped[float]  # seconds since the epoch
    state: Mapped[str]
    satisfaction: Mapped[int]
    payload: Mapped[bytes]


class Proof(Base):
    """A proof that was issued at once, by the code that verifies it."""

    __tablename__ = "proof"

    code: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[str]
