"""How long rows are kept that have served their purpose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, delete, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.ids import first_id_at
from platform_app.models.accounts import (
    OneTimeLink,
    PlatformLink,
    PlatformSession,
    SignInFailure,
    WebSession,
)
from platform_app.models.base import CompanyOwned, Global
from platform_app.models.mail import Mail, MailStatus, PlatformMail
from platform_app.models.webhooks import NumberHour, ParkedStatus, WebhookEvent

BATCH_ROWS = 2_000
FAILURES = timedelta(days=1)
SESSIONS = timedelta(days=90)
LINKS = timedelta(days=30)
EVENTS = timedelta(days=14)
MAILS = timedelta(days=90)
HOURS = timedelta(days=36)  # four weeks are compared, and a week more is heard
Table = type[CompanyOwned] | type[Global]


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of a table go once they are older than `after` and over."""

    table: Table
    after: timedelta
    is_over: Callable[[datetime], ColumnElement[bool]]


def _session_rule(table: type[WebSession] | type[PlatformSession]) -> Rule:
    return Rule(
        table,
        SESSIONS,
        lambda until: or_(col(table.ended_at) < until, col(table.expires_at) < until),
    )


def _link_rule(table: type[OneTimeLink] | type[PlatformLink]) -> Rule:
    return Rule(
        table,
        LINKS,
        lambda until: or_(col(table.used_at) < until, col(table.expires_at) < until),
    )


def _mail_rule(table: type[Mail] | type[PlatformMail]) -> Rule:
    return Rule(
        table,
        MAILS,
        lambda until: and_(col(table.status) == MailStatus.SENT, col(table.sent_at) < until),
    )


OF_COMPANIES = (
    _session_rule(WebSession),
    _link_rule(OneTimeLink),
    _mail_rule(Mail),
    Rule(NumberHour, HOURS, lambda until: col(NumberHour.hour) < until),
    Rule(WebhookEvent, EVENTS, lambda until: col(WebhookEvent.applied_at) < until),
    Rule(ParkedStatus, EVENTS, lambda until: col(ParkedStatus.settled_at) < until),
)
OF_PLATFORM = (
    _session_rule(PlatformSession),
    _link_rule(PlatformLink),
    _mail_rule(PlatformMail),
    Rule(SignInFailure, FAILURES, lambda until: col(SignInFailure.created_at) < until),
)


def clear_company(ctx: CompanyContext) -> dict[str, int]:
    """Delete one batch of each table of the company; returns how many rows went, nothing when all is done."""
    # Row-level security shows only this company's rows.
    return _clear(ctx.db, OF_COMPANIES)


def clear_platform(ctx: PlatformContext) -> dict[str, int]:
    """Delete one batch of each of the platform's own tables; see `clear_company`."""
    return _clear(ctx.db, OF_PLATFORM)


def _clear(db: Session, rules: tuple[Rule, ...]) -> dict[str, int]:
    gone = {rule.table.__tablename__: _clear_table(db, rule) for rule in rules}
    return {table: count for table, count in gone.items() if count}


def _clear_table(db: Session, rule: Rule) -> int:
    until = now() - rule.after
    # Ids begin with their moment, so the oldest rows stand together and the young ones are not looked at.
    old = (
        select(rule.table.id)
        .where(col(rule.table.id) < first_id_at(until), rule.is_over(until))
        .order_by(col(rule.table.id))
        .limit(BATCH_ROWS)
    )
    return db.exec(delete(rule.table).where(col(rule.table.id).in_(old))).rowcount
