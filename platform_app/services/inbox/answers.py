"""Answers to campaigns: whoever writes to the campaign's number within three days of its message has replied."""

from collections.abc import Sequence

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import InboundMessage
from platform_app.services.inbox.receiving import ASIDES
from platform_app.services.inbox.statements import MARK_ANSWERED


def mark_answered(ctx: CompanyContext, messages: Sequence[InboundMessage]) -> None:
    """Keep the first answer to each campaign, by one statement for all messages; they must have been received."""
    if wamids := [one.wamid for one in messages if one.kind not in ASIDES]:
        values = {"company_id": ctx.company_id, "wamids": wamids}
        ctx.db.flush()
        ctx.db.connection().execute(MARK_ANSWERED, values)
