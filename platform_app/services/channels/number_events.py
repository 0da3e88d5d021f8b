"""What WhatsApp says about one number: throughput, quality, name, PIN, user name, old messages."""

from platform_app.core.config import settings
from platform_app.integrations.whatsapp.payloads import (
    BusinessUsername,
    HistoryProgress,
    NumberName,
    NumberQuality,
    SecurityEvent,
)
from platform_app.models.channels import PhoneNumber, Severity
from platform_app.services.channels.notices import Notice
from platform_app.services.channels.numbers import FAST_MESSAGES_PER_SECOND
from platform_app.services.channels.qualities import pause_for_quality
from platform_app.services.channels.scenes import Scene, number_id_of

_ALL_DONE = 100


def quality_changed(scene: Scene, event: NumberQuality) -> None:
    """Take down a change of a number's throughput or quality."""
    number, key = scene.number(event.display_number), f"quality:{event.display_number}"
    if not scene.is_news(key):
        return
    name = _called(number, event.display_number)
    if number is not None:
        _set_quality(number, event)
        scene.read_off(number)
        if event.event == "FLAGGED":
            pause_for_quality(scene.ctx, number)
    severity, title, text, advice = _QUALITY.get(event.event, (Severity.INFO, "", "", ""))
    title = title.format(name) or f"{name}: {event.event.replace('_', ' ').lower()}"
    notice = Notice(key, severity, title, text, advice, phone_number_id=number_id_of(number))
    scene.tell(notice, is_settled=severity is Severity.INFO)


def name_decided(scene: Scene, event: NumberName) -> None:
    """Take down WhatsApp's decision about the name that a number wants to show."""
    number, key = scene.number(event.display_number), f"name:{event.display_number}"
    if not scene.is_news(key):
        return
    is_approved = event.decision == "APPROVED"
    if number is not None and is_approved:
        number.verified_name = event.name or number.verified_name
        number.name_status, number.new_name, number.new_name_status = "APPROVED", "", ""
    elif number is not None:
        number.new_name, number.new_name_status = event.name, event.decision
    name = _called(number, event.display_number)
    title = f"WhatsApp has {_DECISIONS.get(event.decision, 'looked at')} the name of {name}"
    text = f"Name: {event.name}." + (f" Reason: {event.reason}." if event.reason else "")
    severity = Severity.WARNING if event.decision == "REJECTED" else Severity.INFO
    advice = (
        "Choose a name that shows your business as your website does, in WhatsApp Manager."
        if event.decision == "REJECTED"
        else ""
    )
    notice = Notice(key, severity, title, text, advice, phone_number_id=number_id_of(number))
    scene.tell(notice, is_settled=is_approved)


def pin_touched(scene: Scene, event: SecurityEvent) -> None:
    """Warn that somebody touched a number's PIN: whoever has it can take the number away."""
    number, key = scene.number(event.display_number), f"pin:{event.display_number}"
    if not scene.is_news(key):
        return
    what = _PIN.get(event.event, event.event.replace("_", " ").lower())
    name = _called(number, event.display_number)
    who = f" Asked by the Meta user {event.requester}." if event.requester else ""
    text = f"With the PIN a number can be registered elsewhere.{who}"
    advice = "If it was nobody of you: set a new PIN in WhatsApp Manager, and check who has access."
    title = f"The PIN of {name} {what}"
    notice = Notice(
        key, Severity.CRITICAL, title, text, advice, phone_number_id=number_id_of(number)
    )
    scene.tell(notice)


def username_changed(scene: Scene, event: BusinessUsername) -> None:
    """Take down what became of the user name that a number can be found by."""
    number, key = scene.number(event.display_number), f"username:{event.display_number}"
    if not scene.is_news(key):
        return
    if number is not None:
        is_ours = event.status.lower() in ("approved", "reserved")
        number.username = event.username if is_ours else ""
    name = _called(number, event.display_number)
    title = f"The user name of {name} is {event.status.lower()}"
    text = f"User name: {event.username}." if event.username else ""
    notice = Notice(key, Severity.INFO, title, text, phone_number_id=number_id_of(number))
    scene.tell(notice, is_settled=True)


def history_came(scene: Scene, event: HistoryProgress) -> None:
    """Show how far the old messages have come, or why they won't."""
    key = f"history:{event.phone_number_id}"
    if not scene.is_news(key):
        return
    if event.error_code is not None:
        text = event.details or "The owner of the WhatsApp Business app does not share its history."
        advice = "New messages come in all the same. To share old ones, connect the number anew within 24 hours."
        scene.warn(key, "The older messages do not come", text, advice)
    elif event.progress is not None and event.progress < _ALL_DONE:
        text = f"{event.progress} % have come. They stand among the resolved conversations."
        notice = Notice(key, Severity.INFO, "The older messages are coming", text)
        scene.tell(notice)
    elif event.progress is not None:
        scene.mention(key, "The older messages have come")


_QUALITY = {
    "THROUGHPUT_UPGRADE": (
        Severity.INFO,
        "{} may now send up to 1,000 messages a second",
        "WhatsApp has raised its throughput.",
        "",
    ),
    "ONBOARDING": (Severity.INFO, "{} is on WhatsApp now", "WhatsApp has registered it.", ""),
    "UPGRADE": (Severity.INFO, "WhatsApp has raised the limit of {}", "", ""),
    "UNFLAGGED": (Severity.INFO, "{} is in good standing again", "", ""),
    "FLAGGED": (
        Severity.WARNING,
        "WhatsApp has flagged {} for low quality",
        "Too many people have blocked or reported it.",
        "Write only to people who expect it, and less often. The flag goes when the quality rises.",
    ),
    "DOWNGRADE": (
        Severity.WARNING,
        "WhatsApp has lowered the limit of {}",
        "Its quality was low for too long.",
        "Write only to people who expect it. Good quality raises the limit again.",
    ),
}
_DECISIONS = {"APPROVED": "approved", "REJECTED": "rejected", "DEFERRED": "put off"}
_PIN = {
    "PIN_CHANGED": "was changed",
    "PIN_RESET_REQUEST": "is to be reset",
    "PIN_RESET_SUCCESS": "was reset",
}


def _set_quality(number: PhoneNumber, event: NumberQuality) -> None:
    if event.event == "THROUGHPUT_UPGRADE":
        number.throughput = "HIGH"
        number.messages_per_second = max(FAST_MESSAGES_PER_SECOND, settings().messages_per_second)
    elif event.event == "FLAGGED":
        number.status, number.quality = "FLAGGED", "RED"
    elif event.event == "UNFLAGGED":
        number.status = "CONNECTED"
    if event.limit:
        number.messaging_limit = event.limit


def _called(number: PhoneNumber | None, digits: str) -> str:
    return number.display_number if number is not None else f"+{digits}"
