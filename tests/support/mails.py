"""Mails as the outbox shows them."""

from uuid import UUID

from platform_app.core.context import PlatformContext
from platform_app.services import mail


def list_mails(ctx: PlatformContext) -> list[mail.OpenMail]:
    """Return the newest mails with their texts."""
    ctx.db.flush()
    return [
        mail.open_mail(ctx, UUID(row.id), UUID(row.company_id) if row.company_id else None)
        for row in mail.list_rows(ctx).rows
    ]


def newest_mail(ctx: PlatformContext) -> mail.OpenMail:
    """Return the mail that was written last."""
    return list_mails(ctx)[0]
