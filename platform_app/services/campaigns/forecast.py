"""What a campaign will cost, how long it takes, and on which days: from the people whom the launch would write to."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.services import companies, portfolios, pricing
from platform_app.services.campaigns import audience, choosing
from platform_app.services.campaigns.variants import mappings_of
from platform_app.services.campaigns.views import DayShare, Forecast, MarketCost

# Who came by an advertisement and was answered within a day is written to for nothing during three days
# (WhatsApp's "Free entry point conversations"). An unanswered one becomes free by this very message.
_ANSWER_WITHIN = timedelta(hours=24)
_FREE_FOR = timedelta(hours=72)
# What lanes take of a number's rate; the rest is left to what comes in.
_SHARE_OF_RATE = 0.98
_MOST_DAYS = 30


def forecast(
    ctx: CompanyContext,
    campaign: Campaign,
    number: PhoneNumber,
    category: str,
    people: Counter[str],
) -> Forecast:
    """Return what a launch would cost and how long it would take; `people` get it, by the first digits of their numbers."""
    channel = ctx.db.get_one(Channel, (ctx.company_id, number.channel_id))
    prices = prices_for(ctx, channel, category)
    markets = by_market(ctx, people)
    free = by_market(ctx, _free(ctx, campaign, number))
    amount = sum(
        (_cost(prices, market, total - free[market]) for market, total in markets.items()),
        Decimal(0),
    )
    return Forecast(
        currency=prices.currency,
        total=money(prices.currency, amount),
        amount=amount,
        card_from=f"{prices.effective_from:%-d %b %Y}" if prices.effective_from else "",
        is_own_currency=prices.currency == (channel.currency or prices.currency),
        free=free.total(),
        without_price=sum(n for market, n in markets.items() if prices.of(market) is None),
        markets=[
            _market_cost(prices, market, total, free[market])
            for market, total in markets.most_common()
        ],
        **_pace(ctx, campaign, number, markets.total()),
    )


def prices_for(ctx: CompanyContext, channel: Channel, category: str) -> pricing.PriceList:
    """Return the prices by which an account pays for messages of a category today."""
    return pricing.price_list(
        ctx, category=category, currency=channel.currency or "USD", day=now().date()
    )


def prices_of(ctx: CompanyContext, campaign: Campaign) -> pricing.PriceList:
    """Return the prices that a campaign with a number and a category goes by if it is launched today."""
    number = ctx.db.get_one(PhoneNumber, (ctx.company_id, campaign.phone_number_id))
    channel = ctx.db.get_one(Channel, (ctx.company_id, number.channel_id))
    return prices_for(ctx, channel, campaign.category)


def money(currency: str, amount: Decimal) -> str:
    """Return an amount as people read it."""
    return f"{currency} {amount:,.2f}"


def say_duration(seconds: float) -> str:
    """Return a span of time in words, rounded as people would."""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if minutes < 90:
        return f"{minutes} min"
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def by_market(ctx: CompanyContext, people: Counter[str]) -> Counter[str]:
    """Sum people up by market who are counted by the first digits of their numbers."""
    if not people:
        return Counter()
    markets = pricing.markets_by_digits(ctx)
    found: Counter[str] = Counter()
    for digits, total in people.items():
        found[markets.get(digits, pricing.OTHER)] += total
    return found


def _free(ctx: CompanyContext, campaign: Campaign, number: PhoneNumber) -> Counter[str]:
    """Count those who get it for nothing because they came by an advertisement, by the first digits of their numbers."""
    moment = now()
    clicked = col(Conversation.ad_clicked_at)
    answered = (
        select(func.min(Message.accepted_at))
        .where(
            col(Message.company_id) == ctx.company_id,
            col(Message.conversation_id) == col(Conversation.id),
            col(Message.direction) == Direction.OUTBOUND,
            col(Message.accepted_at).between(clicked, clicked + _ANSWER_WITHIN),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    digits = func.coalesce(pricing.first_digits(col(Contact.phone)), "")
    counted = (
        select(digits, func.count())
        .join(
            Conversation,
            and_(
                col(Conversation.company_id) == ctx.company_id,
                col(Conversation.contact_id) == col(Contact.id),
            ),
        )
        .where(
            *choosing.people(ctx, campaign.audience),
            audience.skip_reason(campaign, mappings_of(ctx, campaign)).is_(None),
            col(Conversation.phone_number_id) == number.id,
            clicked > moment - _ANSWER_WITHIN - _FREE_FOR,
            func.coalesce(answered + _FREE_FOR > moment, clicked > moment - _ANSWER_WITHIN),
        )
        .group_by(digits)
    )
    return Counter(dict(ctx.db.exec(counted).all()))


def _cost(prices: pricing.PriceList, market: str, people: int) -> Decimal:
    return (prices.of(market) or Decimal(0)) * people


def _market_cost(prices: pricing.PriceList, market: str, people: int, free: int) -> MarketCost:
    price = prices.of(market)
    if price is None:
        return MarketCost(market, people, free, "", "")
    cost = money(prices.currency, price * (people - free))
    return MarketCost(market, people, free, f"{price.normalize():f}", cost)


class _Pace(TypedDict):
    seconds: int
    duration: str
    limit: str
    days: list[DayShare]


def _pace(ctx: CompanyContext, campaign: Campaign, number: PhoneNumber, people: int) -> _Pace:
    """Return how long sending takes at the number's rate, and on which days its limit lets it happen."""
    rate = min(
        number.messages_per_second * _SHARE_OF_RATE, campaign.rate or number.messages_per_second
    )
    seconds = round(people / rate) if rate else 0
    use = portfolios.use_of_limit(ctx, number.channel_id, number.messaging_limit)
    zone = companies.get_profile(ctx).time_zone
    return _Pace(
        seconds=seconds,
        duration=say_duration(seconds) if people else "",
        limit=portfolios.describe_limit(number.messaging_limit) if use.is_known else "",
        days=_days(people, use, now().astimezone(ZoneInfo(zone))),
    )


def _days(people: int, use: portfolios.LimitUse, today: datetime) -> list[DayShare]:
    """Spread people over days: what is left of today's limit, then a limit a day; nothing when today is enough."""
    if use.limit is None or use.left is None or people <= use.left:
        return []
    shares = [use.left]
    while (rest := people - sum(shares)) > 0 and len(shares) < _MOST_DAYS:
        shares.append(min(rest, use.limit))
    return [
        DayShare(f"{today + timedelta(days):%a %-d %b}", share)
        for days, share in enumerate(shares)
        if share
    ]
