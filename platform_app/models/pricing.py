"""What WhatsApp asks for a message, by market and day, and which market a number belongs to."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from platform_app.models.base import Global


class Rate(Global, table=True):
    """One line of a rate card, for messages of one category from one day on."""

    __table_args__ = (UniqueConstraint("currency", "market", "category", "effective_from"),)

    effective_from: date
    currency: str
    market: str
    category: str
    price: Decimal = Field(sa_type=Numeric(12, 6))


class CallingCode(SQLModel, table=True):
    """The first four digits of a number, after its plus, tell country and market."""

    __tablename__: ClassVar[str] = "calling_code"

    digits: str = Field(primary_key=True)
    country: str
    market: str
