"""Asking DNS for a domain's TXT records."""

from urllib.parse import urlsplit

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from platform_app.core.config import settings
from platform_app.core.errors import Unavailable

_TIMEOUT_S = 5.0


def find_texts(name: str) -> list[str]:
    """Return the TXT records of a name, none when it has none; raises Unavailable when nobody answers."""
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", lifetime=_TIMEOUT_S)
    except (NXDOMAIN, NoAnswer):
        return []
    except DNSException as error:
        raise Unavailable("DNS did not answer. It is asked again by itself.") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver() -> Resolver:
    given = settings().dns_resolver
    if given is None:
        return Resolver()
    resolver = Resolver(configure=False)
    place = urlsplit(f"//{given}")
    resolver.nameservers, resolver.port = [place.hostname or given], place.port or 53
    return resolver
