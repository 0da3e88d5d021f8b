"""What a control is asked, and how it says no."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object


async def control_body(request: Request) -> JsonObject:
    """Read a JSON object, or nothing."""
    try:
        return as_object(json.loads(await request.body()))
    except ValueError:
        return {}


def problem(words: str, status: int = 422) -> Response:
    """Say what is wrong with a request."""
    return JSONResponse({"problem": words}, status)
