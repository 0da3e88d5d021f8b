"""What an account, a number or a portfolio may not do at this moment."""

import time

from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.people import digits, identity_key, known_as
from platform_app.dev.whatsapp_simulator.scripts import Script
from platform_app.dev.whatsapp_simulator.sends.checks import Sender, failing
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import as_object

_APPROVED_NAMES = ("APPROVED", "AVAILABLE_WITHOUT_REVIEW")
_UNUSABLE = {
    "BANNED": (131031, 403),
    "RESTRICTED": (368, 403),
    "RATE_LIMITED": (131048, 400),
    **dict.fromkeys(
        ("PENDING", "OFFLINE", "DISCONNECTED", "UNVERIFIED", "MIGRATED"), (133010, 400)
    ),
    "DELETED": (33, 400),
}
# +1 is not the United States alone.
_CARIBBEAN = """242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 787 809 829 849 868 869
    876 939""".split()
_CANADIAN = """204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437
    438 450 460 468 474 506 514 519 548 579 581 584 587 600 604 613 622 639 647 672 683 705 709 742
    753 778 780 782 807 819 825 867 873 879 902 905 942""".split()


def refuse_if_unusable(world: World, sender: Sender) -> None:
    """Refuse a number or an account that WhatsApp has stopped."""
    number = world.memory.conditions.numbers[sender.number.id]
    account = world.memory.conditions.accounts[sender.account.waba_id]
    if account.ban_state == "DISABLE":
        raise GraphFailure(131031, http_status=403, details="The account is disabled")
    if number.status in _UNUSABLE:
        code, http_status = _UNUSABLE[number.status]
        raise GraphFailure(code, http_status=http_status, details=f"Number is {number.status}")
    if number.name_status not in _APPROVED_NAMES:
        raise GraphFailure(131037, details="The display name has to be approved first")


def refuse_recipient(world: World, sender: Sender, customer: str) -> None:
    """Refuse people whom this number cannot write to at all, or not so fast."""
    conditions = world.memory.conditions.numbers[sender.number.id]
    if digits(sender.number.display_number) == digits(customer):
        raise GraphFailure(131021)
    if not world.limits.has_throughput(sender.number, conditions):
        raise GraphFailure(130429, http_status=429, details="Cloud API throughput reached")
    if not world.limits.may_write_again(sender.number, customer):
        raise GraphFailure(131056, http_status=429, details="Too many messages to one person")
    if customer in conditions.blocked:
        raise GraphFailure(130403, http_status=403, details="You have blocked this user")
    is_listed = customer in [known_as(one) for one in conditions.allowed]
    if conditions.account_mode == "SANDBOX" and not is_listed:
        raise GraphFailure(131030, details="Add the number to the allowed list of the test number")


def refuse_changed_identity(world: World, sender: Sender, bubble: Bubble, key: object) -> None:
    """Refuse a person whose identity is not the one expected, where the number checks it."""
    settings = world.memory.conditions.numbers[sender.number.id].settings
    checks = as_object(settings.get("user_identity_change")).get("enable_identity_key_check")
    if checks and key not in (None, identity_key(bubble.customer)):
        raise GraphFailure(137000, details="recipient_identity_key_hash does not match")


def refuse_if_restricted(world: World, sender: Sender, bubble: Bubble) -> None:
    """Refuse what the account may not send: outside the window, inside it, or utility."""
    account = world.memory.conditions.accounts[sender.account.waba_id]
    is_open = world.memory.has_open_window(bubble.number_id, bubble.customer)
    if bubble.kind != "template" and not is_open:
        raise GraphFailure(
            131047,
            details="More than 24 hours have passed since the customer last replied to this number",
        )
    if bubble.category == "utility" and account.is_restricted("RESTRICTED_UTILITY_TEMPLATES"):
        raise GraphFailure(131064, details="Utility templates are limited for a week")
    side = "CUSTOMER" if is_open else "BIZ"
    if account.is_restricted(f"RESTRICTED_{side}_INITIATED_MESSAGING"):
        raise GraphFailure(368, http_status=403, details="The account is restricted")


def hidden_trouble(world: World, sender: Sender, bubble: Bubble) -> Script | None:
    """Return what makes an accepted message fail: the limit, the money, the country."""
    memory = world.memory
    account = memory.conditions.accounts[sender.account.waba_id]
    is_charged = bubble.price_type == "regular"
    if is_charged and not account.has_payment:
        return failing(131042, "There is no valid payment method")
    if bubble.category.startswith("marketing") and is_american(bubble.customer):
        return failing(131049, "Marketing templates are not delivered in the United States")
    if memory.has_open_window(bubble.number_id, bubble.customer):
        return None
    portfolio, now = memory.conditions.portfolio(sender.account.waba_id), time.time()
    if not portfolio.may_open(bubble.customer, at=now):
        return failing(world.behaviour.limit_code, "The portfolio's messaging limit is used up")
    portfolio.open(bubble.customer, at=now)
    return None


def is_american(customer: str) -> bool:
    """Tell whether a number belongs to the United States."""
    area = digits(customer)[1:4]
    return customer.startswith("+1") and area not in _CARIBBEAN and area not in _CANADIAN


def price_type(world: World, bubble: Bubble) -> str:
    """Return how a message is charged, by the rules of October 2026."""
    entry = world.memory.entry_points.get((bubble.number_id, bubble.customer))
    answers_entry = entry is not None and (not entry.answered_at or entry.is_free(bubble.at))
    if answers_entry:
        return "free_entry_point"
    if bubble.category != "service":
        return "regular"
    month = time.strftime("%Y-%m", time.gmtime(bubble.at))
    used = world.memory.service_messages[bubble.number_id, month]
    is_free = used < world.behaviour.free_service_messages
    return "free_customer_service" if is_free else "regular"
