"""From stored messages to bubbles: later reactions, edits and deletions are folded into what they are about."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from platform_app.integrations.whatsapp.errors import explain
from platform_app.integrations.whatsapp.graph_json import as_object, as_text
from platform_app.integrations.whatsapp.payloads import ArchiveSource, InboundKind, render_preview
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.models.inbox import Direction, Message
from platform_app.models.media import Media, MediaStatus
from platform_app.services.inbox.receiving import ASIDES, preview_of
from platform_app.services.inbox.times import clock_time, day_label
from platform_app.services.inbox.views import ThreadItem

_ON_ITS_WAY = (D.PENDING, D.CLAIMED, D.SENDING)
_STATUS_LABELS = {
    **dict.fromkeys(_ON_ITS_WAY, "Sending"),
    D.UNCONFIRMED: "Not confirmed",
    D.ACCEPTED: "Accepted by WhatsApp",
    D.SENT: "Sent",
    D.DELIVERED: "Delivered",
    D.READ: "Read",
    D.FAILED: "Failed",
}
# Who wrote what did not pass through here.
_AUTHORS: dict[str, str] = {ArchiveSource.APP: "In the WhatsApp Business app"}
_FETCHING = "The file is being fetched from WhatsApp."
# Where the files of messages are handed out, to those who may see the conversation.
MEDIA_PATH = "/api/media/"
_UNCONFIRMED = "We don't know yet whether WhatsApp got this message. Its status will tell."


@dataclass(slots=True)
class Bubble:
    """A message with all that was later said about it."""

    id: str
    wamid: str | None
    side: str
    kind: str
    body: str
    happened_at: datetime
    author: str = ""
    status: str = ""
    problem: str = ""
    context_wamid: str | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    is_edited: bool = False
    is_deleted: bool = False
    earlier: str = ""
    referral: str = ""
    file: Media | None = None


def from_message(message: Message, author: str | None, file: Media | None = None) -> Bubble:
    """Return a stored message as a bubble, with the file that came with it."""
    is_ours = message.direction == Direction.OUTBOUND
    is_notice = message.kind == InboundKind.SYSTEM
    return Bubble(
        id=str(message.id),
        wamid=message.wamid,
        side="event" if is_notice else "company" if is_ours else "customer",
        kind=message.kind,
        body=message.body,
        happened_at=message.happened_at,
        author=(author or _AUTHORS.get(message.origin, "")) if is_ours else "",
        status=message.status if is_ours else "",
        problem=_problem(message.status, message.error_code, message.error_detail),
        context_wamid=message.context_wamid,
        referral=_referral(message.content),
        file=file,
    )


def from_campaign(row: Any) -> Bubble:  # Any: a row of FIND_CAMPAIGN_MESSAGES
    """Return what a campaign sent as a bubble, with the words that the person has read."""
    template = row.template_snapshot
    seen = render_preview(
        template.get("components", []), row.parameters, template.get("parameter_format", "")
    )
    return Bubble(
        id=str(row.id),
        wamid=row.wamid,
        side="company",
        kind="campaign",
        body="\n".join(part for part in (seen.header, seen.body, seen.footer) if part),
        happened_at=row.happened_at,
        author=row.name,
        status=row.status,
        problem=_problem(row.status, row.error_code, row.error_detail),
    )


def fold(bubbles: list[Bubble], asides: list[Message]) -> list[Bubble]:
    """Fold asides, oldest first, into the bubbles they are about; the others become lines of their own."""
    known = {bubble.wamid: bubble for bubble in bubbles if bubble.wamid}
    lines: list[Bubble] = []
    for aside in sorted(asides, key=lambda one: one.happened_at):
        target = known.get(aside.context_wamid or "")
        if target is None:
            lines.append(replace(from_message(aside, None), side="event"))
        else:
            _fold_into(target, aside)
    return sorted([*bubbles, *lines], key=lambda one: (one.happened_at, one.id))


def is_aside(message: Message) -> bool:
    """Tell whether a message is about another one."""
    return message.kind in ASIDES and message.kind != InboundKind.SYSTEM


def to_items(bubbles: list[Bubble], zone: ZoneInfo, today: datetime) -> list[ThreadItem]:
    """Return the bubbles as the page shows them, with a line where a day begins."""
    quotes = {bubble.wamid: preview_of(bubble.body) for bubble in bubbles if bubble.wamid}
    items: list[ThreadItem] = []
    day_before = ""
    for bubble in bubbles:
        day = day_label(bubble.happened_at, zone, today)
        items.append(_item(bubble, zone, "" if day == day_before else day, quotes))
        day_before = day
    return items


def _fold_into(target: Bubble, aside: Message) -> None:
    if aside.kind == InboundKind.REACTION:
        emoji = as_text(as_object(as_object(aside.content).get("reaction")).get("emoji"))
        target.reactions[aside.direction] = emoji or ""
    elif aside.kind == InboundKind.EDIT:
        # The first wording stays visible, however often it was edited.
        target.earlier = target.earlier or target.body
        target.body, target.is_edited = aside.body, True
    else:
        target.is_deleted = True


def _item(bubble: Bubble, zone: ZoneInfo, day: str, quotes: dict[str, str]) -> ThreadItem:
    return ThreadItem(
        id=bubble.id,
        side=bubble.side,
        kind=bubble.kind,
        body="This message was deleted." if bubble.is_deleted else bubble.body,
        at=clock_time(bubble.happened_at, zone),
        day=day,
        author=bubble.author,
        status=bubble.status,
        status_label=_STATUS_LABELS.get(D(bubble.status), "") if bubble.status else "",
        problem=bubble.problem,
        quoted=quotes.get(bubble.context_wamid or "", ""),
        reactions="".join(bubble.reactions.values()),
        is_edited=bubble.is_edited,
        is_deleted=bubble.is_deleted,
        earlier="" if bubble.is_deleted else bubble.earlier,
        referral=bubble.referral,
        **_file(None if bubble.is_deleted else bubble.file),
    )


def _file(file: Media | None) -> dict[str, str]:
    if file is None:
        return {}
    is_ready = file.status == MediaStatus.STORED
    return {
        "file": "ready"
        if is_ready
        else "waiting"
        if file.status == MediaStatus.WAITING
        else "missing",
        "file_words": file.filename if is_ready else file.problem or _FETCHING,
        "file_address": f"{MEDIA_PATH}{file.id}" if is_ready else "",
    }


def _referral(content: object) -> str:
    referral = as_object(as_object(content).get("referral"))
    words = [as_text(referral.get(key)) for key in ("headline", "source_url")]
    told = " · ".join(word for word in words if word)
    if not referral:
        return ""
    source = (
        "an advertisement" if referral.get("source_type") == "ad" else "an advertisement or post"
    )
    return f"Came through {source}: {told}" if told else f"Came through {source}"


def _problem(status: str, code: int | None, detail: str | None) -> str:
    if status == D.UNCONFIRMED:
        return _UNCONFIRMED
    if status != D.FAILED:
        return ""
    if code is None:
        return detail or "WhatsApp did not say why."
    meaning = explain(code)
    return f"{meaning.sentence} {meaning.advice} ({code})"
