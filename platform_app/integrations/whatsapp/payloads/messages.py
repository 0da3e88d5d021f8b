"""Building free-form messages."""

import json
import re

from platform_app.integrations.whatsapp.graph_json import JsonObject

_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")


def is_user_id(text: str) -> bool:
    """Tell whether this is a business-scoped user id, as in `PT.84120099317755204611`."""
    return _USER_ID.fullmatch(text) is not None


def addressee(to: str) -> JsonObject:
    """Return the field that names the recipient: a phone in E.164, or a business-scoped user id."""
    return {"recipient": to} if is_user_id(to) else {"to": to}


def text_message(
    to: str, body: str, *, callback: str | None = None, reply_to: str | None = None
) -> bytes:
    """Build a text message; WhatsApp takes it only within 24 hours of the person's last one."""
    message: JsonObject = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **addressee(to),
        "type": "text",
        "text": {"body": body, "preview_url": True},
    }
    if callback is not None:
        message["biz_opaque_callback_data"] = callback
    if reply_to is not None:
        message["context"] = {"message_id": reply_to}
    return json.dumps(message).encode()
