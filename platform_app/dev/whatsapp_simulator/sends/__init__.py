"""`POST /{number}/messages`: checked as WhatsApp checks it, then accepted or refused."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from platform_app.dev.whatsapp_simulator.chats import Bubble, SentRecord
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.people import digits, known_as, phone_of, user_id
from platform_app.dev.whatsapp_simulator.scripts import HANG_S, Script, Trick
from platform_app.dev.whatsapp_simulator.sends.checks import Sender
from platform_app.dev.whatsapp_simulator.sends.contents import fill_content
from platform_app.dev.whatsapp_simulator.sends.gates import (
    hidden_trouble,
    price_type,
    refuse_changed_identity,
    refuse_if_restricted,
    refuse_if_unusable,
    refuse_recipient,
)
from platform_app.dev.whatsapp_simulator.sends.templates import fill_from_template
from platform_app.dev.whatsapp_simulator.world import World, new_wamid
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

_PHONE = re.compile(r"\+?[0-9]{5,15}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
_CALLBACK_MAX_LENGTH = 512
_TYPING_S = 25.0
_HELD = (Trick.HELD, Trick.HELD_DROPPED)


async def post_message(
    world: World, sender: Sender, payload: JsonObject, *, marketing_only: bool = False
) -> Response:
    """Answer a send, a read receipt or a typing notice."""
    await asyncio.sleep(world.behaviour.latency_s)
    if payload.get("messaging_product") != "whatsapp":
        raise GraphFailure(100, details="messaging_product must be whatsapp")
    if payload.get("status") == "read":
        return _mark_read(world, sender, payload)
    bubble = _bubble(sender, payload, _addressee(world, sender, payload))
    script = world.scripts.use(sender.number.id, _scripted_as(world, bubble, payload))
    if script is not None and script.trick is Trick.REFUSE:
        details = script.details or "Simulated refusal"
        raise GraphFailure(script.code, http_status=script.http_status, details=details)
    refuse_if_unusable(world, sender)
    trouble = _fill(world, sender, bubble, payload)
    if marketing_only:
        if bubble.category != "marketing":
            raise GraphFailure(134100, "Only marketing messages are supported")
        bubble.category = "marketing_lite"
    refuse_recipient(world, sender, bubble.customer)
    refuse_changed_identity(world, sender, bubble, payload.get("recipient_identity_key_hash"))
    refuse_if_restricted(world, sender, bubble)
    return await _accept(world, sender, bubble, payload, script or trouble)


async def _accept(
    world: World, sender: Sender, bubble: Bubble, payload: JsonObject, script: Script | None
) -> Response:
    bubble.price_type = price_type(world, bubble)
    if script is None or script.trick is not Trick.FAIL:
        script = hidden_trouble(world, sender, bubble) or script
    if bubble.category == "service":
        month = time.strftime("%Y-%m", time.gmtime(bubble.at))
        world.memory.service_messages[bubble.number_id, month] += 1
    world.accept(bubble, script)
    record = SentRecord(
        bubble.wamid, sender.number.id, bubble.customer, bubble.callback, payload, bubble.at
    )
    world.memory.sends.append(record)
    return await _answer(world, payload, bubble, script)


def _addressee(world: World, sender: Sender, payload: JsonObject) -> str:
    to, recipient = as_text(payload.get("to")), as_text(payload.get("recipient"))
    if payload.get("recipient_type", "individual") != "individual":
        raise GraphFailure(131051, details="Groups are not simulated")
    if to is not None and _PHONE.fullmatch(to):
        return known_as(to)
    if to is None and recipient is not None and _USER_ID.fullmatch(recipient):
        return phone_of(recipient, world.memory.business_of(sender.number.id)) or recipient
    raise GraphFailure(100, details="to or recipient is missing or not valid")


def _scripted_as(world: World, bubble: Bubble, payload: JsonObject) -> str:
    recipient = payload.get("recipient")
    is_given = isinstance(recipient, str) and recipient in world.scripts.given
    return str(recipient) if is_given and bubble.is_to_user_id else bubble.customer


def _bubble(sender: Sender, payload: JsonObject, customer: str) -> Bubble:
    callback = payload.get("biz_opaque_callback_data")
    if callback is not None and not isinstance(callback, str):
        raise GraphFailure(100, details="biz_opaque_callback_data must be a string")
    if callback is not None and len(callback) > _CALLBACK_MAX_LENGTH:
        raise GraphFailure(100, details="biz_opaque_callback_data is too long")
    quoted = as_object(payload.get("context")).get("message_id")
    if "context" in payload and (not isinstance(quoted, str) or payload.get("type") == "reaction"):
        raise GraphFailure(100, details="context needs a message_id, and a reaction takes none")
    return Bubble(
        wamid=new_wamid(),
        number_id=sender.number.id,
        customer=customer,
        is_outbound=True,
        at=time.time(),
        body="",
        callback=callback,
        quoted=quoted or "",
        is_to_user_id=payload.get("to") is None,
    )


def _fill(world: World, sender: Sender, bubble: Bubble, payload: JsonObject) -> Script | None:
    if payload.get("type") != "template":
        return fill_content(world, sender, bubble, payload)
    return fill_from_template(world, sender, bubble, as_object(payload.get("template")))


async def _answer(
    world: World, payload: JsonObject, bubble: Bubble, script: Script | None
) -> Response:
    accepted = _accepted(world, payload, bubble, script)
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


def _accepted(
    world: World, payload: JsonObject, bubble: Bubble, script: Script | None
) -> JsonObject:
    contact: JsonObject = {"input": payload.get("to", payload.get("recipient"))}
    is_nameless = bubble.is_to_user_id or world.is_hidden(bubble.customer)
    if bubble.customer.startswith("+") and not is_nameless:
        contact["wa_id"] = digits(bubble.customer)
    else:
        business_id = world.memory.business_of(bubble.number_id)
        contact["user_id"] = user_id(bubble.customer, business_id)
    message: JsonObject = {"id": bubble.wamid}
    if bubble.template_id:
        is_held = (script and script.trick in _HELD) or bubble.template_id in world.held
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
