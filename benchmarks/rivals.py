"""What a lane is compared with: the same messages with nothing around them, and sent by pywa."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

CONCURRENCY = 200
# pywa's pool slows down as it grows; these are tried, and its best counts.
PYWA_CONCURRENCIES = (10, 25, 50)
TEMPLATE: dict[str, Any] = {  # Any: Graph's JSON
    "name": "winter_offer",
    "language": "en",
    "parameter_format": "POSITIONAL",
    "components": [
        {
            "type": "BODY",
            "text": "Hello {{1}}, you have {{2}} off this week.",
            "example": {"body_text": [["Ana", "10 %"]]},
        }
    ],
}


def measure(send: Callable[[], Awaitable[None]], messages: int) -> float:
    """Return messages per second of a sender."""

    async def run() -> None:
        await send()

    began = time.monotonic()
    asyncio.run(run())
    return messages / (time.monotonic() - began)


async def bare_loop(port: int, messages: int) -> None:
    """Send the same bodies with nothing around them: asyncio streams, keep-alive, no database."""
    from platform_app.integrations.whatsapp.payloads import compile_template

    template = compile_template(TEMPLATE["name"], TEMPLATE["language"], TEMPLATE["components"])
    values = {"body.1": "Ana", "body.2": "10 %"}
    numbers = iter(range(messages))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for n in numbers:
            body = template.render(f"+3519{n:08}", values, callback=f"bare.{n}")
            writer.write(
                b"POST /v25.0/2/messages HTTP/1.1\r\nhost: graph\r\nauthorization: Bearer bench-token\r\n"
                b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                % (len(body), body)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            json.loads(await reader.readexactly(length))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONCURRENCY)))


async def pywa_loop(port: int, messages: int, concurrency: int) -> None:
    """Send the same template with pywa's async client."""
    import httpx
    from pywa.types.templates import BodyText, TemplateLanguage
    from pywa_async import WhatsApp  # pyright: ignore[reportPrivateImportUsage]  pywa's own documentation imports it so

    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx.AsyncClient(limits=limits, timeout=30) as session:
        client = WhatsApp(phone_id="2", token="bench-token", session=session)
        session.base_url = f"http://127.0.0.1:{port}/v25.0"  # pywa knows Meta's host only
        numbers = iter(range(messages))

        async def sender() -> None:
            for n in numbers:
                await client.send_template(
                    to=f"3519{n:08}",
                    name="winter_offer",
                    language=TemplateLanguage.ENGLISH,
                    params=[BodyText.params("Ana", "10 %")],  # pyright: ignore[reportArgumentType]  pywa types itself wrongly
                )

        await asyncio.gather(*(sender() for _ in range(concurrency)))
