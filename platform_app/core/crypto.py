"""Secrets at rest: AES-256-GCM, bound to the company and the field they belong to."""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from platform_app.core.config import settings

_VERSION = "v1"
_NONCE_BYTES = 12


class Secret:
    """A clear text that never prints itself and cannot be pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the clear text; call it only where it leaves for the outside."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is never pickled.")


@cache
def _key_ring() -> dict[str, bytes]:
    ring: dict[str, bytes] = {}
    for entry in settings().encryption_keys.get_secret_value().split(","):
        key_id, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded)
        if len(key) != 32:
            raise ValueError("Every key in ENCRYPTION_KEYS must be 32 bytes, base64-encoded.")
        ring[key_id.strip()] = key
    return ring


def _associated_data(key_id: str, company_id: UUID, field: str) -> bytes:
    return f"{_VERSION}|{key_id}|{company_id}|{field}".encode()


def encrypt(clear: str, *, company_id: UUID, field: str) -> str:
    """Encrypt with the newest key; only the same company and field can decrypt it."""
    key_id = next(iter(_key_ring()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    data = _associated_data(key_id, company_id, field)
    sealed = nonce + AESGCM(_key_ring()[key_id]).encrypt(nonce, clear.encode(), data)
    return f"{_VERSION}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(token: str, *, company_id: UUID, field: str) -> Secret:
    """Decrypt; raises `cryptography.exceptions.InvalidTag` for another company or field."""
    _, key_id, encoded = token.split(".", 2)
    sealed = base64.urlsafe_b64decode(encoded)
    data = _associated_data(key_id, company_id, field)
    clear = AESGCM(_key_ring()[key_id]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], data)
    return Secret(clear.decode())


def is_current(token: str) -> bool:
    """Tell whether a ciphertext was made with the newest key."""
    return token.split(".", 2)[1] == next(iter(_key_ring()))


def new_token() -> str:
    """Return 256 random bits that fit into an address or a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return the hash under which a random token is stored and found."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(purpose: str, value: str) -> bytes:
    """Return HMAC-SHA256 of `value` under the product's secret, one key per purpose."""
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()
