"""What a refusal means beyond its row: for the person, the template's campaigns, the number, the account."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import Action, ErrorMeaning, Scope
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import Channel, ChannelStatus, PhoneNumber, Severity
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.services import audit, campaigns, channels, consent
from platform_app.services.sending import statements as sql
from platform_app.services.sending.failures import Failure
from platform_app.services.sending.views import Source

_PAUSE_NUMBERS = text(
    """
    update phone_number set pause_reason = :reason,
        paused_until = greatest(paused_until, now() + make_interval(secs => :seconds))
    where company_id = :company_id and id = any(cast(:ids as uuid[]))
    """
)
_SETTLE = {Source.RECIPIENT: sql.SETTLE_BY_RECIPIENTS, Source.REPLY: sql.SETTLE_BY_REPLIES}
# Codes after which a new token, or a right for it, is what helps.
_OF_THE_TOKEN = frozenset({0, 3, 10, 190, *range(200, 300), 131005})
# Whoever lives in this country will be refused as well.
_COUNTRY = 130497
_WITHDRAWN = consent.ConsentChange(
    ConsentKind.WITHDRAWN,
    ConsentSource.REFUSED_BY_WHATSAPP,
    detail="WhatsApp's own stop control",
)


def draw_consequences(ctx: CompanyContext, failures: list[Failure]) -> None:
    """Mark the people, and pause what has to stop: a template's campaigns, a number, an account, a portfolio."""
    for failure in failures:
        _mark_person(ctx, failure)
    _leave_countries_out(ctx, [one.id for one in failures if one.meaning.code == _COUNTRY])
    pauses = {
        (one.meaning.code, one.campaign_id, one.number_id): one
        for one in failures
        if one.meaning.action is Action.PAUSE
    }
    for failure in pauses.values():
        _pause(ctx, failure)


def pause_campaign(ctx: CompanyContext, campaign_id: UUID, meaning: ErrorMeaning) -> None:
    """Pause one campaign because the same refusal keeps coming."""
    reason = f"The same refusal came several times in a row. {meaning.words}"
    pause = campaigns.Pause(PauseKind.FAILURES, reason, meaning.code)
    campaigns.pause_one(ctx, campaign_id, pause)


def settle_refusals(
    ctx: CompanyContext, channel_id: UUID, source: Source, arrived: list[UUID]
) -> None:
    """Settle the notices of refusals that these messages prove over; the account counts as connected again."""
    values = {"company_id": ctx.company_id, "channel_id": channel_id, "ids": arrived}
    if ctx.db.connection().execute(_SETTLE[source], values).first() is None:
        return
    ctx.db.connection().execute(
        update(Channel)
        .where(
            col(Channel.company_id) == ctx.company_id,
            col(Channel.id) == channel_id,
            col(Channel.status) == ChannelStatus.REFUSED,
        )
        .values(status=ChannelStatus.CONNECTED, problem=None)
    )
    ctx.nudge("channels")


def _mark_person(ctx: CompanyContext, failure: Failure) -> None:
    if failure.meaning.action not in (Action.OPT_OUT, Action.BAD_NUMBER):
        return
    contact = ctx.db.exec(
        select(Contact)
        .where(col(Contact.company_id) == ctx.company_id, col(Contact.id) == failure.contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if contact is None:
        return
    if failure.meaning.action is Action.OPT_OUT:
        consent.record(ctx, contact, _WITHDRAWN)
    else:
        contact.unreachable_since = contact.unreachable_since or now()


def _leave_countries_out(ctx: CompanyContext, refused: list[UUID]) -> None:
    """Have the campaigns of refused people skip everybody in their countries; the others go on."""
    if not refused:
        return
    values = {"company_id": ctx.company_id, "ids": refused}
    act = audit.AuditAction.CAMPAIGN_COUNTRY_REFUSED
    for campaign_id, name, countries in ctx.db.connection().execute(sql.REFUSE_COUNTRIES, values):
        audit.record(ctx, act, campaign_id, name=name, countries=countries, code=str(_COUNTRY))


def _pause(ctx: CompanyContext, failure: Failure) -> None:
    meaning = failure.meaning
    if meaning.scope is Scope.TEMPLATE:
        pause = campaigns.Pause(PauseKind.TEMPLATE, meaning.words, meaning.code)
        if failure.template_id is not None:
            campaigns.pause_at_work(ctx, pause, template_id=failure.template_id)
        if failure.campaign_id is not None:
            # Its template may have gone from the list meanwhile.
            campaigns.pause_one(ctx, failure.campaign_id, pause)
    elif meaning.scope is Scope.NUMBER:
        _pause_numbers(ctx, meaning, [failure.number_id])
        _tell(ctx, failure.channel_id, meaning, failure.number_id)
    else:
        _pause_accounts(ctx, meaning, _accounts(ctx, failure))


def _accounts(ctx: CompanyContext, failure: Failure) -> list[UUID]:
    """Return the account, or all accounts of its portfolio; as long as that is unknown, the company's."""
    if failure.meaning.scope is not Scope.PORTFOLIO:
        return [failure.channel_id]
    portfolio = ctx.db.get_one(Channel, (ctx.company_id, failure.channel_id)).business_id
    same = select(Channel.id).where(col(Channel.company_id) == ctx.company_id)
    if portfolio:
        same = same.where(col(Channel.business_id).in_((portfolio, "")))
    return list(ctx.db.exec(same.order_by(col(Channel.id))))


def _pause_accounts(ctx: CompanyContext, meaning: ErrorMeaning, channel_ids: list[UUID]) -> None:
    of_accounts = select(PhoneNumber.id).where(
        col(PhoneNumber.company_id) == ctx.company_id, col(PhoneNumber.channel_id).in_(channel_ids)
    )
    number_ids = list(ctx.db.exec(of_accounts.order_by(col(PhoneNumber.id))))
    kind = PauseKind.CREDENTIALS if meaning.code in _OF_THE_TOKEN else PauseKind.ACCOUNT
    pause = campaigns.Pause(kind, meaning.words, meaning.code)
    campaigns.pause_at_work(ctx, pause, number_ids=number_ids, category=meaning.category)
    if meaning.category is None:
        # Replies wait as well: the account is the same, and each further call could make things worse.
        _pause_numbers(ctx, meaning, number_ids)
        _mark_refused(ctx, meaning, channel_ids)
    for channel_id in channel_ids:
        _tell(ctx, channel_id, meaning)


def _mark_refused(ctx: CompanyContext, meaning: ErrorMeaning, channel_ids: list[UUID]) -> None:
    ctx.db.connection().execute(
        update(Channel)
        .where(
            col(Channel.company_id) == ctx.company_id,
            col(Channel.id).in_(channel_ids),
            # One that WhatsApp has switched off stays so: only then does it go on when WhatsApp gives it back.
            col(Channel.status).in_((ChannelStatus.CONNECTED, ChannelStatus.REFUSED)),
        )
        .values(status=ChannelStatus.REFUSED, problem=meaning.words)
    )


def _pause_numbers(ctx: CompanyContext, meaning: ErrorMeaning, number_ids: list[UUID]) -> None:
    ctx.db.connection().execute(
        _PAUSE_NUMBERS,
        {
            "company_id": ctx.company_id,
            "ids": number_ids,
            "seconds": meaning.pause_s,
            "reason": meaning.sentence,
        },
    )
    ctx.nudge("channels")


def _tell(
    ctx: CompanyContext, channel_id: UUID, meaning: ErrorMeaning, number_id: UUID | None = None
) -> None:
    notice = channels.Notice(
        key=f"refusal.{meaning.code}.{number_id or ''}",
        severity=Severity.CRITICAL,
        title=meaning.sentence,
        advice=meaning.advice,
        phone_number_id=number_id,
    )
    channels.raise_notice(ctx, channel_id, notice)
