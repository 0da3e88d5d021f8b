"""A small server that speaks enough S3 for a bucket of files: put, get with ranges, list, delete, multipart."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import escape, unescape

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from platform_app.dev.product import free_port


@dataclass
class Bucket:
    """The files of one bucket, and whether the store answers at all."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    is_away: bool = False
    signed: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """Answer as S3 does."""
        self.signed.append(request.headers.get("authorization", ""))
        if self.is_away:
            return Response(status_code=503)
        name = unquote(request.path_params["name"])
        query = request.query_params
        if request.method == "GET":
            return (
                self._list(query.get("prefix", ""))
                if "list-type" in query
                else self._get(request, name)
            )
        body = await request.body()
        if request.method == "PUT":
            return self._put(name, query.get("partNumber"), body)
        if request.method == "POST":
            return self._post(name, dict(query), body)
        self.files.pop(name, None)
        return Response(status_code=204)

    def _get(self, request: Request, name: str) -> Response:
        if name not in self.files:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        content = self.files[name]
        headers = {"etag": '"x"', "last-modified": "Mon, 23 Nov 2026 17:00:00 GMT"}
        asked = request.headers.get("range", "")
        if not asked:
            return Response(content, 200, headers)
        first, last = asked.removeprefix("bytes=").split("-")
        end = min(int(last), len(content) - 1)
        headers["content-range"] = f"bytes {first}-{end}/{len(content)}"
        return Response(content[int(first) : end + 1], 206, headers)

    def _put(self, name: str, part: str | None, body: bytes) -> Response:
        if part is None:
            self.files[name] = body
        else:
            self.parts.setdefault(name, {})[int(part)] = body
        return Response(status_code=200, headers={"etag": '"x"'})

    def _post(self, name: str, query: dict[str, str], body: bytes) -> Response:
        if "delete" in query:
            # What was not there counts as deleted too.
            gone = [unescape(key) for key in re.findall("<Key>(.*?)</Key>", body.decode())]
            for key in gone:
                self.files.pop(key, None)
            rows = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in gone)
            return Response(f"<DeleteResult>{rows}</DeleteResult>", media_type="application/xml")
        if "uploads" in query:
            answer = "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
            return Response(answer, media_type="application/xml")
        pieces = self.parts.pop(name, {})
        self.files[name] = b"".join(pieces[number] for number in sorted(pieces))
        answer = "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"
        return Response(answer, media_type="application/xml")

    def _list(self, prefix: str) -> Response:
        rows = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(content)}</Size><ETag>x</ETag>"
            "<LastModified>2026-11-23T17:00:00.000Z</LastModified></Contents>"
            for name, content in sorted(self.files.items())
            if name.startswith(prefix)
        )
        answer = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        return Response(answer, media_type="application/xml")


@contextmanager
def running_bucket(name: str) -> Iterator[Bucket]:
    """Serve a bucket on a free port while the test runs."""
    port = free_port()
    bucket = Bucket(f"http://127.0.0.1:{port}")
    methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    route = Route(f"/{name}{{name:path}}", _without_slash(bucket), methods=methods)
    with serving(Starlette(routes=[route]), port):
        yield bucket


@contextmanager
def serving(app: ASGIApp, port: int) -> Iterator[None]:
    """Serve an application on loopback from a thread."""
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), daemon=True)
    thread.start()
    while not _is_open(port):
        time.sleep(0.01)
    yield
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _without_slash(bucket: Bucket):
    async def answer(request: Request) -> Response:
        request.path_params["name"] = request.path_params["name"].lstrip("/")
        return await bucket.answer(request)

    return answer
