"""The product's status words: each means one thing everywhere, and says what when asked."""

from dataclasses import asdict, dataclass
from typing import Literal

import reflex as rx

from platform_app.components.theme import Tone, Words


@dataclass(frozen=True, slots=True)
class Status:
    """A word for people, its colour, and its definition."""

    word: str
    tone: Tone
    meaning: str


Kind = Literal[
    "campaign",
    "delivery",
    "template",
    "template_quality",
    "category",
    "import",
    "verdict",
    "export",
    "conversation",
    "mail",
    "company",
    "consent",
    "consent_kind",
    "consent_purpose",
    "health",
    "quality",
    "channel",
    "can_send",
    "display_name",
    "number",
    "account",
    "domain",
]

STATUSES: dict[Kind, dict[str, Status]] = {
    "campaign": {
        "draft": Status("Draft", "mute", "Not launched yet. Nobody has been written to."),
        "waiting": Status(
            "Waits for approval", "amber", "Nothing is sent before somebody has approved it."
        ),
        "scheduled": Status(
            "Scheduled", "mute", "It starts by itself at the time that was chosen."
        ),
        "preparing": Status(
            "Preparing", "blue", "The audience is being fixed; sending starts by itself."
        ),
        "sending": Status("Sending", "blue", "Messages are going out now."),
        "paused": Status("Paused", "amber", "Nothing goes out until somebody resumes it."),
        "completed": Status("Completed", "green", "Everybody in the audience has been dealt with."),
        "cancelled": Status("Cancelled", "mute", "Stopped for good. Whoever was left was skipped."),
        "failed": Status("Failed", "red", "It could not be sent; the reason stands on its page."),
    },
    "delivery": {
        "pending": Status("Waiting", "mute", "In line; not sent yet."),
        "claimed": Status("Waiting", "mute", "Next in line; not sent yet."),
        "sending": Status("Sending", "blue", "On its way to WhatsApp."),
        "unconfirmed": Status(
            "Not confirmed",
            "amber",
            "We don't know whether WhatsApp got it; its status will tell. It is not sent again.",
        ),
        "held": Status(
            "Held by WhatsApp",
            "amber",
            "WhatsApp has it and looks at the template's quality first. It is not sent again.",
        ),
        "accepted": Status(
            "Accepted", "blue", "WhatsApp has taken the message. It is not delivered yet."
        ),
        "sent": Status(
            "Sent", "blue", "WhatsApp has sent it on. The phone has not confirmed it yet."
        ),
        "delivered": Status("Delivered", "green", "It has arrived on the customer's phone."),
        "read": Status("Read", "green", "The customer has opened it."),
        "failed": Status("Failed", "red", "WhatsApp did not deliver it, and said why."),
        "skipped": Status("Skipped", "mute", "Left out on purpose, for the reason shown."),
    },
    "template": {
        "DRAFT": Status("Draft", "mute", "Written here; WhatsApp does not know it yet."),
        "APPROVED": Status("Approved", "green", "WhatsApp has approved it; it can be sent."),
        "PENDING": Status("In review", "blue", "WhatsApp is reviewing it. It cannot be sent yet."),
        "IN_APPEAL": Status(
            "In appeal", "blue", "A rejection is being looked at again by WhatsApp."
        ),
        "REJECTED": Status("Rejected", "red", "WhatsApp has refused it. Change it and submit it."),
        "PAUSED": Status(
            "Paused", "amber", "WhatsApp has paused it for low quality. It cannot be sent."
        ),
        "DISABLED": Status(
            "Disabled", "red", "WhatsApp has disabled it for low quality. It cannot be sent."
        ),
        "LIMIT_EXCEEDED": Status(
            "Over the limit", "amber", "The account has too many templates. Delete some."
        ),
        "PENDING_DELETION": Status("Being deleted", "mute", "WhatsApp is deleting it."),
        "DELETED": Status("Deleted", "mute", "WhatsApp no longer has it; kept for old campaigns."),
        "ARCHIVED": Status("Archived", "mute", "Put away in WhatsApp Manager. It cannot be sent."),
        "FLAGGED": Status(
            "Flagged", "amber", "It can be sent, but its quality is low and WhatsApp watches it."
        ),
        "LOCKED": Status("Locked", "red", "WhatsApp has locked it. It cannot be sent or changed."),
    },
    "template_quality": {
        "GREEN": Status("High", "green", "People rarely block or report it."),
        "YELLOW": Status("Medium", "amber", "Some people block or report it. Send it to fewer."),
        "RED": Status("Low", "red", "Many people block or report it. WhatsApp may pause it."),
        "UNKNOWN": Status("Not known", "mute", "WhatsApp has not judged it yet."),
        "": Status("Not known", "mute", "WhatsApp has not judged it yet."),
    },
    "category": {
        "MARKETING": Status(
            "Marketing",
            "mute",
            "Promotes something. The dearest; only for people who agreed to it.",
        ),
        "UTILITY": Status("Utility", "mute", "About something that a person asked for or needs."),
        "AUTHENTICATION": Status("Authentication", "mute", "A one-time code, and nothing else."),
    },
    "export": {
        "waiting": Status("Waiting", "mute", "In line; a worker takes it soon."),
        "running": Status("Writing", "blue", "The file is being written."),
        "ready": Status("Ready", "green", "The file can be downloaded."),
        "failed": Status(
            "Failed", "red", "The file could not be written; the reason stands beside it."
        ),
        "expired": Status("Deleted", "mute", "Its day is over, or somebody in it was erased."),
    },
    "import": {
        "draft": Status("Not started", "mute", "The file is here; nothing has been written yet."),
        "discarded": Status(
            "Put aside", "mute", "Another file took its place; nothing was written."
        ),
        "checking": Status("Checking", "blue", "Every row is looked at; nothing is written yet."),
        "checked": Status("Ready to start", "amber", "It has been checked and waits for you."),
        "waiting": Status("Waiting", "mute", "It starts as soon as a worker is free."),
        "running": Status("Running", "blue", "Rows are being taken. You may close this page."),
        "cancelled": Status(
            "Cancelled", "mute", "It was ended; rows taken before that are in the contacts."
        ),
        "completed": Status("Completed", "green", "Every row was taken or is in the report."),
        "failed": Status(
            "Failed", "red", "It could not go on; rows taken before that are in the contacts."
        ),
    },
    "verdict": {
        "new": Status("New", "green", "Somebody that we do not know yet."),
        "updated": Status("Updated", "blue", "Known, and the file says something new."),
        "unchanged": Status("Unchanged", "mute", "Known exactly so."),
        "opted_out": Status("Opted out", "amber", "Known, and stays out of marketing."),
        "rejected": Status("Not taken", "red", "For the reason that stands beside it."),
    },
    "conversation": {
        "open": Status("Open", "blue", "Somebody of the team still has to deal with it."),
        "resolved": Status("Resolved", "mute", "Done. A new message from the customer reopens it."),
    },
    "mail": {
        "waiting": Status("Waiting", "blue", "It is about to be sent."),
        "sent": Status("Sent", "green", "The mail server has taken it."),
        "kept": Status(
            "Kept here", "amber", "No mail server is configured, so it stays here for you."
        ),
        "failed": Status(
            "Failed",
            "red",
            "Given up, for the reason shown. Try again, or pass its text on yourself.",
        ),
    },
    "company": {
        "active": Status("Active", "green", "Its people can sign in and send."),
        "suspended": Status("Suspended", "red", "Nobody can sign in, and nothing is sent."),
        "deleting": Status("To be deleted", "red", "Suspended; gone for good after 30 days."),
        "deleted": Status("Deleted", "mute", "Its data is gone; its subdomain stays taken."),
    },
    "health": {
        "good": Status("Good", "green", "As it should be."),
        "watch": Status("Look at it", "amber", "It works; somebody should look at it."),
        "bad": Status("Wrong", "red", "Something does not work because of it."),
    },
    "quality": {
        "GREEN": Status("High", "green", "People rarely block or report this number."),
        "YELLOW": Status("Medium", "amber", "Some people block or report it. Slow down."),
        "RED": Status("Low", "red", "Many people block or report it. WhatsApp may limit it."),
        "UNKNOWN": Status("Not rated", "mute", "WhatsApp has not judged it yet."),
        "NA": Status("Not rated", "mute", "WhatsApp has not judged it yet."),
        "": Status("Not rated", "mute", "WhatsApp has not judged it yet."),
    },
    "consent": {
        "opted_in": Status("Opted in", "green", "Has agreed to marketing messages."),
        "opted_out": Status("Opted out", "red", "Gets no marketing; only they can take it back."),
        "unknown": Status(
            "No consent", "mute", "Nothing is recorded. Gets no marketing until they agree."
        ),
        "blocked": Status("Blocked", "red", "Nobody writes to them, and they cannot write to you."),
    },
    "consent_kind": {
        "granted": Status("Agreed", "green", "They agreed to it."),
        "withdrawn": Status("Took it back", "red", "They want no more of it."),
        "blocked": Status("Blocked", "amber", "The company blocked them."),
        "unblocked": Status("Unblocked", "mute", "The company took the block back."),
    },
    "consent_purpose": {
        "marketing": Status("Marketing", "mute", "Offers, news, campaigns."),
        "service": Status("Service", "mute", "What they asked for or bought, and all else."),
    },
    "channel": {
        "connected": Status("Connected", "green", "WhatsApp has accepted the credentials."),
        "refused": Status(
            "Refused", "red", "WhatsApp no longer accepts the token. Enter a new one."
        ),
        "disabled": Status("Disabled", "red", "WhatsApp has switched the account off."),
        "revoked": Status("Revoked", "mute", "Its credentials were taken out of here."),
    },
    "can_send": {
        "AVAILABLE": Status("Works", "green", "WhatsApp lets messages out."),
        "LIMITED": Status("Limited", "amber", "Messages go out, within the limits named."),
        "BLOCKED": Status("Blocked", "red", "WhatsApp lets no message out."),
        "UNKNOWN": Status("Not known", "mute", "WhatsApp has not said."),
    },
    "display_name": {
        "APPROVED": Status("Approved", "green", "Customers see this name."),
        "AVAILABLE_WITHOUT_REVIEW": Status("Approved", "green", "Customers see this name."),
        "PENDING_REVIEW": Status("In review", "blue", "WhatsApp is reviewing the name."),
        "DECLINED": Status("Declined", "red", "WhatsApp has refused the name. Choose another one."),
        "EXPIRED": Status("Expired", "amber", "The name has to be submitted again at Meta."),
        "NONE": Status("No name", "mute", "No name has been submitted."),
    },
    "number": {
        "CONNECTED": Status("Connected", "green", "It can send and receive."),
        "PENDING": Status("Pending", "blue", "WhatsApp has not registered it for sending yet."),
        "UNVERIFIED": Status("Not verified", "amber", "Verify it in WhatsApp Manager first."),
        "FLAGGED": Status(
            "Flagged", "amber", "Its quality is low. WhatsApp may lower how much it can send."
        ),
        "RATE_LIMITED": Status("Slowed down", "amber", "WhatsApp takes messages more slowly now."),
        "RESTRICTED": Status(
            "Restricted", "red", "It has reached its limit and starts no conversations for now."
        ),
        "DISCONNECTED": Status("Disconnected", "red", "It is no longer registered for sending."),
        "BANNED": Status("Banned", "red", "WhatsApp has banned it. Ask for a review there."),
        "DELETED": Status("Deleted", "mute", "It has been removed from the WhatsApp account."),
        "MIGRATED": Status("Moved", "mute", "It has moved to another WhatsApp account."),
    },
    "domain": {
        "waiting": Status("Not proved yet", "amber", "It works once its record has been found."),
        "proved": Status("Works", "green", "Its record is looked up again every day."),
    },
    "account": {
        "active": Status("Active", "green", "Can sign in."),
        "invited": Status("Invited", "blue", "Has a link by mail, and has not accepted yet."),
        "deactivated": Status("Deactivated", "mute", "Cannot sign in. Their history stays."),
    },
}


def badge(kind: Kind, status: Words) -> rx.Component:
    """Return a status as its word, with the definition on hover and focus."""
    known = rx.Var.create({key: asdict(one) for key, one in STATUSES[kind].items()})
    found = known[status]
    return rx.cond(
        found, _badge(found["word"], found["tone"], found["meaning"]), plain_badge(status)
    )


def plain_badge(words: Words, tone: Tone = "mute") -> rx.Component:
    """Return a small label that is no status."""
    return rx.el.span(words, class_name=f"badge {tone}")


def _badge(word: Words, tone: Words, meaning: Words) -> rx.Component:
    label = rx.el.span(word, class_name=f"badge {tone}", tab_index=0)
    return rx.tooltip(label, content=meaning)
