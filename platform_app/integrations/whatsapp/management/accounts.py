"""The WhatsApp Business account (WABA) and the token that opens it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.management.health import Health, read_health
from platform_app.integrations.whatsapp.refusals import GraphRefusal

_FIELDS = (
    "id,name,currency,timezone_id,message_template_namespace,account_review_status,"
    "business_verification_status,country,ownership_type,owner_business_info,health_status,"
    "marketing_messages_onboarding_status,status"
)
# Sending and receiving need the first, templates, numbers and webhooks the second.
NEEDED_SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """A WhatsApp Business account, in WhatsApp's words; `business_id` is the portfolio it belongs to."""

    id: str
    name: str
    currency: str | None
    timezone_id: str | None
    country: str | None
    review_status: str | None
    business_verification: str | None
    business_id: str | None
    business_name: str | None
    status: str | None
    ownership: str | None
    marketing_messages: str | None
    health: Health | None


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What a token is and may do; `expires_at` is None for one that does not expire."""

    is_valid: bool
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    app_id: str | None = None
    kind: str | None = None
    waba_ids: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """The permissions that the product needs and the token has not."""
        return tuple(scope for scope in NEEDED_SCOPES if scope not in self.scopes)


async def fetch_account(g: Graph, waba_id: str) -> AccountInfo:
    """Return the account; InvalidInput names the field that WhatsApp refused."""
    try:
        answer = await g.call("GET", graph_id(waba_id), {"fields": _FIELDS})
    except GraphRefusal as refusal:
        raise refusal.at("waba_id") from None
    owner = as_object(answer.get("owner_business_info"))
    return AccountInfo(
        id=as_text(answer.get("id")) or waba_id,
        name=as_text(answer.get("name")) or "",
        currency=as_text(answer.get("currency")),
        timezone_id=as_text(answer.get("timezone_id")),
        country=as_text(answer.get("country")),
        review_status=as_text(answer.get("account_review_status")),
        business_verification=as_text(answer.get("business_verification_status")),
        business_id=as_text(owner.get("id")),
        business_name=as_text(owner.get("name")),
        status=as_text(answer.get("status")),
        ownership=as_text(answer.get("ownership_type")),
        marketing_messages=as_text(answer.get("marketing_messages_onboarding_status")),
        health=read_health(answer.get("health_status")),
    )


async def inspect_token(g: Graph) -> TokenInfo:
    """Ask about the token with the token itself; one that WhatsApp refuses is an invalid one."""
    token = g.access.token.reveal()
    try:
        answer = await g.call("GET", "debug_token", {"input_token": token})
    except GraphRefusal as refusal:
        if set(refusal.fields) != {"access_token"}:
            raise
        return TokenInfo(is_valid=False, problem=refusal.message)
    return _token(as_object(answer.get("data")))


def _token(data: JsonObject) -> TokenInfo:
    targets = (
        as_list(row.get("target_ids"))
        for row in as_objects(data.get("granular_scopes"))
        if row.get("scope") in NEEDED_SCOPES
    )
    ids = (as_text(one) for group in targets for one in group)
    return TokenInfo(
        is_valid=data.get("is_valid") is True,
        expires_at=_moment(as_number(data.get("expires_at"))),
        scopes=tuple(filter(None, map(as_text, as_list(data.get("scopes"))))),
        app_id=as_text(data.get("app_id")),
        kind=as_text(data.get("type")),
        waba_ids=tuple(dict.fromkeys(filter(None, ids))),
        problem=as_text(as_object(data.get("error")).get("message")),
    )


def _moment(seconds: int | None) -> datetime | None:
    # Zero stands for never; a moment beyond the calendar is as good as that.
    is_moment = seconds is not None and 0 < seconds < 10**11
    return datetime.fromtimestamp(seconds, UTC) if is_moment and seconds else None
