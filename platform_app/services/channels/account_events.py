"""What WhatsApp says about a whole account: restrictions, bans, warnings, reviews, limits, settings."""

from collections.abc import Callable
from datetime import datetime
from math import inf

from platform_app.integrations.whatsapp.errors import explain
from platform_app.integrations.whatsapp.payloads import (
    AccountAlert,
    AccountError,
    AccountReview,
    AccountUpdate,
    BusinessCapability,
    FlowEvent,
    PaymentConfiguration,
    Restriction,
    SettingsChange,
)
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import ChannelStatus, Severity
from platform_app.services import campaigns
from platform_app.services.channels.notices import Notice
from platform_app.services.channels.scenes import FOREVER, Scene
from platform_app.services.portfolios import describe_limit, read_limit

DISABLED = "account:disabled"
_MANAGER = "Open the account in Meta Business Manager, under Account quality; there you can ask for a review."
_APPEAL = (
    f"{_MANAGER} When WhatsApp lifts it, sending goes on here by itself; paused campaigns wait "
    "for you to resume them."
)
_WAITS = "Nothing is lost: what waits goes out afterwards."
# What is only to be known, in words.
_FACTS = {
    "AD_ACCOUNT_LINKED": "An advertising account was linked to the WhatsApp account",
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": "International prices now apply to authentication messages",
    "MM_LITE_TERMS_SIGNED": "The terms of WhatsApp's Marketing Messages were signed",
    "PARTNER_ADDED": "A partner got access to the WhatsApp account",
    "PARTNER_REMOVED": "A partner lost access to the WhatsApp account",
    "PARTNER_APP_INSTALLED": "A partner's app was added to the WhatsApp account",
    "PARTNER_APP_UNINSTALLED": "A partner's app was removed from the WhatsApp account",
    "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": "WhatsApp has checked the partner's client",
}
_SETTLED_ALERTS = frozenset({"RESOLVED", "INACTIVE", "CLOSED", "NONE"})


def account_updated(scene: Scene, event: AccountUpdate) -> None:
    """Apply a change of the account; one that we don't know changes nothing."""
    if event.event == "ACCOUNT_RESTRICTION":
        for restriction in event.restrictions:
            _restrict(scene, restriction)
    elif event.event == "DISABLED_UPDATE":
        _ban(scene, event)
    elif event.event in ("ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED"):
        _switch_off(scene, "WhatsApp has closed the account", "It was deleted or moved away.")
    elif event.event == "ACCOUNT_RECONNECTED":
        _switch_on(scene, "The WhatsApp account is back")
    elif event.event == "ACCOUNT_VIOLATION":
        _violation(scene, event)
    elif scene.is_news(f"account:{event.event}"):
        _fact(scene, event)


def alerted(scene: Scene, event: AccountAlert) -> None:
    """Show WhatsApp's own warning; when it takes the warning back, settle it."""
    key = f"alert:{event.kind}:{event.entity_id}"
    if not scene.is_news(key):
        return
    is_critical = event.severity.upper() == "CRITICAL"
    severity = Severity.CRITICAL if is_critical else Severity.WARNING
    if event.severity.upper().startswith("INFO"):
        severity = Severity.INFO
    title = f"WhatsApp: {event.kind.replace('_', ' ').capitalize()}"
    notice = Notice(key, severity, title, event.description, _MANAGER)
    scene.tell(notice, is_settled=event.status.upper() in _SETTLED_ALERTS)


def reviewed(scene: Scene, event: AccountReview) -> None:
    """Take down WhatsApp's decision about the account."""
    if not scene.is_news("review"):
        return
    scene.channel.review_status = event.decision
    if event.decision == "APPROVED":
        scene.mention("review", "WhatsApp has approved the account")
    elif event.decision == "REJECTED":
        scene.warn(
            "review",
            "WhatsApp has rejected the account",
            "Until it is approved, WhatsApp may refuse messages that you begin.",
            _MANAGER,
        )
    else:
        words = "WhatsApp has not decided about the account yet"
        scene.tell(Notice("review", Severity.INFO, words, f"It says: {event.decision.lower()}."))


def capability_changed(scene: Scene, event: BusinessCapability) -> None:
    """Take down how many people a day may be written to first; the limit is the whole portfolio's."""
    if not event.limit or not scene.is_news("limit"):
        return
    before = next((one.messaging_limit for one in scene.numbers()), "")
    for number in scene.portfolio():
        if number.messaging_limit != event.limit:
            number.messaging_limit = event.limit
            scene.read_off(number)
    people = describe_limit(event.limit).replace("no limit", "any number of")
    text = f"You may now begin conversations with {people} people in 24 hours."
    if before and _most(event.limit) < _most(before):
        scene.warn(
            "limit",
            "WhatsApp has lowered your messaging limit",
            text,
            "Larger campaigns take more days now. Good quality raises the limit again.",
        )
    else:
        scene.mention("limit", "WhatsApp has set your messaging limit", text)
    scene.ctx.nudge("channels")


def payments_changed(scene: Scene, event: PaymentConfiguration) -> None:
    """Show a change of how customers pay in chats."""
    key = f"payments:{event.name}"
    if scene.is_news(key):
        text = f"{event.name} ({event.provider or 'no provider'}): {event.status.lower()}."
        scene.mention(key, "A way to pay in chats has changed", text)


def settings_changed(scene: Scene, event: SettingsChange) -> None:
    """Show that somebody changed a setting at WhatsApp."""
    key = f"{event.field}:{event.what}"
    if scene.is_news(key):
        what = event.what.replace("_", " ").lower() or "a setting"
        scene.mention(key, "A setting was changed at WhatsApp", f"Changed: {what}.")


def flow_changed(scene: Scene, event: FlowEvent) -> None:
    """Show what happened to a form; one that customers cannot use any more is a warning."""
    key = f"flow:{event.flow_id}:{event.event}"
    if not scene.is_news(key):
        return
    is_trouble = event.new_status in ("BLOCKED", "THROTTLED") or event.event.startswith("ENDPOINT")
    if is_trouble:
        advice = "Open the form in WhatsApp Manager and check its endpoint."
        scene.warn(key, "A form does not work as it should", event.message, advice)
    else:
        scene.mention(key, "A form has changed", event.message)


def failed(scene: Scene, event: AccountError) -> None:
    """Show an error that belongs to no message."""
    key = f"error:{event.code}"
    if not scene.is_news(key):
        return
    meaning = explain(event.code)
    said = " ".join(word for word in (event.title, event.details) if word)
    text = f"{meaning.sentence} WhatsApp says: {said}" if said else meaning.sentence
    scene.warn(key, "WhatsApp reports an error of the account", text, meaning.advice)


def _restrict(scene: Scene, restriction: Restriction) -> None:
    key = f"restriction:{restriction.kind}"
    if not scene.is_news(key):
        return
    is_over = restriction.expires_at is not None and restriction.expires_at <= scene.at
    until = restriction.expires_at or FOREVER
    end = f"until {scene.say_time(until)}" if restriction.expires_at else "until further notice"
    act, title, text = _RESTRICTIONS.get(restriction.kind, _OTHER)
    reason = f"{title} {end}."
    severity = Severity.WARNING
    if act is not None and not is_over:
        severity = Severity.CRITICAL
        act(scene, reason, until)
    what = text or restriction.kind.replace("_", " ").lower().capitalize() + "."
    advice = restriction.remediation or _APPEAL
    notice = Notice(key, severity, reason.rstrip("."), what, advice, ends_at=restriction.expires_at)
    scene.tell(notice, is_settled=is_over)


def _stop_begun(scene: Scene, reason: str, until: datetime) -> None:
    scene.stop_campaigns(reason, until)
    if until == FOREVER:
        # With an end they go on by themselves; without one somebody has to decide.
        ids = [number.id for number in scene.numbers()]
        campaigns.pause_at_work(scene.ctx, _of_account(reason), number_ids=ids)


def _of_account(reason: str) -> campaigns.Pause:
    return campaigns.Pause(PauseKind.ACCOUNT, reason)


def _stop_answers(scene: Scene, reason: str, until: datetime) -> None:
    scene.stop_all(reason, until)


def _stop_utility(scene: Scene, reason: str, _until: datetime) -> None:
    ids = [number.id for number in scene.numbers()]
    campaigns.pause_at_work(scene.ctx, _of_account(reason), number_ids=ids, category="UTILITY")


_Act = Callable[[Scene, str, datetime], None]
_RESTRICTIONS: dict[str, tuple[_Act | None, str, str]] = {
    "RESTRICTED_BIZ_INITIATED_MESSAGING": (
        _stop_begun,
        "WhatsApp lets no campaign go out",
        f"Answers to customers still go out; campaigns wait. {_WAITS}",
    ),
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": (
        _stop_answers,
        "WhatsApp lets no message go out, answers neither",
        f"Campaigns and answers wait. {_WAITS}",
    ),
    "RESTRICTED_UTILITY_TEMPLATES": (
        _stop_utility,
        "WhatsApp lets no utility template go out",
        "It found templates whose text was marketing under the category utility. Marketing campaigns go on.",
    ),
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION": (
        None,
        "WhatsApp lets you add no phone number",
        "What you have connected goes on working.",
    ),
}
_OTHER: tuple[_Act | None, str, str] = (None, "WhatsApp has restricted the account", "")


def _ban(scene: Scene, event: AccountUpdate) -> None:
    if event.ban_state == "REINSTATE":
        _switch_on(scene, "WhatsApp has given the account back")
    elif event.ban_state == "SCHEDULE_FOR_DISABLE":
        if scene.is_news(DISABLED):
            when = f" on {event.ban_date}" if event.ban_date else ""
            title = f"WhatsApp will switch the account off{when}"
            text = "Until then everything goes on. Afterwards nothing is sent or received."
            scene.tell(Notice(DISABLED, Severity.CRITICAL, title, text, _MANAGER))
    elif event.ban_state == "DISABLE":
        _switch_off(scene, "WhatsApp has switched the account off", "Its policies were violated.")


def _switch_off(scene: Scene, title: str, why: str) -> None:
    if not scene.is_news(DISABLED):
        return
    if scene.channel.status != ChannelStatus.REVOKED:
        # Taken out here, it stays so: nothing could be sent with it, and connecting anew says how it stands.
        scene.channel.status, scene.channel.problem = ChannelStatus.DISABLED, f"{title}. {why}"
    scene.ctx.db.flush()
    ids = [number.id for number in scene.numbers()]
    campaigns.pause_at_work(scene.ctx, _of_account(f"{title}."), number_ids=ids)
    scene.stop_all(f"{title}.")
    text = f"{why} Nothing is sent, and nothing comes in."
    scene.tell(Notice(DISABLED, Severity.CRITICAL, title, text, _APPEAL))


def _switch_on(scene: Scene, title: str) -> None:
    if not scene.is_news(DISABLED):
        return
    if scene.channel.status == ChannelStatus.DISABLED:
        scene.channel.status, scene.channel.problem = ChannelStatus.CONNECTED, None
        scene.ctx.db.flush()
        scene.go_on()
    scene.mention(
        DISABLED, title, "Answers go out again. Resume your campaigns when you are ready."
    )


def _violation(scene: Scene, event: AccountUpdate) -> None:
    key = f"violation:{event.violation}"
    if scene.is_news(key):
        what = event.violation.replace("_", " ").lower() or "not named"
        scene.warn(
            key,
            "WhatsApp has found a violation of its policies",
            f"Kind of violation: {what}. More of them lead to restrictions, and in the end to the account's loss.",
            _MANAGER,
        )


def _fact(scene: Scene, event: AccountUpdate) -> None:
    key = f"account:{event.event}"
    if event.event == "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE":
        scene.channel.country = event.country
        scene.mention(
            key, "WhatsApp has noted the business's country", f"Country: {event.country}."
        )
    elif event.event == "VOLUME_BASED_PRICING_TIER_UPDATE":
        text = f"Messages of this month now counted in the tier {event.tier}."
        scene.mention(key, "WhatsApp's price per message has changed with your volume", text)
    elif event.event in _FACTS:
        scene.mention(key, _FACTS[event.event])


def _most(tier: str) -> float:
    limit = read_limit(tier)
    return inf if limit is None else limit
