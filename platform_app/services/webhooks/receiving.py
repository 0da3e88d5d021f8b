"""Receiving: whose address it is, whether the sender knows the secret, and one row per body."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.crypto import Secret, decrypt
from platform_app.integrations.whatsapp.signature import handshake_challenge
from platform_app.models.channels import Channel
from platform_app.services.webhooks.views import Destination, ReceivedEvent

# The database gives the ids, so that the order of the ids is the order in which the bodies came.
_STORE = text(
    """
    insert into webhook_event (company_id, id, created_at, channel_id, body, attempts)
    select :company_id, uuidv7(), now(), channel_id, body, 0
    from unnest(cast(:channel_ids as uuid[]), cast(:bodies as bytea[])) as given (channel_id, body)
    """
)


def find_destination(ctx: PublicContext, key: str) -> Destination | None:
    """Return whose webhook address ends in this key, if anybody's does."""
    row = ctx.db.exec(
        select(Channel.company_id, Channel.id).where(col(Channel.webhook_key) == key).limit(1)
    ).first()
    return Destination(*row) if row else None


def load_app_secret(ctx: CompanyContext, channel_id: UUID) -> Secret | None:
    """Return the secret with which WhatsApp signs for this channel, or None if the channel is gone or revoked."""
    channel = ctx.db.get(Channel, (ctx.company_id, channel_id))
    if channel is None or not channel.app_secret_sealed:
        return None
    return decrypt(channel.app_secret_sealed, company_id=ctx.company_id, field="app_secret")


def answer_handshake(ctx: CompanyContext, channel_id: UUID, query: Mapping[str, str]) -> str | None:
    """Return the challenge to echo, and remember that the address works; None for a wrong token."""
    channel = ctx.db.get(Channel, (ctx.company_id, channel_id))
    if channel is None:
        return None
    token = decrypt(channel.verify_token_sealed, company_id=ctx.company_id, field="verify_token")
    challenge = handshake_challenge(query, token.reveal())
    if challenge is not None:
        channel.verified_at = now()
        ctx.nudge("channels")
    return challenge


def store(ctx: CompanyContext, events: Sequence[ReceivedEvent]) -> None:
    """Keep bodies as they came, in the order in which they came."""
    ctx.db.connection().execute(
        _STORE,
        {
            "company_id": ctx.company_id,
            "channel_ids": [event.channel_id for event in events],
            "bodies": [event.body for event in events],
        },
    )
