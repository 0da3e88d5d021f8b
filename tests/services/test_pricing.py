"""What a message costs: by market, category and day."""

from datetime import date
from decimal import Decimal

import pytest

from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import in_company
from platform_app.models.pricing import Rate
from platform_app.services import pricing
from platform_app.services.pricing import PriceList
from tests.support.factories import company
from tests.support.servers import TestDatabase

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def alice(database: TestDatabase) -> Actor:
    return company().alice


def prices(
    alice: Actor, day: date, *, currency: str = "USD", category: str = "MARKETING"
) -> PriceList:
    def read(ctx: CompanyContext) -> PriceList:
        return pricing.price_list(ctx, category=category, currency=currency, day=day)

    return in_company(alice, read)


@pytest.mark.parametrize(
    ("digits", "market"),
    [
        ("3519", "Rest of Western Europe"),
        ("4479", "United Kingdom"),
        ("1212", "North America"),
        ("1809", "Rest of Latin America"),
        ("7495", "Russia"),
        ("7701", "Kazakhstan"),
    ],
)
def test_the_longest_calling_code_decides_the_market(
    alice: Actor, digits: str, market: str
) -> None:
    assert in_company(alice, pricing.markets_by_digits)[digits] == market


def test_a_card_holds_from_its_day_on(alice: Actor) -> None:
    assert prices(alice, OCTOBER).of("Brazil") == Decimal("0.0625")
    assert prices(alice, date(2026, 9, 30)).prices == {}


def test_another_currency_falls_back_to_dollars(alice: Actor) -> None:
    assert prices(alice, OCTOBER, currency="EUR").currency == "USD"


def test_an_empty_price_is_unknown_and_not_free(alice: Actor) -> None:
    abroad = prices(alice, OCTOBER, category="authentication_international")
    assert abroad.of("Egypt") == Decimal("0.0650")
    assert abroad.of("France") is None


def test_companies_cannot_change_a_rate(alice: Actor) -> None:
    def add(ctx: CompanyContext) -> None:
        ctx.db.add(
            Rate(
                effective_from=OCTOBER,
                currency="USD",
                market="Brazil",
                category="x",
                price=Decimal(0),
            )
        )
        ctx.db.flush()

    with pytest.raises(Exception, match="permission denied"):
        in_company(alice, add)
