"""Reading what a webhook says about the account, its numbers and its forms."""

from collections.abc import Callable, Iterator

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    Change,
    parse_timestamp,
    required,
    words,
)
from platform_app.integrations.whatsapp.payloads.webhook_events import (
    AccountAlert,
    AccountError,
    AccountReview,
    AccountUpdate,
    BusinessCapability,
    BusinessUsername,
    ChannelEvent,
    FlowEvent,
    HistoryProgress,
    NumberName,
    NumberQuality,
    PaymentConfiguration,
    Restriction,
    SecurityEvent,
    SettingsChange,
)

ACCOUNT_EVENTS = frozenset(
    {
        "ACCOUNT_DELETED",
        "ACCOUNT_OFFBOARDED",
        "ACCOUNT_RECONNECTED",
        "ACCOUNT_VIOLATION",
        "ACCOUNT_RESTRICTION",
        "DISABLED_UPDATE",
        "AD_ACCOUNT_LINKED",
        "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
        "MM_LITE_TERMS_SIGNED",
        "PARTNER_ADDED",
        "PARTNER_REMOVED",
        "PARTNER_APP_INSTALLED",
        "PARTNER_APP_UNINSTALLED",
        "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        "VOLUME_BASED_PRICING_TIER_UPDATE",
    }
)
_UNLIMITED = -1


def account_update(change: Change) -> AccountUpdate:
    """Return a change of the account; events of partners name the account they are about in `waba_info`."""
    value = change.value
    about = as_text(as_object(value.get("waba_info")).get("waba_id"))
    ban, tier = as_object(value.get("ban_info")), as_object(value.get("volume_tier_info"))
    return AccountUpdate(
        waba_id=about or change.waba_id,
        at=change.at,
        raw=value,
        event=required(value, "event"),
        restrictions=tuple(_restriction(one) for one in _restrictions(value)),
        violation=words(as_object(value.get("violation_info")), "violation_type"),
        ban_state=_ban_state(ban),
        ban_date=words(ban, "waba_ban_date"),
        country=words(value, "country"),
        tier=words(tier, "tier"),
    )


def account_alert(change: Change) -> AccountAlert:
    """Return a warning or a hint of WhatsApp's; older ones have its parts at the top."""
    value = change.value
    alert = as_object(value.get("alert_info")) or value
    return AccountAlert(
        **_common(change),
        entity=words(value, "entity_type"),
        entity_id=words(value, "entity_id"),
        severity=words(alert, "alert_severity"),
        status=words(alert, "alert_status"),
        kind=required(alert, "alert_type"),
        description=words(alert, "alert_description"),
    )


def account_review(change: Change) -> AccountReview:
    """Return WhatsApp's decision about the account."""
    return AccountReview(**_common(change), decision=required(change.value, "decision"))


def number_quality(change: Change) -> NumberQuality:
    """Return a change of a number's throughput or quality."""
    value = change.value
    limit = value.get("max_daily_conversations_per_business", value.get("current_limit"))
    return NumberQuality(
        **_common(change),
        display_number=change.display_number,
        event=required(value, "event"),
        limit=_tier(limit),
    )


def number_name(change: Change) -> NumberName:
    """Return the decision about a number's name."""
    value = change.value
    return NumberName(
        **_common(change),
        display_number=change.display_number,
        decision=required(value, "decision"),
        name=words(value, "requested_verified_name"),
        reason=words(value, "rejection_reason"),
    )


def business_capability(change: Change) -> BusinessCapability:
    """Return the portfolio's messaging limit, told as a tier, as a number, or as -1 for none."""
    value = change.value
    numbers = value.get("max_phone_numbers_per_business", value.get("max_phone_numbers_per_waba"))
    return BusinessCapability(
        **_common(change),
        limit=_tier(value.get("max_daily_conversations_per_business")),
        most_numbers=as_number(numbers),
    )


def security(change: Change) -> SecurityEvent:
    """Return what happened to a number's PIN."""
    return SecurityEvent(
        **_common(change),
        display_number=change.display_number,
        event=required(change.value, "event"),
        requester=words(change.value, "requester"),
    )


def business_username(change: Change) -> BusinessUsername:
    """Return what became of a number's user name."""
    return BusinessUsername(
        **_common(change),
        display_number=change.display_number,
        username=words(change.value, "username"),
        status=required(change.value, "status"),
    )


def payment_configuration(change: Change) -> PaymentConfiguration:
    """Return a change of how customers pay in chats."""
    value = change.value
    return PaymentConfiguration(
        **_common(change),
        name=required(value, "configuration_name"),
        provider=words(value, "provider_name"),
        status=words(value, "status"),
    )


def settings_change(change: Change) -> SettingsChange:
    """Return that a setting was changed at WhatsApp, with the word it gives for it."""
    value = change.value
    what = next((words(value, key) for key in ("event", "type", "status") if words(value, key)), "")
    return SettingsChange(**_common(change), field=change.field, what=what)


def flow(change: Change) -> FlowEvent:
    """Return what happened to a form."""
    value = change.value
    return FlowEvent(
        **_common(change),
        event=required(value, "event"),
        flow_id=words(value, "flow_id"),
        message=words(value, "message"),
        old_status=words(value, "old_status"),
        new_status=words(value, "new_status"),
    )


def account_errors(change: Change) -> Iterator[AccountError]:
    """Return the errors of a change that belong to no message."""
    for error in as_objects(change.value.get("errors")):
        yield AccountError(
            waba_id=change.waba_id,
            at=change.at,
            raw=error,
            phone_number_id=change.phone_number_id,
            code=as_number(error.get("code")),
            title=words(error, "title") or words(error, "message"),
            details=words(as_object(error.get("error_data")), "details"),
        )


def history_progress(change: Change) -> Iterator[HistoryProgress]:
    """Return how far the old messages have come, or why they won't."""
    for chunk in as_objects(change.value.get("history")):
        errors = as_objects(chunk.get("errors")) or as_objects(change.value.get("errors"))
        error: JsonObject = errors[0] if errors else {}
        yield HistoryProgress(
            **_common(change),
            progress=as_number(as_object(chunk.get("metadata")).get("progress")),
            error_code=as_number(error.get("code")),
            details=words(as_object(error.get("error_data")), "details") or words(error, "message"),
        )


CHANNEL_READERS: dict[str, Callable[[Change], ChannelEvent]] = {
    "account_update": account_update,
    "account_alerts": account_alert,
    "account_review_update": account_review,
    "phone_number_quality_update": number_quality,
    "phone_number_name_update": number_name,
    "business_capability_update": business_capability,
    "security": security,
    "business_username_updates": business_username,
    "payment_configuration_update": payment_configuration,
    "account_settings_update": settings_change,
    "business_status_update": settings_change,
    "flows": flow,
}


def _common(change: Change) -> JsonObject:
    return {
        "waba_id": change.waba_id,
        "at": change.at,
        "raw": change.value,
        "phone_number_id": change.phone_number_id,
    }


def _restrictions(value: JsonObject) -> list[JsonObject]:
    info: object = value.get("restriction_info")
    return as_objects(info) or [one for one in (as_object(info),) if one]


def _restriction(raw: JsonObject) -> Restriction:
    return Restriction(
        kind=words(raw, "restriction_type"),
        expires_at=parse_timestamp(raw.get("expiration")),
        remediation=words(raw, "remediation"),
    )


def _ban_state(ban: JsonObject) -> str:
    # Older copies of the documentation show a list with one word.
    states: object = ban.get("waba_ban_state")
    return as_text(states) or as_text(next(iter(as_list(states)), None)) or ""


def _tier(value: object) -> str:
    """Return a limit as a tier's name: TIER_2K for 2000, TIER_UNLIMITED for -1, others as they came."""
    number = as_number(value)
    if number is None:
        return as_text(value) or ""
    if number == _UNLIMITED:
        return "TIER_UNLIMITED"
    thousands, rest = divmod(number, 1_000)
    return f"TIER_{thousands}K" if thousands and not rest else f"TIER_{number}"
