"""What the store of files holds."""

import asyncio

from platform_app.services.media.keeping import file_store


def content_of(name: str, size: int) -> bytes:
    """Return a file's bytes; raises NotFound."""

    async def read() -> bytes:
        return b"".join([piece async for piece in await file_store().read(name, 0, size)])

    return asyncio.run(read())
