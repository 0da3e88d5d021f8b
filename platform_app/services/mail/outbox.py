"""The outbox: what became of every mail, of all companies and of the platform."""

import re
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import text

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import PlatformContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.models.companies import Company
from platform_app.models.mail import Mail, MailStatus, PlatformMail
from platform_app.services import audit
from platform_app.services.mail.views import MailRow, OpenMail

_LINK = re.compile(r"https?://\S+")
_PLATFORM = "The platform"
_NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))
# Each table gives its own newest ones, so that neither is read further than a page.
_PAGE = text(
    """
    select both_tables.*, company.name as company from (
        (select id, company_id, recipient, subject, status, problem, attempts, next_attempt_at, created_at
         from mail where (:status = '' or status = :status) and (created_at, id) < (:moment, :id)
         order by created_at desc, id desc limit :rows)
        union all
        (select id, null, recipient, subject, status, problem, attempts, next_attempt_at, created_at
         from platform_mail where (:status = '' or status = :status) and (created_at, id) < (:moment, :id)
         order by created_at desc, id desc limit :rows)
    ) both_tables
    left join company on company.id = both_tables.company_id
    order by created_at desc, id desc limit :rows
    """
)
_COUNT = text(
    """
    select count(*) from (
        (select 1 from mail where :status = '' or status = :status limit :most)
        union all
        (select 1 from platform_mail where :status = '' or status = :status limit :most)
    ) counted
    """
)


def can_deliver() -> bool:
    """Tell whether a mail server is configured."""
    return settings().smtp_url is not None


def list_rows(
    ctx: PlatformContext, *, status: str = "", cursor: str | None = None
) -> Page[MailRow]:
    """Return the newest mails of everybody, in one state if one is given."""
    if status and status not in set(MailStatus):
        raise InvalidInput("Mails have no such state. Choose one from the list.")
    moment, mail_id = read_cursor(cursor) if cursor else _NEWEST
    place = {"status": status, "moment": moment, "id": mail_id, "rows": PAGE_ROWS + 1}
    found = ctx.db.connection().execute(_PAGE, place).all()
    shown = found[:PAGE_ROWS]
    more = cursor_after(shown[-1].created_at, shown[-1].id) if len(found) > PAGE_ROWS else None
    counted = {"status": status, "most": COUNT_LIMIT}
    total = ctx.db.connection().execute(_COUNT, counted).scalar_one()
    return Page(
        [_row(one, one.company, one.company_id) for one in shown], more, min(total, COUNT_LIMIT)
    )


def open_mail(ctx: PlatformContext, mail_id: UUID, company_id: UUID | None) -> OpenMail:
    """Return one mail with its text and the link in it."""
    mail = _get(ctx, mail_id, company_id)
    company = ctx.db.get(Company, company_id) if company_id else None
    row = _row(mail, company.name if company else "", company_id)
    found = _LINK.search(mail.body)
    return OpenMail(row, mail.body, found.group() if found else "")


def try_again(ctx: PlatformContext, mail_id: UUID, company_id: UUID | None) -> None:
    """Send a mail that failed or was kept once more, now; raises Conflict when there is nothing to try.

    For a company's mail, the transaction must have entered the company.
    """
    mail = _get(ctx, mail_id, company_id, lock=True)
    if not can_deliver():
        raise Conflict("No mail server is configured. Set SMTP_URL first.")
    if mail.status == MailStatus.SENT:
        raise Conflict("This mail has been sent already.")
    before = {"status": mail.status}
    mail.status, mail.attempts, mail.next_attempt_at = MailStatus.WAITING, 0, now()
    changes = audit.changes_between(before, {"status": mail.status})
    act = audit.AuditAction.MAIL_TRIED_AGAIN
    if company_id is None:
        audit.record(ctx, act, mail_id, name=mail.subject, changes=changes)
        ctx.enqueue("mail.deliver_own", mail_id=mail_id)
        return
    audit.record_for_company(ctx, company_id, act, mail_id, name=mail.subject, changes=changes)
    ctx.enqueue("mail.deliver", company_id=company_id, mail_id=mail_id)


def _get(
    ctx: PlatformContext, mail_id: UUID, company_id: UUID | None, *, lock: bool = False
) -> Mail | PlatformMail:
    found = (
        ctx.db.get(Mail, (company_id, mail_id), with_for_update=lock)
        if company_id
        else ctx.db.get(PlatformMail, mail_id, with_for_update=lock)
    )
    if found is None:
        raise NotFound("This mail is not there any more. Open the list anew.")
    return found


def _row(
    one: Mail | PlatformMail | Row[tuple[object, ...]], company: str | None, company_id: UUID | None
) -> MailRow:
    return MailRow(
        str(one.id),
        company or _PLATFORM,
        str(company_id or ""),
        one.recipient,
        one.subject,
        one.status,
        one.problem or "",
        one.attempts,
        one.next_attempt_at.isoformat(timespec="minutes"),
        one.created_at.isoformat(timespec="minutes"),
    )
