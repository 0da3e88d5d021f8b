"""Graph errors, as WhatsApp answers them."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse

from platform_app.dev.whatsapp_simulator.scripts import TITLES
from platform_app.integrations.whatsapp.graph_json import JsonObject


class GraphFailure(Exception):
    """A request that Graph refuses."""

    def __init__(
        self,
        code: int,
        message: str = "",
        *,
        http_status: int = 400,
        details: str = "",
        subcode: int | None = None,
    ) -> None:
        title = message or TITLES.get(code, "Invalid parameter")
        super().__init__(title)
        self.code = code
        self.message = f"(#{code}) {title}"
        self.http_status = http_status
        self.details = details
        self.subcode = subcode
        self.user_title = ""


class TemplateFailure(GraphFailure):
    """A template that WhatsApp does not take: a subcode, and words for the person who wrote it."""

    def __init__(self, subcode: int, title: str, message: str) -> None:
        super().__init__(100, "Invalid parameter", details=message, subcode=subcode)
        self.user_title = title


async def answer_failure(_request: Request, failure: Exception) -> JSONResponse:
    """Turn a failure into Graph's error body."""
    if not isinstance(failure, GraphFailure):
        raise failure
    error: JsonObject = {
        "message": failure.message,
        "type": "OAuthException",
        "code": failure.code,
        "fbtrace_id": secrets.token_urlsafe(8),
    }
    if failure.subcode is not None:
        error["error_subcode"] = failure.subcode
    if failure.user_title:
        error["is_transient"] = False
        error["error_user_title"] = failure.user_title
        error["error_user_msg"] = failure.details
    elif failure.details:
        error["error_data"] = {"messaging_product": "whatsapp", "details": failure.details}
    return JSONResponse({"error": error}, failure.http_status)
