"""`POST /{number}/messages`: checked as WhatsApp checks it, then accepted or refused."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.chats import Bubble, SentRecord
from platform_app.dev.whatsapp_simulator.courier import digits
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.scripts import HANG_S, Script, Trick
from platform_app.dev.whatsapp_simulator.statuses import user_id
from platform_app.dev.whatsapp_simulator.template_checks import fill_template, find_template
from platform_app.dev.whatsapp_simulator.world import World, new_wamid
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
)

_PHONE = re.compile(r"\+?[0-9]{5,15}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
_CALLBACK_MAX_LENGTH = 512
_TEXT_MAX_LENGTH = 4096
_TYPING_S = 25.0


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: an account and one of its numbers."""

    account: SimulatedAccount
    number: SimulatedNumber


async def post_message(world: World, sender: Sender, payload: JsonObject) -> Response:
    """Answer a send, a read receipt or a typing notice."""
    await asyncio.sleep(world.behaviour.latency_s)
    if payload.get("messaging_product") != "whatsapp":
        raise GraphFailure(100, details="messaging_product must be whatsapp")
    if payload.get("status") == "read":
        return _mark_read(world, sender, payload)
    customer = _addressee(payload)
    script = world.scripts.use(sender.number.id, customer)
    bubble = _bubble(world, sender, customer, payload)
    _refuse_if_limited(world, sender, customer)
    if script is not None and script.trick is Trick.REFUSE:
        details = script.details or "Simulated refusal"
        raise GraphFailure(script.code, http_status=script.http_status, details=details)
    world.accept(bubble, script)
    world.memory.sends.append(
        SentRecord(bubble.wamid, sender.number.id, customer, bubble.callback, payload, bubble.at)
    )
    return await _answer(payload, bubble, script)


def _addressee(payload: JsonObject) -> str:
    to, recipient = as_text(payload.get("to")), as_text(payload.get("recipient"))
    if to is not None and _PHONE.fullmatch(to):
        return f"+{digits(to)}"
    if to is None and recipient is not None and _USER_ID.fullmatch(recipient):
        return recipient
    raise GraphFailure(100, details="to or recipient is missing or not valid")


def _refuse_if_limited(world: World, sender: Sender, customer: str) -> None:
    if not world.has_throughput(sender.number):
        raise GraphFailure(130429, http_status=429, details="Cloud API throughput reached")
    if not world.may_write_again(sender.number, customer):
        raise GraphFailure(131056, http_status=429, details="Too many messages to one person")
    if digits(sender.number.display_number) == digits(customer):
        raise GraphFailure(131021)


def _bubble(world: World, sender: Sender, customer: str, payload: JsonObject) -> Bubble:
    callback = as_text(payload.get("biz_opaque_callback_data"))
    if callback is not None and len(callback) > _CALLBACK_MAX_LENGTH:
        raise GraphFailure(100, details="biz_opaque_callback_data is too long")
    bubble = Bubble(
        wamid=new_wamid(),
        number_id=sender.number.id,
        customer=customer,
        is_outbound=True,
        at=time.time(),
        body="",
        callback=callback,
    )
    match payload.get("type", "text"):
        case "template":
            _fill_from_template(bubble, sender.account, as_object(payload.get("template")))
        case "text":
            _fill_from_text(world, bubble, as_object(payload.get("text")))
        case kind:
            raise GraphFailure(131051, "Unsupported message type", details=f"type {kind}")
    return bubble


def _fill_from_template(bubble: Bubble, account: SimulatedAccount, sent: JsonObject) -> None:
    template = find_template(account, sent)
    shown = fill_template(template, sent)
    parts = {str(part["type"]): part for part in as_objects(template["components"])}
    bubble.category = str(template["category"]).lower()
    bubble.header = shown.get("header", "")
    bubble.media = shown.get("media", "")
    bubble.body = shown["body"]
    bubble.footer = str(parts.get("FOOTER", {}).get("text", ""))
    bubble.buttons = [
        {"type": button["type"], "text": button["text"], "value": shown[f"button.{index}"]}
        for index, button in enumerate(as_objects(parts.get("BUTTONS", {}).get("buttons")))
    ]
    for component in as_objects(sent.get("components")):
        if component.get("sub_type") == "quick_reply":
            parameter = as_objects(component.get("parameters"))[0]
            bubble.buttons[int(component["index"])]["value"] = parameter.get("payload")


def _fill_from_text(world: World, bubble: Bubble, text: JsonObject) -> None:
    body = as_text(text.get("body"))
    if body is None or len(body) > _TEXT_MAX_LENGTH:
        raise GraphFailure(100, details="text.body is missing or longer than 4096 characters")
    if not world.memory.has_open_window(bubble.number_id, bubble.customer):
        raise GraphFailure(
            131047,
            details="More than 24 hours have passed since the customer last replied to this number",
        )
    bubble.body = body


async def _answer(payload: JsonObject, bubble: Bubble, script: Script | None) -> Response:
    accepted = _accepted(payload, bubble, script)
    match script.trick if script else None:
        case Trick.CUT:
            return _cut_off(accepted)
        case Trick.HTML:
            return PlainTextResponse("<html>Sorry, something went wrong.</html>", 500)
        case Trick.NO_ID:
            return JSONResponse({"messaging_product": "whatsapp"})
        case Trick.HANG:
            await asyncio.sleep(HANG_S)
        case Trick.EARLY:
            # Longer than a batch of webhooks waits, so that they are taken first.
            await asyncio.sleep(1.0)
        case _:
            pass
    return JSONResponse(accepted)


def _accepted(payload: JsonObject, bubble: Bubble, script: Script | None) -> JsonObject:
    contact = {"input": payload.get("to", payload.get("recipient"))}
    is_user_id_only = script is not None and script.trick is Trick.USER_ID_ONLY
    if bubble.customer.startswith("+") and not is_user_id_only:
        contact["wa_id"] = digits(bubble.customer)
    else:
        contact["user_id"] = user_id(bubble.customer)
    message = {"id": bubble.wamid}
    if payload.get("type") == "template":
        is_held = script is not None and script.trick in {Trick.HELD, Trick.HELD_DROPPED}
        message["message_status"] = "held_for_quality_assessment" if is_held else "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def _cut_off(accepted: JsonObject) -> Response:
    whole = JSONResponse(accepted).body

    async def half() -> AsyncIterator[bytes]:
        yield bytes(whole[: len(whole) // 2])

    # The announced length is never reached, so the server has to cut the connection.
    headers = {"content-length": str(len(whole)), "content-type": "application/json"}
    return StreamingResponse(half(), headers=headers)


def _mark_read(world: World, sender: Sender, payload: JsonObject) -> Response:
    bubble = world.memory.bubbles.get(str(payload.get("message_id")))
    if bubble is None or bubble.is_outbound or bubble.number_id != sender.number.id:
        raise GraphFailure(131009, details="message_id is not a message of this number")
    for one in world.memory.chats[bubble.number_id, bubble.customer]:
        if not one.is_outbound and one.at <= bubble.at:
            one.status = "read"
    if payload.get("typing_indicator"):
        key = (bubble.number_id, bubble.customer)
        world.memory.typing_until[key] = time.time() + _TYPING_S
    return JSONResponse({"success": True})


def ledger_row(record: SentRecord) -> JsonObject:
    """Return one accepted send for a test that counts."""
    return asdict(record)
