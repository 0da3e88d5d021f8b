"""Showing people that their messages were read, and that an answer is on its way."""

from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.payloads.messages import read_receipt


async def mark_read(g: Graph, number_id: str, wamid: str, *, is_typing: bool = False) -> None:
    """Mark a message and the earlier ones of its chat as read; typing shows for 25 seconds at most."""
    path = f"{graph_id(number_id, 'number')}/messages"
    await g.call("POST", path, body=read_receipt(wamid, is_typing=is_typing))
