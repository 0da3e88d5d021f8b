"""Plans, and what companies have used of them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, Numeric, String, UniqueConstraint
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, Global, moment


class Metric(StrEnum):
    """What a plan limits; the first three are stocks, the others count from the first of a month."""

    USERS = "users"
    NUMBERS = "numbers"
    CONTACTS = "contacts"
    CAMPAIGN_MESSAGES = "campaign_messages"
    AI_ANSWERS = "ai_answers"
    CRAWLED_PAGES = "crawled_pages"


class Plan(Global, table=True):
    """What a company may use; an empty limit means without limit."""

    name: str = Field(unique=True)
    is_default: bool = False
    is_archived: bool = False
    users: int | None = None
    numbers: int | None = None
    contacts: int | None = None
    campaign_messages: int | None = None
    ai_answers: int | None = None
    crawled_pages: int | None = None
    monthly_price: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    currency: str = "EUR"


class UsageCount(CompanyOwned, table=True):
    """What a company has used of one thing in one month (UTC)."""

    __tablename__ = "usage_count"
    __table_args__ = (UniqueConstraint("company_id", "period", "metric"),)

    # The first day of the month; stocks have a row too, for their warnings.
    period: date
    metric: Metric = Field(sa_type=String)
    used: int = Field(default=0, sa_type=BigInteger)
    warned_at_80: datetime | None = moment()
    warned_at_100: datetime | None = moment()
