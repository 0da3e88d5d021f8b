"""One look at an account: the token, the account, its numbers, and where its events go."""

from dataclasses import dataclass

from platform_app.core.clock import now
from platform_app.core.errors import Unavailable
from platform_app.integrations.whatsapp.graph import Graph
from platform_app.integrations.whatsapp.management import accounts, numbers, subscriptions
from platform_app.integrations.whatsapp.management.accounts import AccountInfo, TokenInfo
from platform_app.integrations.whatsapp.management.numbers import NumberInfo
from platform_app.integrations.whatsapp.refusals import GraphRefusal
from platform_app.models.channels import Channel
from platform_app.services.channels.health import as_stored


@dataclass(frozen=True, slots=True)
class Look:
    """What WhatsApp says; `subscribed_address` and `callback_address` are None where it would not say."""

    token: TokenInfo
    account: AccountInfo
    numbers: list[NumberInfo]
    subscribed_address: str | None = None
    callback_address: str | None = None


async def look(g: Graph, waba_id: str) -> Look:
    """Ask WhatsApp about an account; raises InvalidInput with the field that it refuses."""
    account = await accounts.fetch_account(g, waba_id)
    token = await accounts.inspect_token(g)
    return Look(
        token=token,
        account=account,
        numbers=await numbers.list_numbers(g, waba_id),
        subscribed_address=await _subscribed_address(g, waba_id, token),
        callback_address=await _callback_address(g, token),
    )


def write_account(channel: Channel, seen: Look) -> None:
    """Write what was seen of the account and its token into the channel's row."""
    account, token = seen.account, seen.token
    channel.name = account.name
    channel.business_id = account.business_id or ""
    channel.business_name = account.business_name or ""
    channel.currency, channel.country = account.currency or "", account.country or ""
    channel.review_status = account.review_status or ""
    channel.verification_status = account.business_verification or ""
    channel.health = as_stored(account.health)
    channel.app_id = token.app_id or ""
    channel.token_expires_at = token.expires_at
    channel.token_scopes = list(token.scopes)
    channel.token_problem = "" if token.is_valid else token.problem or "WhatsApp does not take it."
    if seen.subscribed_address is not None:
        channel.subscribed_address = seen.subscribed_address
    if seen.callback_address is not None:
        channel.callback_address = seen.callback_address
    channel.checked_at = now()


async def _subscribed_address(g: Graph, waba_id: str, token: TokenInfo) -> str | None:
    """Return where this app gets the account's messages: its override, or nowhere when it is not subscribed."""
    try:
        apps = await subscriptions.fetch_subscriptions(g, waba_id)
    except (GraphRefusal, Unavailable):
        return None
    own = [app for app in apps if not token.app_id or app.app_id == token.app_id]
    return next((app.override_uri for app in own if app.override_uri), "")


async def _callback_address(g: Graph, token: TokenInfo) -> str | None:
    if not token.app_id:
        return None
    try:
        return await subscriptions.fetch_app_callback(g, token.app_id) or ""
    except (GraphRefusal, Unavailable):
        return None
