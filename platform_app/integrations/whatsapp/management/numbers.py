"""The phone numbers of an account: how they stand, and how one is verified and registered."""

import re
from dataclasses import dataclass
from enum import StrEnum

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text
from platform_app.integrations.whatsapp.management.health import Health, read_health
from platform_app.integrations.whatsapp.refusals import GraphRefusal

_FIELDS = (
    "id,display_phone_number,verified_name,name_status,new_display_name,new_name_status,status,"
    "quality_rating,code_verification_status,throughput,whatsapp_business_manager_messaging_limit,"
    "platform_type,account_mode,is_official_business_account,is_on_biz_app,country_code,"
    "last_onboarded_time,webhook_configuration,health_status"
)
_PIN = re.compile(r"[0-9]{6}")


class CodeMethod(StrEnum):
    """How WhatsApp hands over the code that proves a number."""

    SMS = "SMS"
    VOICE = "VOICE"


@dataclass(frozen=True, slots=True)
class WebhookAddresses:
    """Where a number's events go: its own override, its account's, or the app's address."""

    number: str | None = None
    account: str | None = None
    app: str | None = None


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
    new_name: str = ""
    new_name_status: str = ""
    code_verification: str = ""
    platform: str = ""
    account_mode: str = ""
    country_code: str = ""
    last_onboarded: str = ""
    is_official: bool = False
    is_on_business_app: bool = False
    webhooks: WebhookAddresses = WebhookAddresses()
    health: Health | None = None


async def list_numbers(g: Graph, waba_id: str) -> list[NumberInfo]:
    """List the account's numbers."""
    try:
        return [
            _number(row) async for row in g.pages(f"{graph_id(waba_id)}/phone_numbers", _FIELDS)
        ]
    except GraphRefusal as refusal:
        raise refusal.at("waba_id") from None


async def fetch_number(g: Graph, number_id: str) -> NumberInfo:
    """Return one number."""
    return _number(await g.call("GET", graph_id(number_id, "number"), {"fields": _FIELDS}))


async def request_code(g: Graph, number_id: str, *, method: CodeMethod, language: str) -> None:
    """Have WhatsApp hand over the code that proves the number; `language` is like `en_US`."""
    query = {"code_method": str(method), "language": language}
    await g.call("POST", f"{graph_id(number_id, 'number')}/request_code", query)


async def verify_code(g: Graph, number_id: str, code: str) -> None:
    """Prove the number with the code, which people type with a dash or a blank."""
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{4,8}", digits):
        raise InvalidInput(
            "This code is not valid.", {"code": "The code is a number of six digits."}
        )
    await g.call("POST", f"{graph_id(number_id, 'number')}/verify_code", {"code": digits})


async def register(g: Graph, number_id: str, pin: str) -> None:
    """Register the number for the Cloud API; the PIN becomes, or already is, its second factor."""
    body = {"messaging_product": "whatsapp", "pin": _pin(pin)}
    await g.call("POST", f"{graph_id(number_id, 'number')}/register", body=body)


async def deregister(g: Graph, number_id: str) -> None:
    """Take the number out of the Cloud API; it can send nothing until it is registered again."""
    await g.call("POST", f"{graph_id(number_id, 'number')}/deregister")


async def set_pin(g: Graph, number_id: str, pin: str) -> None:
    """Set the PIN that registering asks for."""
    await g.call("POST", graph_id(number_id, "number"), body={"pin": _pin(pin)})


def _pin(pin: str) -> str:
    if not _PIN.fullmatch(pin):
        raise InvalidInput("This PIN is not valid.", {"pin": "A PIN has exactly six digits."})
    return pin


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
        new_name=text("new_display_name"),
        new_name_status=text("new_name_status"),
        code_verification=text("code_verification_status"),
        platform=text("platform_type"),
        account_mode=text("account_mode"),
        country_code=text("country_code"),
        last_onboarded=text("last_onboarded_time"),
        is_official=row.get("is_official_business_account") is True,
        is_on_business_app=row.get("is_on_biz_app") is True,
        webhooks=_addresses(as_object(row.get("webhook_configuration"))),
        health=read_health(row.get("health_status")),
    )


def _addresses(row: JsonObject) -> WebhookAddresses:
    return WebhookAddresses(
        number=as_text(row.get("phone_number")),
        account=as_text(row.get("whatsapp_business_account")),
        app=as_text(row.get("application")),
    )
