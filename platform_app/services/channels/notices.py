"""Notices: what people should know about an account or a number, open until the matter is settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, text
from sqlmodel import col, select, update

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.ids import new_id
from platform_app.core.permissions import Permission
from platform_app.models.channels import ChannelNotice, PhoneNumber, Severity
from platform_app.services import companies, mail
from platform_app.services.channels.views import NoticeRow

MOST_SHOWN = 50
# Matters of one account. WhatsApp knows some dozens; a sender who makes up hundreds is not WhatsApp.
_MOST_KEPT = 500

# Whoever opens a notice, or opens it again, mails it. A renewed one has been mailed already.
_RAISE = text(
    """
    insert into channel_notice (company_id, id, created_at, channel_id, phone_number_id, key, severity, title, text,
                                advice, happened_at, resolved_at)
    select :company_id, :id, now(), :channel_id, :phone_number_id, :key, :severity, :title, :text, :advice,
           :happened_at, cast(:ends_at as timestamptz)
    where exists (select from channel_notice
                  where company_id = :company_id and channel_id = :channel_id and key = :key)
       or (select count(*) from channel_notice where company_id = :company_id and channel_id = :channel_id) < :most
    on conflict (company_id, channel_id, key) do update
        set severity = excluded.severity, title = excluded.title, text = excluded.text, advice = excluded.advice,
            happened_at = excluded.happened_at, phone_number_id = excluded.phone_number_id,
            resolved_at = excluded.resolved_at
        where excluded.happened_at >= channel_notice.happened_at
    returning old.id is null or old.resolved_at <= now()
    """
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell: `key` names the matter within its channel, so that a second telling renews the first."""

    key: str
    severity: Severity
    title: str
    text: str = ""
    advice: str = ""
    phone_number_id: UUID | None = None
    # When the matter settles itself, if that is known.
    ends_at: datetime | None = None


def raise_notice(
    ctx: CompanyContext, channel_id: UUID, notice: Notice, *, happened_at: datetime | None = None
) -> None:
    """Open or renew a notice; the company's admins get a mail when a critical one opens."""
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "channel_id": channel_id,
        "phone_number_id": notice.phone_number_id,
        "key": notice.key,
        "severity": notice.severity,
        "title": notice.title,
        "text": notice.text,
        "advice": notice.advice,
        "happened_at": happened_at or now(),
        "ends_at": notice.ends_at,
        "most": _MOST_KEPT,
    }
    is_news = ctx.db.connection().execute(_RAISE, values).scalar()
    ctx.nudge("channels")
    if is_news and notice.severity is Severity.CRITICAL:
        for recipient in mail.list_admins(ctx, MailTopic.WHATSAPP):
            mail.tell_of_channel(ctx, recipient, notice.title, notice.text, notice.advice)


def resolve_notice(ctx: CompanyContext, channel_id: UUID, key: str) -> None:
    """Settle a notice, if it is open."""
    statement = update(ChannelNotice).where(
        col(ChannelNotice.company_id) == ctx.company_id,
        col(ChannelNotice.channel_id) == channel_id,
        col(ChannelNotice.key) == key,
        _is_open(),
    )
    if ctx.db.connection().execute(statement.values(resolved_at=now())).rowcount:
        ctx.nudge("channels")


def resolve_all(ctx: CompanyContext, channel_id: UUID) -> None:
    """Settle every open notice about an account: it was connected anew, and what still holds is told again."""
    open_ones = update(ChannelNotice).where(
        col(ChannelNotice.company_id) == ctx.company_id,
        col(ChannelNotice.channel_id) == channel_id,
        _is_open(),
    )
    ctx.db.exec(open_ones.values(resolved_at=now()))


def list_notices(ctx: CompanyContext, *, only_open: bool = False) -> list[NoticeRow]:
    """Return the latest notices about all accounts and numbers of the company, open ones first."""
    ctx.require(Permission.DASHBOARD_READ)
    statement = (
        select(ChannelNotice, PhoneNumber.display_number)
        .join(
            PhoneNumber,
            (col(PhoneNumber.company_id) == col(ChannelNotice.company_id))
            & (col(PhoneNumber.id) == col(ChannelNotice.phone_number_id)),
            isouter=True,
        )
        .where(col(ChannelNotice.company_id) == ctx.company_id)
        .order_by(
            _is_open().desc(),
            col(ChannelNotice.happened_at).desc(),
            col(ChannelNotice.id).desc(),
        )
        .limit(MOST_SHOWN)
    )
    if only_open:
        statement = statement.where(_is_open())
    zone = companies.get_profile(ctx).time_zone
    return [_row(notice, number or "", zone) for notice, number in ctx.db.exec(statement)]


def _is_open() -> ColumnElement[bool]:
    # A matter with a known end has it in its row before it comes.
    return or_(col(ChannelNotice.resolved_at).is_(None), col(ChannelNotice.resolved_at) > now())


def _row(notice: ChannelNotice, number: str, zone: str) -> NoticeRow:
    return NoticeRow(
        id=str(notice.id),
        severity=notice.severity,
        title=notice.title,
        text=notice.text,
        advice=notice.advice,
        number=number,
        happened=local_time(notice.happened_at, zone),
        resolved=local_time(_settled(notice.resolved_at), zone),
    )


def _settled(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment <= now() else None
