"""What WhatsApp asks for messages: rate cards by day and currency, and the market of a number."""

from platform_app.services.pricing.cards import (
    OTHER,
    PriceList,
    first_digits,
    market_of,
    markets_by_digits,
    price_list,
)

__all__ = ["OTHER", "PriceList", "first_digits", "market_of", "markets_by_digits", "price_list"]
