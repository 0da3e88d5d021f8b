"""Rate cards: a price by market and category, each from a day on (WhatsApp's "Pricing on the WhatsApp Business Platform")."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.pricing import CallingCode, Rate

# The market of every country that has no other.
OTHER = "Other"
# WhatsApp publishes cards in 16 currencies; where the account's own is missing, this one is used and said.
_FALLBACK_CURRENCY = "USD"
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class PriceList:
    """What one message of a category costs in each market; amounts are in `currency`."""

    currency: str
    effective_from: date | None
    prices: dict[str, Decimal]

    def of(self, market: str | None) -> Decimal | None:
        """Return the price in a market; None where the card names none, which is not the same as free."""
        return self.prices.get(market or OTHER)


def price_list(ctx: CompanyContext, *, category: str, currency: str, day: date) -> PriceList:
    """Return the prices of a category that hold on a day, in this currency or else in US dollars."""
    own = _prices(ctx, category, currency, day)
    return own if own.prices else _prices(ctx, category, _FALLBACK_CURRENCY, day)


def first_digits(phone: SQLColumnExpression[str | None]) -> ColumnElement[str]:
    """Return the digits of an E.164 number by which its market is known."""
    return func.substr(phone, 2, _DIGITS)


def market_of(phone: SQLColumnExpression[str | None]) -> ColumnElement[str]:
    """Return the market of a number; people without a number have none."""
    found = (
        select(CallingCode.market)
        .where(col(CallingCode.digits) == first_digits(phone))
        .scalar_subquery()
    )
    return case((phone.is_not(None), func.coalesce(found, OTHER)))


def markets_by_digits(ctx: CompanyContext) -> dict[str, str]:
    """Return the market of every beginning of a number."""
    return dict(ctx.db.exec(select(CallingCode.digits, CallingCode.market)).all())


def _prices(ctx: CompanyContext, category: str, currency: str, day: date) -> PriceList:
    newest = (
        select(Rate)
        .ext(distinct_on(col(Rate.market)))
        .where(
            col(Rate.category) == category.lower(),
            col(Rate.currency) == currency,
            col(Rate.effective_from) <= day,
        )
        .order_by(col(Rate.market), col(Rate.effective_from).desc())
    )
    lines = ctx.db.exec(newest).all()
    latest = max((line.effective_from for line in lines), default=None)
    return PriceList(currency, latest, {line.market: line.price for line in lines})
