"""JSON from outside, made fit to be stored in PostgreSQL."""

import json
import math

from platform_app.integrations.whatsapp.graph_json import is_list, is_object

# Neither of these can be stored as text or jsonb, and one would fail its whole batch.
_NUL = b"\\u0000"
_SURROGATE = b"\\ud"


def load_storable(raw: bytes) -> object:
    """Parse JSON without NUL characters, lone surrogates or infinite numbers; raises ValueError."""
    lowered = raw.lower()
    try:
        value = json.loads(raw, parse_constant=lambda _: None, parse_float=_finite)
        return _cleaned(value) if _NUL in lowered or _SURROGATE in lowered else value
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return _clean_text(value)
    if is_list(value):
        return [_cleaned(item) for item in value]
    if is_object(value):
        return {_clean_text(key): _cleaned(item) for key, item in value.items()}
    return value


def _clean_text(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
