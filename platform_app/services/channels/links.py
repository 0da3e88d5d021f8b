"""Short links that open a chat with a number, and their QR codes; kept by WhatsApp."""

import segno

from platform_app.core.context import talks_to_the_outside
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management import links
from platform_app.integrations.whatsapp.management.links import ShortLink
from platform_app.services.channels.number_access import NumberAccess
from platform_app.services.channels.views import LinkRow

_MOST_SHOWN = 50


@talks_to_the_outside
def fetch_links(number: NumberAccess) -> list[LinkRow]:
    """Return the number's links, 50 at most."""
    found = ask(number.access, lambda g: links.list_links(g, number.wa_phone_number_id))
    return [_row(one) for one in found[:_MOST_SHOWN]]


@talks_to_the_outside
def create_link(number: NumberAccess, message: str) -> None:
    """Make a link that opens a chat with `message` written but not sent; raises InvalidInput."""
    ask(number.access, lambda g: links.create_link(g, number.wa_phone_number_id, message.strip()))


@talks_to_the_outside
def delete_link(number: NumberAccess, code: str) -> None:
    """Delete a link; printed QR codes of it stop working."""
    ask(number.access, lambda g: links.delete_link(g, number.wa_phone_number_id, code))


def _row(one: ShortLink) -> LinkRow:
    # Drawn here: WhatsApp's own picture would have to be fetched from another host by each browser.
    qr = segno.make(one.url, error="m").svg_data_uri(scale=4, border=2) if one.url else ""
    return LinkRow(one.code, one.message, one.url, qr)
