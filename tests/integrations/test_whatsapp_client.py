"""A send ends in the outcome that is sure, and in `Unknown` when nothing is."""

import asyncio
import socket
from pathlib import Path

import pytest

from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphClient,
    Refused,
    SendOutcome,
    Unknown,
    Unsent,
)
from platform_app.integrations.whatsapp.transport import Timeouts
from tests.integrations.raw_servers import (
    Handler,
    answer,
    answering,
    read_request,
    self_signed_context,
    serving,
)

ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+351912000111", "wa_id": "351912000111"}],
    "messages": [{"id": "wamid.A1", "message_status": "accepted"}],
}
PAYLOAD = {"messaging_product": "whatsapp", "to": "+351912000111"}


def graph_error(code: int) -> dict[str, object]:
    details = {"details": "the details"}
    return {"error": {"message": f"(#{code}) said", "code": code, "error_data": details}}


async def send_to(base_url: str, *, connect_s: float = 2.0, total_s: float = 30.0) -> SendOutcome:
    timeouts = Timeouts(connect_s=connect_s, read_s=0.3, total_s=total_s, pool_s=2 * connect_s)
    async with GraphClient(base_url, "v25.0", timeouts=timeouts) as graph:
        return await graph.send("1065", PAYLOAD, "secret-token")


def outcome_of(handler: Handler, *, total_s: float = 30.0) -> SendOutcome:
    async def run() -> SendOutcome:
        async with serving(handler) as url:
            return await send_to(url, total_s=total_s)

    return asyncio.run(run())


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_an_answer_with_an_id_is_accepted():
    outcome = outcome_of(answering(answer(200, ACCEPTED)))
    assert outcome == Accepted("wamid.A1", wa_id="351912000111")


def test_a_held_message_is_accepted_and_marked():
    held = {"messages": [{"id": "wamid.A1", "message_status": "held_for_quality_assessment"}]}
    outcome = outcome_of(answering(answer(200, held)))
    assert outcome == Accepted("wamid.A1", held=True)


@pytest.mark.parametrize(
    ("status", "code"), [(400, 131026), (429, 130429), (401, 190), (500, 131000), (404, 987654)]
)
def test_a_graph_error_is_a_refusal(status: int, code: int):
    outcome = outcome_of(answering(answer(status, graph_error(code))))
    assert isinstance(outcome, Refused)
    assert (outcome.error.code, outcome.error.details) == (code, "the details")


@pytest.mark.parametrize(
    "raw",
    [
        answer(500, b"<html>Sorry</html>"),
        answer(502, b""),
        answer(500, graph_error(987654)),
        answer(404, b"<html>Not found</html>"),
        answer(200, b'{"messages": [{"id": "wamid'),
        answer(200, {"messaging_product": "whatsapp"}),
        answer(200, ACCEPTED, length=5000),
        answer(200, [1, 2]),
        answer(200, b"[" * 100_000),
        answer(200, b"not gzip", headers="content-encoding: gzip\r\n"),
        b"",
        b"HTTP/1.1 nonsense\r\n\r\n",
    ],
    ids=[
        "500 page",
        "502 empty",
        "500 with a code nobody knows",
        "404 page",
        "truncated JSON",
        "no id",
        "body shorter than announced",
        "JSON that is no object",
        "JSON nested too deeply",
        "broken compression",
        "closed after reading",
        "not HTTP",
    ],
)
def test_whatever_is_not_plain_is_unknown(raw: bytes):
    assert isinstance(outcome_of(answering(raw)), Unknown)


def test_a_redirect_is_not_followed():
    asked: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        writer.write(answer(307, b"", headers="location: /elsewhere\r\nconnection: close\r\n"))

    assert isinstance(outcome_of(handler), Unknown)
    assert len(asked) == 1


def test_a_connection_closed_before_the_request_was_read_is_unknown():
    async def handler(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    assert isinstance(outcome_of(handler), Unknown)


def test_a_reset_after_the_request_is_unknown():
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.transport.abort()

    assert isinstance(outcome_of(handler), Unknown)


def test_silence_after_the_request_is_unknown():
    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        await asyncio.sleep(5)

    outcome = outcome_of(handler)
    assert outcome == Unknown("WhatsApp did not answer in time.")


def test_an_answer_that_drips_for_ever_ends_at_the_deadline():
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer(200, b"", length=1000))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    assert outcome_of(handler, total_s=0.5) == Unknown("WhatsApp did not answer in time.")


def test_a_refused_connection_is_unsent():
    outcome = asyncio.run(send_to(f"http://127.0.0.1:{closed_port()}"))
    assert outcome == Unsent("WhatsApp could not be reached.")


def test_a_name_that_does_not_exist_is_unsent():
    outcome = asyncio.run(send_to("http://graph.invalid"))
    assert outcome == Unsent("WhatsApp's address could not be found.")


def test_a_connection_that_is_never_taken_is_unsent():
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)  # noqa: FBT003 - the socket's own signature
            waiting.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        outcome = asyncio.run(send_to(f"http://127.0.0.1:{port}", connect_s=0.2))
    assert isinstance(outcome, Unsent)


def test_a_server_without_tls_is_unsent():
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def run() -> SendOutcome:
        async with serving(handler) as url:
            return await send_to(url.replace("http:", "https:"))

    assert isinstance(asyncio.run(run()), Unsent)


def test_a_connection_closed_during_the_tls_handshake_is_unsent():
    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(10)

    async def run() -> SendOutcome:
        async with serving(handler) as url:
            return await send_to(url.replace("http:", "https:"))

    assert isinstance(asyncio.run(run()), Unsent)


def test_a_certificate_nobody_vouches_for_is_unsent(tmp_path: Path):
    context = self_signed_context(tmp_path)

    async def run() -> SendOutcome:
        handler = answering(answer(200, ACCEPTED))
        server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context)
        async with server:
            return await send_to(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")

    assert isinstance(asyncio.run(run()), Unsent)


def test_waiting_for_a_free_connection_is_unsent():
    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        await asyncio.sleep(5)

    timeouts = Timeouts(connect_s=0.1, read_s=1.0, pool_s=0.2)

    async def run() -> list[SendOutcome]:
        async with (
            serving(handler) as url,
            GraphClient(url, "v25.0", max_connections=1, timeouts=timeouts) as graph,
        ):
            sends = (graph.send("1065", PAYLOAD, "token") for _ in range(2))
            return list(await asyncio.gather(*sends))

    kinds = {type(outcome) for outcome in asyncio.run(run())}
    assert kinds == {Unknown, Unsent}


def test_tokens_share_connections_but_neither_cookies_nor_headers():
    requests: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            requests.append(await read_request(reader))
            writer.write(answer(200, ACCEPTED, headers="set-cookie: who=first\r\n"))

    async def run() -> None:
        async with serving(handler) as url, GraphClient(url, "v25.0") as graph:
            await graph.send("1", PAYLOAD, "token-one")
            await graph.send("2", PAYLOAD, "token-two")

    asyncio.run(run())
    assert b"/v25.0/1/messages" in requests[0]
    assert b"token-one" in requests[0]
    assert b"token-two" in requests[1]
    assert b"token-one" not in requests[1]
    assert b"cookie" not in requests[1].lower()


def test_a_kept_connection_that_breaks_is_not_tried_again():
    requests: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await read_request(reader))
        writer.write(answer(200, ACCEPTED))
        requests.append(await read_request(reader))

    async def run() -> list[SendOutcome]:
        async with serving(handler) as url, GraphClient(url, "v25.0") as graph:
            return [await graph.send("1065", PAYLOAD, "token") for _ in range(2)]

    first, second = asyncio.run(run())
    assert isinstance(first, Accepted)
    assert isinstance(second, Unknown)
    assert len(requests) == 2


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert isinstance(outcome_of(answering(answer(200, ACCEPTED))), Accepted)


def test_the_client_shows_no_token():
    assert "token" not in repr(GraphClient("http://127.0.0.1", "v25.0"))
