"""Whether this process can do its work, for load balancers and container runtimes."""

import asyncio

from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from platform_app.core.config import settings
from platform_app.core.db import is_outage, public_transaction
from platform_app.core.queue import redis
from platform_app.services import companies


async def health(_request: Request) -> JSONResponse:
    """Say what is reachable; 503 when something is not."""
    database, queue = await asyncio.gather(
        asyncio.to_thread(_database_answers), asyncio.to_thread(_redis_answers)
    )
    return JSONResponse(
        {"database": database, "redis": queue}, status_code=200 if database and queue else 503
    )


ROUTES = [Route("/healthz", health, methods=["GET"])]


def _database_answers() -> bool:
    try:
        with public_transaction() as ctx:
            # What every request needs first: the tables are there and app_router may read them.
            companies.find_by_host(ctx, f"health.{settings().base_domain}")
    except Exception as error:
        if is_outage(error):
            return False
        raise
    return True


def _redis_answers() -> bool:
    try:
        return bool(redis().ping())
    except RedisError:
        return False
