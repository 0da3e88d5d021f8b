"""Development only: the WhatsApp simulator's phone under our own address."""

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_METHODS = ["GET", "POST", "PUT", "DELETE"]
_PASSED_ON = ("accept", "accept-language", "content-type", "origin")
_PASSED_BACK = (
    *("content-type", "location", "cache-control", "content-security-policy", "etag"),
    *("content-disposition", "x-content-type-options"),
)
_AWAY = "The simulator does not answer. It starts with: make run"


def simulator_routes(address: str) -> list[Route]:
    """Return the routes that lead to the simulator at `address`."""

    async def pass_on(request: Request) -> Response:
        given = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
            try:
                answer = await client.request(
                    request.method,
                    f"{request.url.path}?{request.url.query}",
                    headers={**given, "host": request.headers["host"]},
                    content=await request.body(),
                )
            except httpx.TransportError:
                return Response(_AWAY, status_code=502, media_type="text/plain")
        kept = {name: answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
        return Response(answer.content, status_code=answer.status_code, headers=kept)

    return [
        Route("/simulator", pass_on, methods=_METHODS),
        Route("/simulator/{path:path}", pass_on, methods=_METHODS),
    ]
