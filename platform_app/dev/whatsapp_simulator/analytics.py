"""Figures computed from what was really sent."""

import time
from collections import Counter, defaultdict

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.people import digits
from platform_app.dev.whatsapp_simulator.statuses import RANKS
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject

_HALF_HOUR_S, _DAY_S = 1800, 86_400
_YEAR_S = 366 * _DAY_S
_STEPS = {"HALF_HOUR": _HALF_HOUR_S, "DAILY": _DAY_S, "DAY": _DAY_S, "MONTHLY": 30 * _DAY_S}
_STEPS["MONTH"] = _STEPS["MONTHLY"]
# By calling code: country, marketing rate, and the rate of everything else; a sample, in dollars.
_RATES = {
    "351": ("PT", 0.0592, 0.0200),
    "34": ("ES", 0.0707, 0.0200),
    "49": ("DE", 0.1365, 0.0550),
    "44": ("GB", 0.0635, 0.0220),
    "33": ("FR", 0.0859, 0.0300),
    "55": ("BR", 0.0625, 0.0068),
    "52": ("MX", 0.0397, 0.0085),
    "91": ("IN", 0.0118, 0.0014),
    "1": ("US", 0.0250, 0.0034),
}
_OTHER = ("ZZ", 0.0604, 0.0077)


def price_points(
    world: World, account: SimulatedAccount, options: dict[str, str]
) -> list[JsonObject]:
    """Return volume and cost of delivered messages, by the dimensions asked for."""
    start, end, step = _span(options)
    wanted = options.get("dimensions", "")
    groups: defaultdict[tuple[object, ...], list[Bubble]] = defaultdict(list)
    for bubble in _sent(world, account, start, end):
        if RANKS.get(bubble.status, 0) >= RANKS["delivered"]:
            key = _dimensions(world, bubble, wanted)
            groups[(bubble.at // step * step, *key.items())].append(bubble)
    return [_price_point(key, bubbles, step) for key, bubbles in groups.items()]


def message_points(
    world: World, account: SimulatedAccount, options: dict[str, str]
) -> list[JsonObject]:
    """Return how many messages were sent and delivered."""
    start, end, step = _span(options)
    sent: Counter[int] = Counter()
    delivered: Counter[int] = Counter()
    for bubble in _sent(world, account, start, end):
        moment = int(bubble.at // step * step)
        sent[moment] += 1
        delivered[moment] += RANKS.get(bubble.status, 0) >= RANKS["delivered"]
    return [
        {"start": moment, "end": moment + step, "sent": count, "delivered": delivered[moment]}
        for moment, count in sorted(sent.items())
    ]


def template_points(
    world: World, account: SimulatedAccount, options: dict[str, str]
) -> list[JsonObject]:
    """Return the daily figures of up to ten templates."""
    wanted = [one for one in map(digits, options.get("template_ids", "").split(",")) if one]
    if not 1 <= len(wanted) <= 10:
        raise GraphFailure(100, details="template_ids: between 1 and 10")
    if options.get("granularity", "daily").upper() != "DAILY":
        raise GraphFailure(100, details="granularity must be daily")
    start, end, _ = _span({**options, "granularity": "DAILY"})
    groups: defaultdict[tuple[str, int], list[Bubble]] = defaultdict(list)
    for bubble in _sent(world, account, start, end):
        if bubble.template_id in wanted:
            groups[bubble.template_id, int(bubble.at // _DAY_S * _DAY_S)].append(bubble)
    return [_template_point(world, key, bubbles) for key, bubbles in sorted(groups.items())]


def _template_point(world: World, key: tuple[str, int], bubbles: list[Bubble]) -> JsonObject:
    ranks = [RANKS.get(one.status, 0) for one in bubbles]
    delivered = sum(rank >= RANKS["delivered"] for rank in ranks)
    spent = sum(_cost(one) for one in bubbles if RANKS.get(one.status, 0) >= RANKS["delivered"])
    return {
        "template_id": key[0],
        "start": key[1],
        "end": key[1] + _DAY_S,
        "sent": sum(rank >= RANKS["sent"] for rank in ranks),
        "delivered": delivered,
        "read": sum(rank >= RANKS["read"] for rank in ranks),
        "clicked": _clicks(world, bubbles),
        "cost": [
            {"type": "amount_spent", "value": round(spent, 4)},
            {"type": "cost_per_delivered", "value": round(spent / (delivered or 1), 4)},
        ],
    }


def _clicks(world: World, bubbles: list[Bubble]) -> list[JsonObject]:
    ours = {one.wamid for one in bubbles}
    taps = Counter(
        one.body
        for one in world.memory.bubbles.values()
        if one.kind == "button" and one.quoted in ours
    )
    return [
        {"type": "quick_reply_button", "button_content": text, "count": count}
        for text, count in taps.items()
    ]


def _price_point(key: tuple[object, ...], bubbles: list[Bubble], step: int) -> JsonObject:
    start, *dimensions = key
    named = dict(one for one in dimensions if isinstance(one, tuple))
    cost = round(sum(_cost(one) for one in bubbles), 4)
    start = int(float(str(start)))
    return {"start": start, "end": start + step, **named, "volume": len(bubbles), "cost": cost}


def _dimensions(world: World, bubble: Bubble, wanted: str) -> JsonObject:
    found: JsonObject = {}
    if "PRICING_CATEGORY" in wanted:
        found["pricing_category"] = bubble.category.upper()
    if "PRICING_TYPE" in wanted:
        found["pricing_type"] = bubble.price_type.upper()
    if "COUNTRY" in wanted:
        found["country"] = _rate(bubble)[0]
    if "PHONE" in wanted:
        owner = world.memory.account_of(bubble.number_id)
        found["phone_number"] = digits(owner[1].display_number) if owner else ""
    return found


def _cost(bubble: Bubble) -> float:
    _, marketing, other = _rate(bubble)
    if bubble.price_type != "regular":
        return 0.0
    return marketing if bubble.category.startswith("marketing") else other


def _rate(bubble: Bubble) -> tuple[str, float, float]:
    number = digits(bubble.customer)
    for length in (3, 2, 1):
        if number[:length] in _RATES:
            return _RATES[number[:length]]
    return _OTHER


def _sent(world: World, account: SimulatedAccount, start: float, end: float) -> list[Bubble]:
    ours = {one.id for one in account.numbers}
    return [
        one
        for one in world.memory.bubbles.values()
        if one.is_outbound and one.number_id in ours and start <= one.at < end
    ]


def _span(options: dict[str, str]) -> tuple[float, float, int]:
    step = _STEPS.get(options.get("granularity", "").upper())
    try:
        start, end = float(options["start"]), float(options["end"])
    except (KeyError, ValueError) as error:
        raise GraphFailure(100, details="start and end are required, in seconds") from error
    if step is None or not start < end:
        raise GraphFailure(100, details="granularity is not known, or start is not before end")
    if start < time.time() - _YEAR_S:
        raise GraphFailure(100, details="start must lie within the last year")
    return start, end, step
