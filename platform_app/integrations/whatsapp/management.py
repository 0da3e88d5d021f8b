"""The Graph API for settings: account, numbers, templates, webhook subscription.

Synchronous, for worker threads. Everything that goes wrong is said in WhatsApp's own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from platform_app.core.errors import AppError, InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp.client import GraphError, read_error
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.signature import app_secret_proof

_TIMEOUT = httpx.Timeout(connect=5.0, read=20.0, write=20.0, pool=5.0)
_PAGE_SIZE = 100
# 6,000 templates is WhatsApp's own limit; more pages than this would be a loop.
_MAX_PAGES = 200
_WABA_FIELDS = (
    "id,name,currency,timezone_id,message_template_namespace,account_review_status,country"
)
_NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,status,quality_rating,name_status,throughput,"
    "whatsapp_business_manager_messaging_limit,platform_type,account_mode"
)
_TEMPLATE_FIELDS = (
    "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason"
)
_TOKEN_CODES = frozenset({0, 102, 190})
_PERMISSION_CODES = frozenset({3, 10, *range(200, 300)})
_LIMIT_CODES = frozenset({4, 613, 80007})
_CALLBACK_CODE = 2200


@dataclass(frozen=True, slots=True)
class WabaInfo:
    """A WhatsApp Business account."""

    id: str
    name: str
    currency: str | None
    country: str | None
    review_status: str | None


@dataclass(frozen=True, slots=True)
class NumberInfo:
    """A business phone number, in WhatsApp's words."""

    id: str
    display_number: str
    verified_name: str
    status: str
    quality: str
    name_status: str
    throughput: str
    messaging_limit: str


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A message template as WhatsApp stores it."""

    id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: list[JsonObject]
    quality: str | None
    rejected_reason: str | None


@dataclass(slots=True)
class GraphManagement:
    """One company's view of the Graph API; use it in a `with` block.

    With `app_secret`, every call carries the proof that token and secret belong together, and
    WhatsApp refuses it when they don't.
    """

    base_url: str
    version: str
    token: str = field(repr=False)
    app_secret: str | None = field(default=None, repr=False)
    _http: httpx.Client = field(init=False, repr=False)

    def __enter__(self) -> Self:
        self._http = httpx.Client(
            base_url=f"{self.base_url}/{self.version}/",
            headers={"authorization": f"Bearer {self.token}"},
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def fetch_waba(self, waba_id: str) -> WabaInfo:
        """Return the account; InvalidInput names the field that WhatsApp refused."""
        answer = self._call("GET", _graph_id(waba_id), {"fields": _WABA_FIELDS})
        return WabaInfo(
            id=as_text(answer.get("id")) or waba_id,
            name=as_text(answer.get("name")) or "",
            currency=as_text(answer.get("currency")),
            country=as_text(answer.get("country")),
            review_status=as_text(answer.get("account_review_status")),
        )

    def list_phone_numbers(self, waba_id: str) -> list[NumberInfo]:
        """List the account's numbers."""
        rows = self._pages(f"{_graph_id(waba_id)}/phone_numbers", _NUMBER_FIELDS)
        return [_number(row) for row in rows]

    def list_templates(self, waba_id: str) -> list[TemplateInfo]:
        """List every template of the account, over all pages."""
        rows = self._pages(f"{_graph_id(waba_id)}/message_templates", _TEMPLATE_FIELDS)
        return [_template(row) for row in rows]

    def subscribe_app(
        self,
        waba_id: str,
        *,
        override_callback_uri: str | None = None,
        verify_token: str | None = None,
    ) -> None:
        """Subscribe the app to the account; WhatsApp checks a given address at this moment."""
        path = f"{_graph_id(waba_id)}/subscribed_apps"
        if override_callback_uri is None:
            self._call("POST", path)
            return
        body = {"override_callback_uri": override_callback_uri, "verify_token": verify_token}
        try:
            self._call("POST", path, body=body)
        except InvalidInput as refusal:
            if set(refusal.fields) != {"waba_id"}:
                raise
            # An address is only taken once the app is subscribed. Subscribing first every time
            # would remove an address that works, even if the new one is then refused.
            self._call("POST", path)
            self._call("POST", path, body=body)

    def _pages(self, path: str, fields: str) -> Iterator[JsonObject]:
        query = {"fields": fields, "limit": str(_PAGE_SIZE)}
        for _ in range(_MAX_PAGES):
            answer = self._call("GET", path, query)
            yield from as_objects(answer.get("data"))
            paging = as_object(answer.get("paging"))
            after = as_text(as_object(paging.get("cursors")).get("after"))
            # The last page has a cursor too, but no address of a next one. Only the cursor is
            # followed: an address out of an answer must never see the token.
            if after is None or not paging.get("next") or after == query.get("after"):
                return
            query["after"] = after

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        *,
        body: JsonObject | None = None,
    ) -> JsonObject:
        parameters = dict(query or {})
        if self.app_secret:
            parameters["appsecret_proof"] = app_secret_proof(self.token, self.app_secret)
        try:
            response = self._http.request(method, path, params=parameters, json=body)
        except httpx.TimeoutException as error:
            raise Unavailable("WhatsApp did not answer in time. Try again in a minute.") from error
        except httpx.RequestError as error:
            raise Unavailable("WhatsApp could not be reached. Try again in a minute.") from error
        return _read(response)


def _read(response: httpx.Response) -> JsonObject:
    try:
        answer = as_object(response.json())
    except (ValueError, RecursionError):
        answer = {}
    error = read_error(response.status_code, answer)
    if error is not None:
        raise _people_error(error)
    if not response.is_success or not answer:
        status = response.status_code
        raise Unavailable(f"WhatsApp answered with an error ({status}). Try again in a minute.")
    return answer


def _people_error(error: GraphError) -> AppError:
    said = f"WhatsApp said: “{error.details or error.message}” (code {error.code})."
    if error.code in _LIMIT_CODES:
        return LimitReached(f"Too many calls to WhatsApp; try again later. {said}")
    field_name, sentence = _refused_field(error)
    if error.http_status >= 500 and field_name == "waba_id":
        return Unavailable(f"WhatsApp has a problem of its own. {said}")
    return InvalidInput(f"{sentence} {said}", {field_name: said})


def _refused_field(error: GraphError) -> tuple[str, str]:
    if error.code in _TOKEN_CODES:
        return "access_token", "The access token was refused."
    if error.code in _PERMISSION_CODES:
        return "access_token", "The token may not use this account."
    if "appsecret_proof" in error.message:
        return "app_secret", "The app secret was refused."
    if error.code == _CALLBACK_CODE or "verification failed" in error.message.lower():
        return "webhook", "The webhook address was refused."
    return "waba_id", "The account was refused."


def _graph_id(text: str) -> str:
    # The id becomes part of a path, so nothing but digits may pass.
    if not (text.isascii() and text.isdecimal() and len(text) <= 32):
        problem = "This is a number of 15 to 17 digits, found in Meta's app under API setup."
        raise InvalidInput("The WhatsApp account id is not valid.", {"waba_id": problem})
    return text


def _number(row: JsonObject) -> NumberInfo:
    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    return NumberInfo(
        id=text("id"),
        display_number=text("display_phone_number"),
        verified_name=text("verified_name"),
        status=text("status"),
        quality=text("quality_rating"),
        name_status=text("name_status"),
        throughput=as_text(as_object(row.get("throughput")).get("level")) or "",
        messaging_limit=text("whatsapp_business_manager_messaging_limit"),
    )


def _template(row: JsonObject) -> TemplateInfo:
    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    return TemplateInfo(
        id=text("id"),
        name=text("name"),
        language=text("language"),
        category=text("category"),
        status=text("status"),
        parameter_format=text("parameter_format") or "POSITIONAL",
        components=as_objects(row.get("components")),
        quality=as_text(as_object(row.get("quality_score")).get("score")),
        rejected_reason=as_text(row.get("rejected_reason")),
    )
