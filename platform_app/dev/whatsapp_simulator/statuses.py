"""What becomes of an accepted message: which statuses, when, in which order, how often."""

import random
import time
from dataclasses import dataclass

from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.people import digits, user_id
from platform_app.dev.whatsapp_simulator.scripts import TITLES, Script, Trick
from platform_app.integrations.whatsapp.graph_json import JsonObject

RANKS = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4}


@dataclass(frozen=True, slots=True)
class PlannedStatus:
    """A status that is to be reported `after_s` seconds from now."""

    after_s: float
    element: JsonObject


@dataclass(frozen=True, slots=True)
class Life:
    """What decides the statuses of one message besides the dials."""

    script: Script | None = None
    business_id: str = ""
    is_hidden: bool = False  # webhooks name the person by user id only
    entry_until: float = 0.0  # until when a free entry point is open


def plan_statuses(
    bubble: Bubble, behaviour: Behaviour, life: Life, chance: random.Random
) -> list[PlannedStatus]:
    """Decide the life of one message; pricing is reported exactly once."""
    moments = _moments(bubble, behaviour, life.script, chance)
    names = list(moments)
    priced = chance.choice([name for name in names if name in {"sent", "delivered"}] or names)
    delays = list(moments.values())
    if behaviour.shuffle:
        chance.shuffle(delays)
    planned: list[PlannedStatus] = []
    for name, delay in zip(names, delays, strict=True):
        element = status_element(bubble, name, life)
        if name == priced and "failed" not in moments:
            element |= _pricing(bubble, life)
        planned.append(PlannedStatus(delay, element))
        if chance.random() < behaviour.duplicate_odds:
            planned.append(PlannedStatus(delay * chance.uniform(1.0, 3.0) + 0.05, element))
    return planned


def status_element(bubble: Bubble, name: str, life: Life) -> JsonObject:
    """Build one status as WhatsApp reports it."""
    element: JsonObject = {"id": bubble.wamid, "status": name, "timestamp": str(int(time.time()))}
    is_to_phone = bubble.customer.startswith("+") and not bubble.is_to_user_id
    if bubble.customer.startswith("+") and not life.is_hidden:
        element["recipient_id"] = digits(bubble.customer)
    if life.is_hidden or name != "failed" or not is_to_phone:
        element["recipient_user_id"] = user_id(bubble.customer, life.business_id)
    if bubble.callback is not None:
        element["biz_opaque_callback_data"] = bubble.callback
    if name == "failed" and life.script is not None:
        element["errors"] = [_error(life.script)]
    return element


def _moments(
    bubble: Bubble, behaviour: Behaviour, script: Script | None, chance: random.Random
) -> dict[str, float]:
    moments = {"sent": behaviour.sent_after_s * chance.uniform(0.5, 1.5)}
    delivered_after_s = behaviour.delivered_after_s * chance.uniform(0.5, 2.0)
    trick = script.trick if script else None
    if trick is Trick.FAIL:
        return {"failed": delivered_after_s}
    if trick is Trick.HELD_DROPPED:
        return {"failed": 3 * delivered_after_s}
    if trick is Trick.NEVER_DELIVERED or bubble.kind == "reaction":
        return moments  # a reaction is never reported further
    if trick is Trick.EARLY:
        return {"sent": 0.0, "delivered": 0.0}
    if trick is Trick.HELD:
        moments["sent"] += 2 * delivered_after_s
    is_read = chance.random() < behaviour.read_odds
    # WhatsApp may leave `delivered` out, but only when `read` follows.
    if not (is_read and chance.random() < behaviour.skip_delivered_odds):
        moments["delivered"] = moments["sent"] + delivered_after_s
    if is_read:
        moments["read"] = moments["sent"] + behaviour.read_after_s * chance.uniform(0.5, 2.0)
    return moments


def _pricing(bubble: Bubble, life: Life) -> JsonObject:
    told: JsonObject = {
        "pricing": {
            "billable": bubble.price_type == "regular",
            "pricing_model": "PMP",
            "type": bubble.price_type,
            "category": bubble.category,
        }
    }
    if life.entry_until:
        told["conversation"] = {
            "id": bubble.wamid.removeprefix("wamid.")[:32],
            "expiration_timestamp": str(int(life.entry_until)),
            "origin": {"type": "referral_conversion"},
        }
    return told


def _error(script: Script) -> JsonObject:
    title = TITLES.get(script.code, "Something went wrong")
    return {
        "code": script.code,
        "title": title,
        "message": title,
        "error_data": {"details": script.details or f"{title} (simulated)."},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
