"""The phone's HTML, escaped piece by piece."""

import time
from html import escape

from platform_app.dev.whatsapp_simulator.bubbles_html import bubble_html, form
from platform_app.dev.whatsapp_simulator.chats import Bubble, Memory

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WhatsApp simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/phone.css">
<script src="static/phone.js" defer></script>
</head>
<body>
<main>
<header>
<h1>WhatsApp simulator</h1>
<p>Write to a business as one of its customers. Nothing leaves this computer.
<a href="conditions">Conditions</a></p>
</header>
<div class="desk">
<aside aria-label="Choose a chat">
<form method="get" class="choose" data-role="number-form">
<label for="number">Business number</label>
<select id="number" name="number" data-testid="number">{numbers}</select>
<noscript><button>Show</button></noscript>
</form>
<nav aria-label="Customers"><ul data-live="customers">{customers}</ul></nav>
<details class="new"{new_open}>
<summary>New customer</summary>
<form method="get" class="choose">
<input type="hidden" name="number" value="{number}">
<label for="new-customer">Phone number</label>
<input id="new-customer" name="customer" type="tel" required pattern="\\+[0-9 ]{{6,20}}"
 placeholder="+351 912 000 111" autocomplete="off" data-testid="new-customer">
<label for="new-name">Name</label>
<input id="new-name" name="name" placeholder="Ana" maxlength="60" autocomplete="off"
 data-testid="new-name">
<button data-testid="new-chat">Open chat</button>
</form>
</details>
</aside>
{phone}
</div>
</main>
</body>
</html>
"""
_PHONE = """<section class="phone" aria-label="Phone of {name}">
<div class="bar"><h2>{business}</h2><p>on the phone of <strong data-testid="customer">{name}</strong></p></div>
<div class="chat" role="log" aria-live="polite" aria-label="Messages" tabindex="0"
 data-live="chat" data-testid="messages">{chat}</div>
<form class="write" method="post" action="messages" data-role="write">
<input type="hidden" name="number" value="{number}">
<input type="hidden" name="customer" value="{customer}">
<label for="text" class="hidden">Message</label>
<input id="text" name="text" placeholder="Message" maxlength="4096" autocomplete="off" required
 data-testid="input">
<button data-testid="send">Send</button>
</form>
<details class="attach">
<summary>Attach</summary>
<div>
<form method="post" action="attachments" enctype="multipart/form-data" data-role="attach">
<input type="hidden" name="number" value="{number}">
<input type="hidden" name="customer" value="{customer}">
<label for="file" class="hidden">File</label>
<input id="file" name="file" type="file" required data-testid="file">
<label for="caption" class="hidden">Caption</label>
<input id="caption" name="caption" placeholder="Caption" maxlength="1024" autocomplete="off">
<button data-testid="send-file">Send file</button>
</form>
{samples}
</div>
</details>
</section>"""
_SAMPLES = {
    "image": "Photo",
    "voice": "Voice note",
    "video": "Video",
    "document": "Document",
    "sticker": "Sticker",
    "location": "Location",
    "contacts": "Contact",
}
_NOBODY = """<section class="phone empty" aria-label="Phone">
<p>No chat is open. Choose a customer, or add a new one: any number in international form will do.</p>
</section>"""


def page(memory: Memory, number_id: str, customer: str | None) -> str:
    """Return the whole page."""
    phone = _phone(memory, number_id, customer) if customer else _NOBODY
    return _PAGE.format(
        numbers="".join(_number_options(memory, number_id)),
        customers=customers(memory, number_id, customer),
        number=escape(number_id),
        phone=phone,
        new_open="" if memory.customers_of(number_id) else " open",
    )


def customers(memory: Memory, number_id: str, chosen: str | None, *, limit: int = 200) -> str:
    """Return the list of people who have a chat with this number."""
    people = memory.customers_of(number_id)
    if chosen and chosen not in people:
        people.insert(0, chosen)
    if not people:
        return '<li class="note">Nobody has a message yet.</li>'
    rows = "".join(_customer(memory, number_id, one, chosen) for one in people[:limit])
    more = len(people) - limit
    note = f'<li class="note">and {more} more; type a number below</li>' if more > 0 else ""
    return rows + note


def chat(memory: Memory, number_id: str, customer: str) -> str:
    """Return the messages of one chat."""
    bubbles = _shown(memory, number_id, customer)
    if not bubbles:
        return '<p class="note">No messages yet. Say hello.</p>'
    shown = "".join(bubble_html(memory, one) for one in bubbles[-200:])
    is_typing = memory.typing_until.get((number_id, customer), 0) > time.time()
    return shown + ('<p class="note">typing…</p>' if is_typing else "")


def _shown(memory: Memory, number_id: str, customer: str) -> list[Bubble]:
    # What was done to another message shows on that one.
    chat_of = memory.chats.get((number_id, customer), [])
    return [one for one in chat_of if one.kind not in ("reaction", "edit", "revoke")]


def _number_options(memory: Memory, chosen: str) -> list[str]:
    return [
        f'<option value="{escape(number.id)}"{" selected" if number.id == chosen else ""}>'
        f"{escape(number.verified_name)} · {escape(number.display_number)}</option>"
        for account in memory.accounts
        for number in account.numbers
    ]


def _customer(memory: Memory, number_id: str, customer: str, chosen: str | None) -> str:
    messages = _shown(memory, number_id, customer)
    latest = (
        escape(messages[-1].body[:60] or messages[-1].kind.capitalize()) if messages else "New chat"
    )
    address = f"?number={_query(number_id)}&amp;customer={_query(customer)}"
    current = ' aria-current="true"' if customer == chosen else ""
    name = memory.names.get(customer, "")
    return (
        f'<li><a href="{address}"{current}><strong>{escape(name or customer)}</strong>'
        f"<span>{escape(customer) if name else ''}</span><small>{latest}</small></a></li>"
    )


def _phone(memory: Memory, number_id: str, customer: str) -> str:
    found = memory.account_of(number_id)
    return _PHONE.format(
        name=escape(memory.names.get(customer, customer)),
        business=escape(found[1].verified_name if found else ""),
        chat=chat(memory, number_id, customer),
        number=escape(number_id),
        customer=escape(customer),
        samples=_samples(number_id, customer),
    )


def _samples(number_id: str, customer: str) -> str:
    values = {"number": number_id, "customer": customer}
    return "".join(
        form("acts", {**values, "act": kind}, words, testid=f"send-{kind}")
        for kind, words in _SAMPLES.items()
    )


def _query(text: str) -> str:
    return escape(text.replace("+", "%2B"))
