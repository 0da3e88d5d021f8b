"""Sample files for templates and pictures for profiles, by Meta's resumable upload."""

import re

from platform_app.core.errors import Unavailable
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import as_text

_SESSION = re.compile(r"(upload:[A-Za-z0-9_:.=+/-]+)(?:\?sig=([A-Za-z0-9_.=-]+))?")


async def upload_sample(g: Graph, app_id: str, content: bytes, *, mime: str, name: str) -> str:
    """Upload a file and return its handle, which shows a sample and cannot be sent."""
    about = {"file_name": name, "file_length": len(content), "file_type": mime}
    answer = await g.call("POST", f"{graph_id(app_id, 'app_id')}/uploads", about)
    session = _SESSION.fullmatch(as_text(answer.get("id")) or "")
    if session is None or ".." in session[1]:
        raise Unavailable("WhatsApp did not open the upload. Try again in a minute.")
    token = g.access.token.reveal()
    answer = await g.post_file(
        session[1],
        content,
        query={"sig": session[2]} if session[2] else None,
        # The one call that names the token in another way.
        headers={"authorization": f"OAuth {token}", "file_offset": "0"},
    )
    return as_text(answer.get("h")) or ""
