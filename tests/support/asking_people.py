"""What a segment's definition means, said once more in plain Python."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import md5
from re import fullmatch
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.crowds import Crowd, Person

Definition = dict[str, Any]
DENIALS = {
    "is_not": "is", "contains_not": "contains", "begins_not": "begins", "not_set": "set", "not_last_days": "last_days",
    "never": "ever", "not_in": "in", "not_open": "open", "not_came": "came", "not_last": "last",
}  # fmt: skip
GOT = {
    "got": ("held", "accepted", "sent", "delivered", "read"),
    "delivered": ("delivered", "read"),
    "read": ("read",),
    "failed": ("failed",),
    "skipped": ("skipped",),
}


class Judge:
    """Says who belongs, at a moment, in a zone."""

    def __init__(self, crowd: Crowd, moment: datetime, zone: str) -> None:
        self.crowd, self.moment, self.zone = crowd, moment, ZoneInfo(zone)
        self.today = moment.astimezone(self.zone).date()

    def belongs(self, part: Definition, one: Person) -> bool:
        if "match" in part:
            held = [self.belongs(inner, one) for inner in part["parts"]]
            return {"all": all(held), "any": any(held) or not held, "none": not any(held)}[
                part["match"]
            ]
        subject, operator, values = part["subject"], part["operator"], part["values"]
        denied = DENIALS.get(operator)
        if operator == "none_of":
            denied = "any_of" if subject == "tags" else "one_of"
        if operator == "no" and subject in ("has_phone", "blocked"):
            denied = "yes"
        if denied is None and operator.startswith("not_"):
            denied = operator.removeprefix("not_")
        holds = self._holds(subject, denied or operator, values, part.get("key", ""), one)
        return holds != bool(denied)

    def _holds(self, subject: str, operator: str, values: list[str], key: str, one: Person) -> bool:
        row = one.row
        if key:
            value = row.attributes.get(key) or None
            judges: dict[str, Callable[..., bool]] = {
                "text": _text, "number": _number, "date": self._date, "yes_no": _yes_no, "choice": _choice,
            }  # fmt: skip
            if value is None or operator == "set":
                return value is not None
            return judges[subject.partition(".")[2]](value, operator, values)
        moments = {
            "created": row.created_at, "last_seen": row.last_seen_at, "opted_in": row.opted_in_at,
            "opted_out": row.opted_out_at,
        }  # fmt: skip
        if subject in moments:
            return self._at(moments[subject], operator, values)
        if subject == "name":
            return (
                row.name != ""
                if operator == "set"
                else bool(row.name) and _text(row.name, operator, values)
            )
        if subject in ("campaign", "campaigns"):
            return self._did(one, subject, operator, values)
        return self._other(subject, operator, values, one)

    def _other(self, subject: str, operator: str, values: list[str], one: Person) -> bool:
        row = one.row
        is_open = [talk for talk in one.conversations if talk.status == "open"]
        consent = "opted_out" if row.opted_out_at else "opted_in" if row.opted_in_at else "unknown"
        share = (
            int(md5(f"{row.id}:{values[-1] if values else ''}".encode()).hexdigest()[:8], 16) % 100
        )
        return {
            "phone": lambda: any((row.phone or "").startswith(one) for one in values),
            "has_phone": lambda: row.phone is not None,
            "blocked": lambda: row.blocked_at is not None,
            "import": lambda: str(row.first_import_id if operator == "came" else row.last_import_id) == values[0],
            "tags": lambda: (any if operator == "any_of" else all)(tag in row.tags for tag in values),
            "consent": lambda: consent == values[0],
            "conversation": lambda: bool(is_open),
            "assignee": lambda: any(talk.assignee_id is None for talk in is_open) if operator == "nobody"
            else any(str(talk.assignee_id) == values[0] for talk in one.conversations),
            "segment": lambda: values[0] in map(str, one.lists),
            "bucket": lambda: int(values[0]) <= share < int(values[1]),
        }[subject]()  # fmt: skip

    def _at(self, value: datetime | None, operator: str, values: list[str]) -> bool:
        if value is None or operator == "ever":
            return value is not None
        if operator == "last_days":
            return value >= self.moment - timedelta(int(values[0]))
        day = date.fromisoformat(values[0])
        if operator == "before":
            return value < datetime.combine(day, time(), self.zone)
        return value >= datetime.combine(day + timedelta(1), time(), self.zone)

    def _date(self, value: str, operator: str, values: list[str]) -> bool:
        if not fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return False
        if operator == "anniversary":
            return any(
                _same_day(value, self.today + timedelta(n))
                for n in range(-int(values[0]), int(values[0]) + 1)
            )
        if operator == "between":
            return values[0] <= value <= values[1]
        if operator in ("before", "after"):
            return value < values[0] if operator == "before" else value > values[0]
        there = self.today + timedelta(int(values[0]) * (-1 if operator == "last_days" else 1))
        return str(min(there, self.today)) <= value <= str(max(there, self.today))

    def _did(self, one: Person, subject: str, act: str, values: list[str]) -> bool:
        since = self.moment - timedelta(int(values[0])) if subject == "campaigns" else None
        theirs = [
            sent
            for sent in one.recipients
            if (
                self.crowd.campaigns[sent.campaign_id] >= since
                if since
                else str(sent.campaign_id) == values[0]
            )
        ]
        if act in GOT:
            return any(sent.status in GOT[act] for sent in theirs)
        return any(
            sent.accepted_at is not None and _answers(message, sent, act)
            for sent in theirs
            for message in one.messages
        )


def _answers(message: Any, sent: Any, act: str) -> bool:
    if message.direction != "inbound" or message.kind == "reaction":
        return False
    quotes = message.context_wamid is not None and message.context_wamid == sent.wamid
    if act == "clicked":
        return quotes and message.kind == "button"
    return quotes or sent.accepted_at <= message.happened_at <= sent.accepted_at + timedelta(
        hours=72
    )


def _same_day(value: str, day: date) -> bool:
    if value[5:] == "02-29" and f"{day:%m-%d}" == "02-28":
        return True
    return value[5:] == f"{day:%m-%d}"


def _text(value: str, operator: str, values: list[str]) -> bool:
    lowered, wanted = value.lower(), [one.lower() for one in values]
    if operator in ("is", "one_of"):
        return lowered in wanted
    return lowered.startswith(wanted[0]) if operator == "begins" else wanted[0] in lowered


def _number(value: str, operator: str, values: list[str]) -> bool:
    if not fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", value):
        return False
    number, wanted = Decimal(value), list(map(Decimal, values))
    return {
        "is": lambda: number == wanted[0],
        "more": lambda: number > wanted[0],
        "less": lambda: number < wanted[0],
        "between": lambda: wanted[0] <= number <= wanted[1],
    }[operator]()


def _yes_no(value: str, operator: str, _values: list[str]) -> bool:
    return value == operator


def _choice(value: str, _operator: str, values: list[str]) -> bool:
    return value in values
