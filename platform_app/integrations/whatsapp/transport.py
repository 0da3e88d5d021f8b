"""The connections to WhatsApp: one pool and one policy of waiting for everything that is asked."""

import socket
import ssl
from dataclasses import dataclass
from functools import cache

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

_KEEPALIVE_S = 30.0
_DNS_FRESH_S = 60
_NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_AddressInfo = tuple[
    int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]
]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each step may take, in seconds.

    The transport holds `connect_s`, `read_s` and `pool_s` (which it counts together with connecting). It has
    no time limit for writing, so the kernel holds `write_s`: it breaks a connection whose bytes nobody takes
    (TCP_USER_TIMEOUT; where a system has none, the totals hold). `total_s` ends a request whose answer drips
    in for ever, `file_total_s` one that carries a file.
    """

    connect_s: float = 5.0
    read_s: float = 20.0
    write_s: float = 20.0
    pool_s: float = 10.0
    # A lease on a recipient must be longer than this: no send is under way for more.
    total_s: float = 30.0
    file_total_s: float = 300.0


POLICY = Timeouts()


def open_http(timeouts: Timeouts, *, max_connections: int) -> httpx.AsyncClient:
    """Return a client with a pool of its own; it follows no redirects and keeps no cookies."""
    transport = AiohttpTransport(
        verify=_trust(), trust_env=False, client=lambda: _session(timeouts, max_connections)
    )
    limits = httpx.Timeout(
        connect=timeouts.connect_s,
        read=timeouts.read_s,
        write=timeouts.write_s,
        pool=timeouts.pool_s,
    )
    return httpx.AsyncClient(
        transport=transport, timeout=limits, trust_env=False, follow_redirects=False
    )


def surely_unsent(error: BaseException) -> bool:
    """Tell whether the failure came before a byte of the request was written."""
    return isinstance(_origin(error), _NEVER_CONNECTED)


def describe_failure(error: BaseException) -> str:
    """Say in one sentence what went wrong on the way."""
    match _origin(error):
        case aiohttp.ClientConnectorDNSError():
            return "WhatsApp's address could not be found."
        case aiohttp.ClientSSLError():
            return "No secure connection to WhatsApp could be made."
        case aiohttp.ClientConnectorError():
            return "WhatsApp could not be reached."
        case aiohttp.ConnectionTimeoutError():
            return "WhatsApp did not take the connection in time."
        case TimeoutError():
            return "WhatsApp did not answer in time."
        case cause:
            return f"The connection to WhatsApp broke ({type(cause).__name__})."


def _origin(error: BaseException) -> BaseException:
    # The transport's own mapping calls a connection that the server closed after our request a
    # ConnectTimeout, so only the cause tells.
    return (error.__cause__ if isinstance(error, httpx.RequestError) else None) or error


def _session(timeouts: Timeouts, max_connections: int) -> aiohttp.ClientSession:
    def connect(info: _AddressInfo) -> socket.socket:
        return _socket(info, timeouts.write_s)

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=max_connections,
            ssl=_trust(),
            keepalive_timeout=_KEEPALIVE_S,
            ttl_dns_cache=_DNS_FRESH_S,
            socket_factory=connect,
        ),
        # Cookies of one company's answers must not travel with another's requests.
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
    # It would repeat reading and deleting by itself after a broken connection.
    session._retry_connection = False  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  no option says so
    return session


def _socket(info: _AddressInfo, write_s: float) -> socket.socket:
    family, kind, protocol, *_ = info
    one = socket.socket(family, kind, protocol)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(write_s * 1000))
    return one


@cache
def _trust() -> ssl.SSLContext:
    # Reading all certificates takes longer than a request, so it is done once in a process.
    return httpx.create_ssl_context(trust_env=False)
