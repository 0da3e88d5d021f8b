"""Building messages that people answer with a tap."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import sizes
from platform_app.integrations.whatsapp.payloads.messages import MediaKind, by_address_or_id
from platform_app.integrations.whatsapp.payloads.sizes import Checks

MOST_BUTTONS = 3
MOST_SECTIONS = 10
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the buttons: a body, and perhaps a header (a text, or a file) and a footer."""

    body: str
    header: str = ""
    header_kind: MediaKind | None = None
    footer: str = ""


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button; `id` comes back when somebody taps it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One choice of a list; `id` comes back when somebody takes it."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListSection:
    """Choices under a title, which may be empty if there is only one section."""

    title: str
    rows: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class FlowCall:
    """A form to open; `data` goes to its first screen."""

    flow_id: str
    label: str
    token: str
    screen: str = ""
    data: JsonObject = field(default_factory=dict)
    is_draft: bool = False


def buttons(frame: Frame, choices: Sequence[ReplyButton]) -> JsonObject:
    """Offer up to three buttons."""
    checks = Checks()
    checks.count("buttons", len(choices), MOST_BUTTONS, "buttons")
    checks.distinct("buttons", (one.title for one in choices), "titles")
    checks.distinct("buttons", (one.id for one in choices), "ids")
    for one in choices:
        checks.text("title", one.title, 20)
        checks.text("id", one.id, 256)
    replies = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in choices]
    return _interactive("button", frame, {"buttons": replies}, checks)


def choice_list(frame: Frame, label: str, sections: Sequence[ListSection]) -> JsonObject:
    """Offer up to ten choices behind a button."""
    checks = Checks()
    rows = [row for section in sections for row in section.rows]
    checks.count("sections", len(sections), MOST_SECTIONS, "sections")
    checks.count("rows", len(rows), MOST_ROWS, "choices")
    checks.distinct("rows", (row.id for row in rows), "ids")
    checks.text("button", label, 20)
    if frame.header_kind is not None:
        checks.fail("header", "A list's header is a text.")
    for section in sections:
        checks.text("section", section.title, 24, least=0 if len(sections) == 1 else 1)
        checks.count("rows", len(section.rows), MOST_ROWS, "choices in each section")
    for row in rows:
        checks.text("title", row.title, 24)
        checks.text("description", row.description, 72, least=0)
        checks.text("id", row.id, 200)
    action: JsonObject = {"button": label, "sections": [_section(one) for one in sections]}
    return _interactive("list", frame, action, checks, longest_body=sizes.LIST_BODY)


def link_button(frame: Frame, label: str, url: str) -> JsonObject:
    """Offer a button that opens an address."""
    checks = Checks()
    checks.text("label", label, 20)
    checks.address("url", url)
    parameters = {"display_text": label, "url": url}
    return _interactive("cta_url", frame, {"name": "cta_url", "parameters": parameters}, checks)


def flow(frame: Frame, call: FlowCall) -> JsonObject:
    """Offer a form."""
    checks = Checks()
    checks.text("label", call.label, 30)
    checks.text("flow_id", call.flow_id, 32)
    checks.text("token", call.token, 512)
    parameters: JsonObject = {
        "flow_message_version": "3",
        "flow_id": call.flow_id,
        "flow_cta": call.label,
        "flow_token": call.token,
        "mode": "draft" if call.is_draft else "published",
        "flow_action": "navigate" if call.screen else "data_exchange",
    }
    if call.screen:
        payload: JsonObject = {"screen": call.screen}
        if call.data:
            payload["data"] = call.data
        parameters["flow_action_payload"] = payload
    elif call.data:
        checks.fail("data", "Values for a form need the screen that they are for.")
    return _interactive("flow", frame, {"name": "flow", "parameters": parameters}, checks)


def location_request(body: str) -> JsonObject:
    """Ask where somebody is."""
    action = {"name": "send_location"}
    return _interactive("location_request_message", Frame(body), action, Checks())


def _interactive(
    kind: str,
    frame: Frame,
    action: JsonObject,
    checks: Checks,
    *,
    longest_body: int = sizes.INTERACTIVE_BODY,
) -> JsonObject:
    checks.text("body", frame.body, longest_body)
    checks.text("footer", frame.footer, sizes.FOOTER, least=0)
    interactive: JsonObject = {"type": kind}
    if frame.header:
        interactive["header"] = _header(frame, checks)
    interactive["body"] = {"text": frame.body}
    if frame.footer:
        interactive["footer"] = {"text": frame.footer}
    checks.done()
    return {"type": "interactive", "interactive": {**interactive, "action": action}}


def _header(frame: Frame, checks: Checks) -> JsonObject:
    if frame.header_kind is None:
        checks.text("header", frame.header, sizes.HEADER)
        return {"type": "text", "text": frame.header}
    if frame.header_kind in (MediaKind.AUDIO, MediaKind.STICKER):
        checks.fail("header", "A header is a text, a picture, a video or a document.")
    kind = str(frame.header_kind)
    return {"type": kind, kind: by_address_or_id(frame.header)}


def _section(section: ListSection) -> JsonObject:
    rows = [
        {"id": row.id, "title": row.title}
        | ({"description": row.description} if row.description else {})
        for row in section.rows
    ]
    return ({"title": section.title} if section.title else {}) | {"rows": rows}
