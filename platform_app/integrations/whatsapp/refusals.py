"""What WhatsApp's refusals and failures become for the people who asked for something."""

import json
import math

import httpx

from platform_app.core.errors import AppError, InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp.client import GraphError, read_error
from platform_app.integrations.whatsapp.errors import explain, is_known
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_object, is_object

_TOKEN_CODES = frozenset({0, 102, 190})
_PERMISSION_CODES = frozenset({3, 10, *range(200, 300)})
_LIMIT_CODES = frozenset({4, 17, 32, 613, 80007, 80008})
_CALLBACK_CODE = 2200
_GENERAL_CODES = frozenset({1, 2, 33, 100})
_FIELDS = {
    133000: "number",
    133005: "pin",
    133006: "code",
    133008: "pin",
    133009: "pin",
    136024: "number",
    136025: "code",
    2388024: "name",
    2388040: "components",
    2388047: "header",
    2388072: "body",
    2388073: "footer",
    2388293: "body",
    2388299: "body",
}


class GraphRefusal(InvalidInput):
    """WhatsApp refused something; carries its own words, and its whole answer for partial successes."""

    def __init__(self, message: str, fields: dict[str, str], *, error: GraphError) -> None:
        super().__init__(message, fields)
        self.error = error
        self.answer: JsonObject = {}

    def at(self, field: str) -> "GraphRefusal":
        """Return the same refusal said at a field of the form, unless it already has one."""
        return (
            self
            if self.fields
            else GraphRefusal(self.message, {field: quoted(self.error)}, error=self.error)
        )


def read_answer(response: httpx.Response) -> JsonObject:
    """Return the JSON of a success; raises the family's error otherwise, never with a token in it."""
    try:
        answer = as_object(response.json())
    except (ValueError, RecursionError):
        answer = {}
    error = read_error(response.status_code, answer)
    if error is not None:
        raise people_error(error, answer, wait_s=seconds_to_wait(response.headers))
    if not response.is_success or not answer:
        status = response.status_code
        raise Unavailable(f"WhatsApp answered with an error ({status}). Try again in a minute.")
    return answer


def people_error(error: GraphError, answer: JsonObject, *, wait_s: float | None = None) -> AppError:
    """Return what people get to read about an error of Graph."""
    said = quoted(error)
    if error.code in _LIMIT_CODES:
        when = "later" if wait_s is None else f"in about {math.ceil(wait_s / 60)} minutes"
        sentence = f"Too many calls to WhatsApp; try again {when}. {said}"
        return LimitReached(sentence, retry_after_s=wait_s)
    field, sentence = _refused(error)
    if field is None and (error.http_status >= 500 or error.is_transient):
        return Unavailable(f"WhatsApp has a problem of its own. {said}")
    refusal = GraphRefusal(f"{sentence} {said}", {field: said} if field else {}, error=error)
    refusal.answer = answer
    return refusal


def quoted(error: GraphError) -> str:
    """Return WhatsApp's own words."""
    return f"WhatsApp said: “{error.details or error.message}” (code {error.code})."


def seconds_to_wait(headers: httpx.Headers) -> float | None:
    """Read from Graph's usage headers after which time calls are taken again."""
    minutes = [
        row.get("estimated_time_to_regain_access")
        for name in ("x-business-use-case-usage", "x-app-usage")
        for row in _usage_rows(headers.get(name))
    ]
    known = [value for value in minutes if isinstance(value, int | float) and value > 0]
    return max(known) * 60.0 if known else None


def _usage_rows(header: str | None) -> list[JsonObject]:
    try:
        usage: object = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return []
    # One app's own figures are a plain object, those of accounts are lists by account.
    groups = as_object(usage).values()
    return [
        as_object(usage),
        *(row for group in groups for row in as_list(group) if is_object(row)),
    ]


def _refused(error: GraphError) -> tuple[str | None, str]:
    if error.code in _TOKEN_CODES:
        return "access_token", "The access token was refused."
    if error.code in _PERMISSION_CODES:
        return "access_token", "The token may not use this account."
    if "appsecret_proof" in error.message:
        return "app_secret", "The app secret was refused."
    if error.code == _CALLBACK_CODE or "verification failed" in error.message.lower():
        return "webhook", "The webhook address was refused."
    code = error.subcode if is_known(error.subcode) else error.code
    if code in _GENERAL_CODES or not is_known(code):
        return None, "WhatsApp refused this."
    meaning = explain(code)
    return _FIELDS.get(code or 0), f"{meaning.sentence} {meaning.advice}"
