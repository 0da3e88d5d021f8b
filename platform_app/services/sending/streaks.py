"""The same refusal three times in a row: then the campaign is wrong, and not the person."""

import json
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import ErrorMeaning
from platform_app.services.sending.consequences import pause_campaign

LONGEST = 3
_BREAK = text(
    """
    update campaign set failing = failing - cast(:kind as text)
    where company_id = :company_id and id = :id and jsonb_exists(failing, :kind)
    """
)
_LOCK = text(
    """
    select failing -> cast(:kind as text) from campaign where company_id = :company_id and id = :id
    for no key update
    """
)
_KEEP = text(
    """
    update campaign set failing = failing || jsonb_build_object(cast(:kind as text), cast(:streak as jsonb))
    where company_id = :company_id and id = :id
    """
)


class Kind(StrEnum):
    """Answers and statuses have streaks of their own: a message that is taken may still fail later."""

    ANSWER = "answer"
    STATUS = "status"


def follow(
    ctx: CompanyContext, campaign_id: UUID, kind: Kind, outcomes: Sequence[ErrorMeaning | None]
) -> None:
    """Count the latest outcomes of a campaign, None for a success; pause it at the third equal refusal."""
    key = {"company_id": ctx.company_id, "id": campaign_id, "kind": str(kind)}
    if not any(one is not None and one.pauses_when_repeated for one in outcomes):
        # Nearly always: then nothing is written, unless a streak ends here.
        if outcomes:
            ctx.db.connection().execute(_BREAK, key)
        return
    code, count = ctx.db.connection().execute(_LOCK, key).scalar() or (None, 0)
    for one in outcomes:
        if one is None or not one.pauses_when_repeated:
            code, count = None, 0
            continue
        code, count = one.code, count + 1 if one.code == code else 1
        if count == LONGEST:
            pause_campaign(ctx, campaign_id, one)
            code, count = None, 0
    ctx.db.connection().execute(_KEEP, key | {"streak": json.dumps([code, count])})
