"""Why somebody was skipped or not reached, in words."""

from platform_app.integrations.whatsapp.errors import explain
from platform_app.models.campaigns import SkipReason

_SKIPS: dict[str, tuple[str, str]] = {
    SkipReason.OPTED_OUT: (
        "Opted out of marketing",
        "They asked for it; only they can take it back.",
    ),
    SkipReason.NO_CONSENT: (
        "No consent to marketing",
        "Import or record their opt-in with its source first.",
    ),
    SkipReason.BLOCKED: ("Blocked", "Unblock the contact first, if that is what you want."),
    SkipReason.FREQUENCY_CAP: (
        "Written to often enough already",
        "Your company's limit of marketing messages to one person is reached.",
    ),
    SkipReason.ERASED: ("Erased", "They asked for everything about them to be deleted."),
    SkipReason.NO_PHONE: ("No phone number", "Add a number to the contact."),
    SkipReason.UNREACHABLE: (
        "Not reachable on WhatsApp",
        "Earlier messages failed. A message from them clears it.",
    ),
    SkipReason.MISSING_VALUE: (
        "A variable has no value, and no fall-back",
        "Fill the value in, or set a fall-back.",
    ),
    SkipReason.DUPLICATE: (
        "The same person stood in the audience twice",
        "Two contacts turned out to be one; they got one message.",
    ),
    SkipReason.COUNTRY: (
        "In a country that WhatsApp refuses",
        "WhatsApp said so when the campaign wrote to somebody there. Leave this country out of the audience.",
    ),
    SkipReason.CONTROL: (
        "Held out on purpose",
        "They show what happens without the campaign, so that its effect can be told.",
    ),
    SkipReason.CANCELLED: ("The campaign was cancelled", "They had not been written to yet."),
}


def skip_words(reason: str) -> tuple[str, str]:
    """Return what a skip reason means and what to do about it."""
    return _SKIPS.get(reason, (reason, ""))


def failure_words(code: int | None, detail: str | None) -> tuple[str, str]:
    """Return what a failure means, our words first and WhatsApp's code second, and the next step."""
    if code is None:
        return detail or "WhatsApp did not say why.", ""
    meaning = explain(code)
    return f"{meaning.sentence} ({code})", meaning.advice
