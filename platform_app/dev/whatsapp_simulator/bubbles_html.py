"""One message on the phone, escaped piece by piece."""

from datetime import UTC, datetime
from html import escape

from platform_app.dev.whatsapp_simulator.chats import Bubble, Memory
from platform_app.integrations.whatsapp.graph_json import JsonObject

_TICKS = {
    "accepted": ("…", "On its way to WhatsApp"),
    "sent": ("✓", "Sent"),
    "delivered": ("✓✓", "Delivered"),
    "read": ("✓✓", "Read"),
    "failed": ("!", "Failed"),
}
# Buttons that a customer answers by tapping; the rest leads somewhere else.
TAPPED = ("QUICK_REPLY", "REPLY", "LOCATION_REQUEST", "CONTACT_REQUEST", "FLOW")
_EMOJIS = ("👍", "❤️", "😂", "🙏")


def bubble_html(memory: Memory, bubble: Bubble) -> str:
    """Return one message with all that hangs on it."""
    side = "in" if bubble.is_outbound else "out"
    inner = _deleted() if bubble.is_deleted else _content(memory, bubble)
    reaction = f'<p class="reaction">{escape(bubble.reaction)}</p>' if bubble.reaction else ""
    menu = "" if bubble.is_deleted or bubble.kind == "reaction" else _menu(bubble)
    return (
        f'<article class="bubble {side}" data-testid="bubble-{side}">{inner}'
        f'<p class="meta">{_moment(bubble)}{_ticks(bubble)}</p>{reaction}{menu}</article>'
    )


def _deleted() -> str:
    return '<p class="footer">This message was deleted.</p>'


def _content(memory: Memory, bubble: Bubble) -> str:
    quoted = memory.bubbles.get(bubble.quoted)
    parts = [
        f'<p class="quoted">{escape(quoted.body[:80] or quoted.kind)}</p>' if quoted else "",
        media_html(memory, bubble.media, bubble.media_kind) if bubble.media else "",
        f'<p class="header">{escape(bubble.header)}</p>' if bubble.header else "",
        f'<p class="body">{escape(bubble.body)}</p>' if bubble.body else "",
        f'<p class="footer">{escape(bubble.footer)}</p>' if bubble.footer else "",
        _cards(memory, bubble),
    ]
    buttons = [
        _button(bubble, button, {"index": str(index)})
        for index, button in enumerate(bubble.buttons)
    ]
    return "".join([*parts, *buttons])


def media_html(memory: Memory, source: str, kind: str) -> str:
    """Show a file that is here; one that is elsewhere is named, never fetched."""
    if source not in memory.media.files:
        return f'<p class="media">Photo or file<small>{escape(source)}</small></p>'
    address, file = f"media/{escape(source)}", memory.media.files[source]
    match kind:
        case "image" | "sticker":
            return f'<img class="picture {kind}" src="{address}" alt="{kind}">'
        case "video":
            return f'<video class="picture" controls preload="metadata" src="{address}"></video>'
        case "audio":
            return f'<audio controls preload="metadata" src="{address}"></audio>'
        case _:
            return (
                f'<p class="file"><a href="{address}">📄 {escape(file.filename or "File")}</a></p>'
            )


def _cards(memory: Memory, bubble: Bubble) -> str:
    if not bubble.cards:
        return ""
    shown = "".join(
        f"<li>{media_html(memory, card['media'], card['media_kind']) if card['media'] else ''}"
        f'<p class="body">{escape(card["body"])}</p>'
        + "".join(
            _button(bubble, button, {"card": str(place), "index": str(index)})
            for index, button in enumerate(card["buttons"])
        )
        + "</li>"
        for place, card in enumerate(bubble.cards)
    )
    return f'<ul class="cards" tabindex="0" aria-label="Cards">{shown}</ul>'


def _button(bubble: Bubble, button: JsonObject, place: dict[str, str]) -> str:
    text = escape(str(button["text"]))
    if button["type"] == "LIST":
        return _rows(bubble, text)
    if button["type"] not in TAPPED:
        return f'<p class="link">{text}<small>{escape(str(button.get("value") or ""))}</small></p>'
    return form("taps", {"wamid": bubble.wamid, **place}, text, testid="quick-reply")


def _rows(bubble: Bubble, text: str) -> str:
    rows, section = "", ""
    for index, row in enumerate(bubble.rows):
        if row["section"] != section:
            section = row["section"]
            rows += f'<p class="footer">{escape(section)}</p>'
        words = f"{escape(row['title'])}<small>{escape(row['description'])}</small>"
        place = {"wamid": bubble.wamid, "row": str(index)}
        rows += form("taps", place, words, testid="list-row")
    return f'<details class="list"><summary>{text}</summary>{rows}</details>'


def _menu(bubble: Bubble) -> str:
    place = {"wamid": bubble.wamid}
    acts = [form("acts", {**place, "act": "react", "emoji": one}, one) for one in _EMOJIS]
    if bubble.reaction:
        acts.append(form("acts", {**place, "act": "react", "emoji": ""}, "Take back"))
    if bubble.is_outbound and bubble.media_kind == "audio":
        acts.append(form("acts", {**place, "act": "play"}, "Played"))
    if not bubble.is_outbound:
        if bubble.kind == "text":
            field = (
                f'<input name="text" value="{escape(bubble.body)}" aria-label="New words" '
                'maxlength="4096" required>'
            )
            acts.append(form("acts", {**place, "act": "edit"}, "Change", field=field))
        acts.append(form("acts", {**place, "act": "revoke"}, "Delete"))
    return f'<details class="more"><summary>More</summary><div>{"".join(acts)}</div></details>'


def form(
    action: str, values: dict[str, str], words: str, *, testid: str = "", field: str = ""
) -> str:
    """Return a form of one button; `words` and `field` are HTML already."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in values.items()
    )
    marked = f' data-testid="{testid}"' if testid else ""
    return (
        f'<form method="post" action="{action}" data-role="tap">{hidden}{field}'
        f"<button{marked}>{words}</button></form>"
    )


def _moment(bubble: Bubble) -> str:
    moment = datetime.fromtimestamp(bubble.at, UTC)
    return f'<time datetime="{moment.isoformat()}">{moment:%H:%M} UTC</time>'


def _ticks(bubble: Bubble) -> str:
    if bubble.is_outbound:
        return ""
    # The customer's own words: taken by the company's webhook, then marked as read by it.
    sign, words = _TICKS.get(bubble.status, _TICKS["accepted"])
    return f' <span class="ticks {bubble.status}" role="img" aria-label="{words}">{sign}</span>'
