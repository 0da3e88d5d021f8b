"""What a sample of a webhook is about, made before it arrives: the account, the template, the message."""

from typing import Any

from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import company_transaction
from platform_app.models.channels import Channel, ChannelStatus, PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.models.templates import MessageTemplate
from tests.support import factories
from tests.support.webhooks import TestChannel, connect


def prepare(entry: dict[str, Any], values: list[dict[str, Any]]) -> TestChannel:
    """Return a connected number that is the sample's, with the template and message that it is about."""
    metadata = next((one["metadata"] for one in values if "metadata" in one), {})
    waba_id = values[0].get("waba_info", {}).get("waba_id", entry["id"])
    channel = connect(
        factories.company("Acme").id,
        waba_id=waba_id,
        wa_number_id=metadata.get("phone_number_id", "1"),
    )
    display = values[0].get("display_phone_number") or metadata.get("display_phone_number")
    with company_transaction(channel.system) as ctx:
        row = ctx.db.exec(select(PhoneNumber)).one()
        row.display_number = f"+{display}" if display else row.display_number
        if "ban_info" in values[0]:
            row.paused_until = now().replace(year=2999)
            ctx.db.exec(select(Channel)).one().status = ChannelStatus.DISABLED
        if "message_template_id" in values[0]:
            ctx.db.add(_template(channel, str(values[0]["message_template_id"])))
        for wamid in _wamids_of_ours(values):
            _add_outbound(ctx, channel, wamid, values[0])
    return channel


def _wamids_of_ours(values: list[dict[str, Any]]) -> list[str]:
    statuses = [one["id"] for value in values for one in value.get("statuses", [])]
    messages = [one for value in values for one in value.get("messages", [])]
    return statuses + [one["reaction"]["message_id"] for one in messages if "reaction" in one]


def _template(channel: TestChannel, wa_id: str) -> MessageTemplate:
    return MessageTemplate(
        company_id=channel.company_id,
        channel_id=channel.id,
        wa_template_id=wa_id,
        name="welcome_template",
        language="en-US",
        category="UTILITY",
        status="PENDING",
    )


def _add_outbound(
    ctx: CompanyContext, channel: TestChannel, wamid: str, value: dict[str, Any]
) -> None:
    """Add a message that we have sent to the person the sample is about."""
    sender = next((one["from"] for one in value.get("messages", [])), "16505551234")
    is_phone = sender.isdecimal()
    contact = Contact(
        company_id=channel.company_id,
        phone=f"+{sender}" if is_phone else None,
        wa_user_id=None if is_phone else sender,
    )
    ctx.db.add(contact)
    ctx.db.flush()
    conversation = Conversation(
        company_id=channel.company_id,
        contact_id=contact.id,
        phone_number_id=channel.number_id,
    )
    ctx.db.add(conversation)
    ctx.db.flush()
    ctx.db.add(
        Message(
            company_id=channel.company_id,
            conversation_id=conversation.id,
            direction=Direction.OUTBOUND,
            status=DeliveryStatus.ACCEPTED,
            wamid=wamid,
            body="Hello",
        )
    )
