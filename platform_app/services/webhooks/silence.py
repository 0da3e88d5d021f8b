"""Numbers that fell silent: nothing is heard although at these hours there always was something.

A number is compared with itself. The full hours since it was heard last are laid over the same hours of the same
weekdays one, two, three and four weeks ago. Had at least ten events come in three of those four weeks, silence by
chance is out of the question: with ten expected, nothing comes once in twenty thousand times. Quiet nights and quiet
weekends expect nothing and raise nothing; a number younger than three weeks is not judged.
"""

from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.models.channels import PhoneNumber, Severity
from platform_app.services import channels, companies

# One range of the index for each week of each number that is quiet just now: a second for ten thousand quiet ones,
# which are asked for every ten minutes.
_SILENT = text(
    """
    with quiet as (
        select company_id, id, date_trunc('hour', last_event_at) + interval '1 hour' as since,
               date_trunc('hour', now()) as until
        from phone_number
        where silent_since is null and last_event_at < now() - interval '1 hour'
          and last_event_at > now() - interval '7 days'
    )
    select company_id, id from quiet
    where since < until and 3 <= (
        select count(*) from generate_series(1, 4) as week
        where 10 <= (
            select sum(events) from number_hour
            where number_hour.company_id = quiet.company_id and number_hour.phone_number_id = quiet.id
              and number_hour.hour >= quiet.since - week * interval '7 days'
              and number_hour.hour < quiet.until - week * interval '7 days'))
    limit 1000
    """
)


def list_silent(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every number that is silent against its habit, and not known to be."""
    return [(company_id, row_id) for company_id, row_id in ctx.db.connection().execute(_SILENT)]


def mark_silent(ctx: CompanyContext, number_id: UUID) -> None:
    """Remember that a number is silent, and tell people once; the next event from it settles the matter."""
    number = ctx.db.get_one(PhoneNumber, (ctx.company_id, number_id), with_for_update=True)
    if number.silent_since is not None:
        return
    number.silent_since = now()
    last = local_time(number.last_event_at, companies.get_profile(ctx).time_zone)
    notice = channels.Notice(
        key=f"silence:{number.id}",
        severity=Severity.WARNING,
        title=f"Nothing is heard from {number.display_number}",
        text=f"At these hours something always came in, but the last thing came on {last}.",
        advice="Write to the number from your own phone. If that does not arrive in the inbox, check the "
        "webhook of the account in Settings, WhatsApp.",
        phone_number_id=number.id,
    )
    channels.raise_notice(ctx, number.channel_id, notice)
