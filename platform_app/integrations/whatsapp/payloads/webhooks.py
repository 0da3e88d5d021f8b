"""Reading webhook bodies element by element, so that a bad one never harms its neighbours."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_object,
    as_text,
    is_list,
    is_object,
)
from platform_app.integrations.whatsapp.payloads.archives import (
    list_history,
    read_echo,
    read_history,
    read_old_file,
)
from platform_app.integrations.whatsapp.payloads.channel_changes import (
    ACCOUNT_EVENTS,
    CHANNEL_READERS,
    account_errors,
    history_progress,
)
from platform_app.integrations.whatsapp.payloads.inbound_messages import read_message, read_status
from platform_app.integrations.whatsapp.payloads.person_changes import PERSON_READERS
from platform_app.integrations.whatsapp.payloads.storable import load_storable
from platform_app.integrations.whatsapp.payloads.template_changes import (
    TEMPLATE_FIELDS,
    read_template_update,
)
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    Change,
    Misfit,
    parse_timestamp,
    plain_word,
    shape_of,
)
from platform_app.integrations.whatsapp.payloads.webhook_events import (
    AccountUpdate,
    ChannelEvent,
    PersonEvent,
)
from platform_app.integrations.whatsapp.payloads.webhook_types import (
    ArchivedMessage,
    InboundKind,
    InboundMessage,
    OtherEvent,
    ParsedWebhook,
    Problem,
    StatusUpdate,
    TemplateUpdate,
    Unknown,
)

# Known to us, and of no use to the product: calls, groups, other partners' and advertisements' business.
QUIET_FIELDS = frozenset(
    {
        "automatic_events",
        "tracking_events",
        "partner_solutions",
        "calls",
        "group_lifecycle_update",
        "group_participants_update",
        "group_settings_update",
        "group_status_update",
        "messaging_handovers",
        "consumer_profile",
        "standby",
    }
)
# `deleted` and `warning` are of an older platform, the last three of calls.
KNOWN_STATUSES = frozenset(
    {"sent", "delivered", "read", "played", "failed", "deleted", "warning", "held_for_quality_assessment"}
    | {"ringing", "accepted", "rejected"}
)  # fmt: skip
_ECHO_FIELDS = {"smb_message_echoes", "message_echoes"}
_Element = TypeVar("_Element")


def parse_webhook(raw: bytes) -> ParsedWebhook:
    """Read a verified body; never raises, and keeps what it does not understand."""
    try:
        body = load_storable(raw)
    except ValueError as error:
        text = raw.decode("utf-8", "replace").replace("\x00", "")
        return ParsedWebhook(problems=(Problem("", f"This is not JSON: {error}.", text),))
    reader = _Reader()
    reader.read_body(body)
    return reader.result()


@dataclass(slots=True)
class _Reader:
    messages: list[InboundMessage] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    template_updates: list[TemplateUpdate] = field(default_factory=list)
    archived: list[ArchivedMessage] = field(default_factory=list)
    channel_events: list[ChannelEvent] = field(default_factory=list)
    person_events: list[PersonEvent] = field(default_factory=list)
    others: list[OtherEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def result(self) -> ParsedWebhook:
        return ParsedWebhook(
            messages=tuple(self.messages),
            statuses=tuple(self.statuses),
            template_updates=tuple(self.template_updates),
            archived=tuple(self.archived),
            channel_events=tuple(self.channel_events),
            person_events=tuple(self.person_events),
            others=tuple(self.others),
            problems=tuple(self.problems),
            unknown=tuple(self.unknown),
        )

    def read_body(self, body: object) -> None:
        entries: object = as_object(body).get("entry")
        if not is_list(entries):
            self._problem("", "There is no list of entries.", body)
            return
        for number, entry in enumerate(entries):
            self._read_entry(as_object(entry), f"entry[{number}]", entry)

    def _read_entry(self, entry: JsonObject, path: str, raw: object) -> None:
        changes: object = entry.get("changes")
        if not is_list(changes):
            self._problem(path, "There is no list of changes.", raw)
            return
        for number, change in enumerate(changes):
            self._read_change(entry, change, f"{path}.changes[{number}]")

    def _read_change(self, entry: JsonObject, raw: object, path: str) -> None:
        name = as_text(as_object(raw).get("field"))
        if name is None:
            self._problem(path, "The change names no field.", raw)
            return
        value = as_object(raw).get("value")
        change = Change(
            waba_id=as_text(entry.get("id")) or "",
            field=name,
            at=parse_timestamp(entry.get("time")),
            value=as_object(value),
            path=f"{path}.value",
        )
        if name in TEMPLATE_FIELDS:
            self._collect(self.template_updates, read_template_update, change, value, change.path)
        elif name in QUIET_FIELDS:
            self._other(change, value)
        elif is_object(value):
            self._read_value(change)
        else:
            self._unknown(change, "value", value)

    def _read_value(self, change: Change) -> None:
        if change.field == "messages":
            self._read_messages(change)
        elif change.field in CHANNEL_READERS:
            self._read_channel_event(change)
        elif change.field in PERSON_READERS:
            self._read_person_events(change)
        elif change.field in _ECHO_FIELDS:
            self._collect_all(self.archived, read_echo, change, "message_echoes")
        elif change.field == "history":
            self._read_history(change)
        else:
            self._unknown(change, "field", change.value)

    def _read_messages(self, change: Change) -> None:
        before = len(self.messages)
        found = self._collect_all(self.messages, read_message, change, "messages")
        known = len(self.statuses)
        found += self._collect_all(self.statuses, read_status, change, "statuses")
        errors = list(account_errors(change))
        self.channel_events += errors
        if not found and not errors:
            self._unknown(change, "value", change.value)
        self._note_new_kinds(self.messages[before:])
        self._note_new_states(self.statuses[known:])

    def _read_channel_event(self, change: Change) -> None:
        read = CHANNEL_READERS[change.field]
        found: list[ChannelEvent] = []
        self._collect(found, lambda one, _: read(one), change, change.value, change.path)
        self.channel_events += found
        for event in found:
            self._note_new_event(change, event)

    def _note_new_event(self, change: Change, event: ChannelEvent) -> None:
        if isinstance(event, AccountUpdate) and event.event not in ACCOUNT_EVENTS:
            self._note(change.field, f"event {plain_word(event.event)}", change.value)

    def _read_person_events(self, change: Change) -> None:
        key, read = PERSON_READERS[change.field]
        if not self._collect_all(self.person_events, read, change, key):
            self._unknown(change, "value", change.value)

    def _read_history(self, change: Change) -> None:
        progress = list(history_progress(change))
        self.channel_events += progress
        for thread, raw in list_history(change):
            path = f"{change.path}.history"
            self._collect(
                self.archived,
                lambda one, item, thread=thread: read_history(one, thread, item),
                change,
                raw,
                path,
            )
        files = self._collect_all(self.archived, read_old_file, change, "messages")
        errors = list(account_errors(change)) if not progress else []
        self.channel_events += errors
        if not (progress or files or errors):
            self._unknown(change, "value", change.value)

    def _collect_all(
        self,
        found: list[_Element],
        read: Callable[[Change, JsonObject], _Element],
        change: Change,
        key: str,
    ) -> int:
        """Read every element of one list; return how many there were, good and bad."""
        items = as_list(change.value.get(key))
        for number, item in enumerate(items):
            self._collect(found, read, change, item, f"{change.path}.{key}[{number}]")
        return len(items)

    def _collect(
        self,
        found: list[_Element],
        read: Callable[[Change, JsonObject], _Element],
        change: Change,
        raw: object,
        path: str,
    ) -> None:
        if not is_object(raw):
            self._problem(path, "This is not an object.", raw, change.field)
            return
        try:
            found.append(read(change, raw))
        except Misfit as misfit:
            self._problem(path, str(misfit), raw, change.field)

    def _note_new_kinds(self, messages: list[InboundMessage]) -> None:
        for one in messages:
            if one.kind is InboundKind.UNKNOWN and one.raw.get("type") != InboundKind.UNKNOWN:
                self._note("messages", f"type {plain_word(one.raw.get('type'))}", one.raw)

    def _note_new_states(self, statuses: list[StatusUpdate]) -> None:
        for one in statuses:
            if one.status not in KNOWN_STATUSES:
                self._note("messages", f"status {plain_word(one.status)}", one.raw)

    def _unknown(self, change: Change, what: str, value: object) -> None:
        self._other(change, value)
        self._note(change.field, what, value)

    def _note(self, name: str, what: str, value: object) -> None:
        self.unknown.append(Unknown(plain_word(name), what, shape_of(value)))

    def _other(self, change: Change, value: object) -> None:
        number_id = change.phone_number_id or None
        self.others.append(OtherEvent(change.waba_id, number_id, change.field, change.at, value))

    def _problem(self, path: str, reason: str, raw: object, name: str = "") -> None:
        self.problems.append(Problem(path, reason, raw, name))
        self._note(name or "body", "element", raw)
