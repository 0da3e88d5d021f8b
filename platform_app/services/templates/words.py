"""What WhatsApp's verdicts on a template mean for people: what happened, why, what to do next."""

from dataclasses import dataclass
from datetime import timedelta

from platform_app.core.clock import local_time, now
from platform_app.models.templates import DELETED, DRAFT, MessageTemplate

_REASONS = {
    "ABUSIVE_CONTENT": "its content can be taken as abusive or misleading",
    "INVALID_FORMAT": "its variables or its format are not as WhatsApp wants them",
    "INCORRECT_CATEGORY": "its category does not fit what it says",
    "PROMOTIONAL": "it advertises, but is not in the marketing category",
    "TAG_CONTENT_MISMATCH": "its category or language does not fit its text",
    "SCAM": "it looks like fraud",
}
_EDIT_AND_SEND = (
    "Change it and submit it again, or ask for a review in WhatsApp Manager within 60 days."
)
_PAUSES = {
    "FIRST_PAUSE": (
        "for 3 hours, because too many people blocked or reported it",
        "It comes back by itself. The next time it is 6 hours, and after that it is disabled for good: "
        "send it to fewer people, or say more clearly why they get it.",
    ),
    "SECOND_PAUSE": (
        "for 6 hours, because too many people blocked or reported it again",
        "It comes back by itself. After a third time it is disabled for good: better write another one.",
    ),
    "RATE_LIMITING_PAUSE": (
        "because the first people who got it did not like it",
        "It stays paused until somebody here takes the pause back. Change it first.",
    ),
}
# Money: what a message of a category costs, without a figure that would differ by country.
_DEARER = (
    "Each message is then billed at the marketing rate, in most countries several times the utility rate, "
    "and people who want no marketing no longer get it. Look at planned campaigns again, or submit a template "
    "that only says what was asked for."
)
# So long a category that WhatsApp has changed is worth a word.
_NEWS = timedelta(days=30)
_CATEGORIES = {"MARKETING": "marketing", "UTILITY": "utility", "AUTHENTICATION": "authentication"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happened and why, and what to do next; both empty when all is well."""

    words: str = ""
    advice: str = ""


def label(template: MessageTemplate) -> str:
    """Return what people call a template."""
    return f"{template.name or 'Template without a name'} ({template.language})"


def category_word(category: str) -> str:
    """Return a category as it stands in a sentence."""
    return _CATEGORIES.get(category, category.lower())


def explain_status(template: MessageTemplate, zone: str) -> Verdict:
    """Explain the state that a template is in."""
    match template.status:
        case "REJECTED":
            return Verdict(
                f"WhatsApp rejected it: {_why(template)}", template.status_advice or _EDIT_AND_SEND
            )
        case "PAUSED":
            return _pause(template)
        case "DISABLED":
            said = template.status_explanation
            why = (
                f": {_sentence(said)}"
                if said
                else ", because people kept blocking or reporting it."
            )
            return Verdict(
                f"WhatsApp has disabled it for good{why}", "Write a new one, with other words."
            )
        case "FLAGGED":
            when = (
                f" It is disabled on {local_time(template.disable_at, zone)}."
                if template.disable_at
                else ""
            )
            return Verdict(
                f"Its quality is low, so WhatsApp watches it.{when}",
                "Send it to fewer people, who expect it.",
            )
        case _:
            return _OTHERS.get(template.status, _unknown(template.status))


def explain_stop(template: MessageTemplate, zone: str) -> str:
    """Return why a campaign that uses the template has stopped, for its page."""
    verdict = explain_status(template, zone)
    return f"The template {label(template)} can't be sent now. {verdict.words} {verdict.advice}"


def explain_category(template: MessageTemplate, zone: str) -> Verdict:
    """Explain what has become, or will become, of a template's category."""
    now_word = category_word(template.category)
    if template.future_category and template.future_category != template.category:
        when = (
            f" on {local_time(template.category_changes_at, zone)}"
            if template.category_changes_at
            else " soon"
        )
        after = category_word(template.future_category)
        words = f"WhatsApp will move it from {now_word} to {after}{when}, because of what it says."
        return Verdict(words, _DEARER if template.future_category == "MARKETING" else "")
    since = template.category_changes_at
    is_news = since is not None and since > now() - _NEWS
    if is_news and template.previous_category not in ("", template.category):
        before = category_word(template.previous_category)
        words = f"WhatsApp has moved it from {before} to {now_word}, because of what it says."
        return Verdict(words, _DEARER if template.category == "MARKETING" else "")
    return Verdict()


def explain_source(source: str, library_name: str) -> str:
    """Return where a template comes from, if that is worth saying."""
    if library_name:
        return f"WhatsApp's library: {library_name}"
    return "WhatsApp made it by itself" if source == "AUTO_GENERATED" else ""


def say_lifetime(seconds: int | None) -> str:
    """Return how long WhatsApp tries to deliver, or nothing when it is as usual."""
    if seconds is None:
        return ""
    if seconds == -1:
        return "30 days"
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    name, size = next((name, size) for name, size in units if seconds % size == 0)
    number = seconds // size
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _why(template: MessageTemplate) -> str:
    if template.status_explanation:
        return _sentence(template.status_explanation)
    reason = template.rejected_reason or ""
    return _sentence(
        _REASONS.get(reason) or reason.replace("_", " ").lower() or "it gave no reason"
    )


def _pause(template: MessageTemplate) -> Verdict:
    why, advice = _PAUSES.get(
        template.status_title,
        ("because of its low quality", "Wait until WhatsApp releases it, or use another template."),
    )
    return Verdict(f"WhatsApp has paused it {why}.", advice)


def _unknown(status: str) -> Verdict:
    return Verdict(
        f"WhatsApp says {status.replace('_', ' ').lower()}.", "Don't use it before that is clear."
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


_OTHERS = {
    "APPROVED": Verdict(),
    DRAFT: Verdict("Nobody but your team knows it yet.", "Submit it; WhatsApp mostly answers within minutes."),
    "PENDING": Verdict("WhatsApp is reviewing it.", "This mostly takes minutes, at most a day. The page shows it by itself."),
    "IN_APPEAL": Verdict("WhatsApp is looking at it once more.", "Wait for its answer."),
    "LIMIT_EXCEEDED": Verdict("The account has as many templates as it may have.", "Delete some that nobody uses."),
    "LOCKED": Verdict("WhatsApp has locked it.", "See why in WhatsApp Manager."),
    "ARCHIVED": Verdict("WhatsApp has put it away, because nobody used it for a year.", "Take it back in WhatsApp Manager within 28 days."),
    "PENDING_DELETION": Verdict("It is being deleted.", "What is under way is still delivered for 30 days."),
    DELETED: Verdict("WhatsApp no longer has it.", "It stays here for the campaigns that used it."),
}  # fmt: skip
