"""Short links that open a chat with a prepared message, and their QR codes."""

from dataclasses import dataclass
from enum import StrEnum

from platform_app.core.errors import InvalidInput, NotFound
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text

LONGEST_MESSAGE = 140


class QrFormat(StrEnum):
    """How the picture of a QR code is drawn."""

    SVG = "SVG"
    PNG = "PNG"


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A wa.me link; `qr_image_url` is only known when it was asked for."""

    code: str
    message: str
    url: str
    qr_image_url: str | None


async def list_links(
    g: Graph, number_id: str, *, qr_format: QrFormat = QrFormat.SVG
) -> list[ShortLink]:
    """List a number's links, each with its QR code."""
    fields = f"code,prefilled_message,deep_link_url,qr_image_url.format({qr_format})"
    return [_link(row) async for row in g.pages(_path(number_id), fields)]


async def create_link(
    g: Graph, number_id: str, message: str, *, qr_format: QrFormat = QrFormat.SVG
) -> ShortLink:
    """Make a link that opens a chat with `message` written but not sent."""
    body = {"prefilled_message": _message(message), "generate_qr_image": str(qr_format)}
    return _link(await g.call("POST", _path(number_id), body=body))


async def update_link(g: Graph, number_id: str, code: str, message: str) -> ShortLink:
    """Change the message of a link; printed QR codes stay good."""
    body = {"code": _code(code), "prefilled_message": _message(message)}
    return _link(await g.call("POST", _path(number_id), body=body))


async def delete_link(g: Graph, number_id: str, code: str) -> None:
    """Delete a link; printed QR codes of it stop working."""
    await g.call("DELETE", f"{_path(number_id)}/{_code(code)}")


def _path(number_id: str) -> str:
    return f"{graph_id(number_id, 'number')}/message_qrdls"


def _code(code: str) -> str:
    if not (code.isascii() and code.isalnum()):
        raise NotFound("This link does not exist.")
    return code


def _message(message: str) -> str:
    if not 0 < len(message) <= LONGEST_MESSAGE:
        problem = f"From 1 to {LONGEST_MESSAGE} characters."
        raise InvalidInput("This message does not fit into a link.", {"message": problem})
    return message


def _link(row: JsonObject) -> ShortLink:
    return ShortLink(
        code=as_text(row.get("code")) or "",
        message=as_text(row.get("prefilled_message")) or "",
        url=as_text(row.get("deep_link_url")) or "",
        qr_image_url=as_text(row.get("qr_image_url")),
    )
